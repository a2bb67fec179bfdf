"""An editor who must not see anything: no panel, no menu entry, no address opens a client."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.staff import enters, looks
from tests.support.browser import DESKTOP, PHONE

NOT_OPEN = "This page is not open to you"
OF_CLIENTS = (
    "/admin/submission/",
    "/admin/submission/inspect/1/",
    "/admin/submission/inspect/1/print/",
    "/admin/appointment/",
    "/admin/followup/",
    "/admin/waitlistentry/",
    "/admin/clinic/diary/",
    "/admin/clinic/before-visits/",
    "/admin/clinic/dashboard/",
    "/admin/clinic/export/submissions/",
    "/admin/clinic/export/appointments/",
    "/admin/clinic/privacy-requests/",
    "/admin/accessentry/",
    "/admin/submission/?q=Raman",
)
ARTICLE = "Iliopsoas"


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desk", "phone"]
)
def test_an_editor_sees_no_client_and_can_still_write(
    open_page: Callable[..., Page], size: ViewportSize, scheme: str
) -> None:
    page = open_page(size, color_scheme=scheme, reduced_motion="reduce")
    enters(page, "editor")

    # The home page speaks of pages, not of people.
    main = page.get_by_role("main")
    for panel in ("Urgent", "Today", "Follow-ups", "Privacy requests", "Warning signs"):
        expect(main.get_by_text(panel)).to_have_count(0)

    # Nor does the menu.
    if size is PHONE:
        page.get_by_role("button", name="Toggle sidebar").click()
    page.get_by_role("button", name="Clinic", exact=True).click()
    menu = page.get_by_role("list", name="Clinic")
    expect(menu.get_by_role("link")).to_have_text(["Questionnaires"])

    # What is typed is refused, in words.
    for address in OF_CLIENTS:
        response = page.goto(address)
        assert response is not None
        assert response.status in (403, 404), address
        if response.status == 403:
            expect(page.get_by_role("heading", level=1)).to_contain_text(NOT_OPEN)
    page.goto("/admin/submission/")
    looks(page)
    page.get_by_role("link", name="Go to the start of the admin").click()
    page.wait_for_url("**/admin/")

    # And the work goes on: an article is theirs to write.
    page.goto("/admin/pages/search/?q=" + ARTICLE)
    page.get_by_role("main").get_by_role("link", name=ARTICLE).first.click()
    page.wait_for_url("**/edit/")
    page.get_by_role("button", name="Save draft", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("has been updated")
