"""A morning with the list of follow-ups, and a client who books theirs on the phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import DESKTOP, PHONE
from tests.support.demo import DemoSite

pytestmark = pytest.mark.browser

Look = Callable[[Page], None]
LIST = "/admin/followup/"
LINK = re.compile(r"http://localhost:\d+(/booking/a/[0-9a-f]{40}/)")


@pytest.fixture
def desk(open_page: Callable[..., Page]) -> Page:
    """Somebody at the desk who looks at the list."""
    page = open_page(DESKTOP)
    page.goto(f"/admin/login/?next={LIST}")
    page.locator("[name=username]").fill("owner")
    page.locator("[name=password]").fill("owner-demo-2718")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Follow-ups").first).to_be_visible()
    return page


def test_staff_call_and_write_and_the_client_books_on_the_link(
    desk: Page,
    demo_site: DemoSite,
    open_page: Callable[..., Page],
    assert_no_axe_violations: Look,
) -> None:
    for name in ("Priya Raman", "Tomas Lindqvist", "Grace Oduya"):
        expect(desk.get_by_role("link", name=name, exact=True)).to_be_visible()
    assert_no_axe_violations(desk)
    desk.get_by_role("link", name="Priya Raman", exact=True).click()
    expect(desk.get_by_role("link", name="Call +12125550195")).to_be_visible()
    assert_no_axe_violations(desk)
    desk.get_by_role("button", name="No answer").click()
    expect(desk.get_by_role("cell", name="No answer")).to_be_visible()
    desk.get_by_role("link", name="Write an e-mail").click()
    assert_no_axe_violations(desk)
    desk.get_by_role("button", name="Send this e-mail").click()
    expect(desk.get_by_role("cell", name="Sent", exact=True)).to_be_visible()

    link = LINK.search(demo_site.mails[-1].replace("=\n", ""))
    assert link is not None
    phone = open_page(PHONE, has_touch=True)
    phone.goto(link[1])
    assert_no_axe_violations(phone)
    phone.get_by_role("link", name="Book your follow-up").click()
    assert_no_axe_violations(phone)
    phone.locator(".booking-time").first.click()
    phone.get_by_role("button", name="Book this time").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your visit is booked")
    desk.goto(LIST)
    expect(desk.get_by_role("link", name="Priya Raman", exact=True)).to_have_count(0)


def test_staff_book_a_series_for_somebody_on_the_list(
    desk: Page, assert_no_axe_violations: Look
) -> None:
    desk.get_by_role("link", name="Tomas Lindqvist", exact=True).click()
    desk.get_by_role("link", name="Book a visit").click()
    desk.get_by_label("Number of visits").fill("3")
    desk.get_by_role("button", name="Show these visits").click()
    assert_no_axe_violations(desk)
    while desk.get_by_role("button", name="Check these times").count():
        for clash in desk.locator(".booking-planned fieldset").all():
            clash.get_by_role("radio").first.check()
        desk.get_by_role("button", name="Check these times").click()
    desk.get_by_role("button", name="Book all 3 visits").click()
    expect(desk.get_by_text("3 visits are booked.")).to_be_visible()
    assert_no_axe_violations(desk)
    desk.goto(LIST)
    expect(desk.get_by_role("link", name="Tomas Lindqvist", exact=True)).to_have_count(0)
