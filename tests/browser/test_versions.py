"""The pages that defend a questionnaire, in a browser: readable, narrow, printable."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

OWNER = ("owner", "owner-demo-2718")
TOOLS = "/admin/clinic/questionnaires/1/"
PAGES = [
    f"{TOOLS}flow/",
    f"{TOOLS}versions/",
    f"{TOOLS}versions/compare/",
    f"{TOOLS}versions/1/safety/",
    f"{TOOLS}versions/1/restore/",
    f"{TOOLS}copy/",
    "/admin/clinic/questionnaires/import/",
    "/admin/submission/inspect/1/",
]


def sign_in(page: Page) -> Page:
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(OWNER[0])
    page.get_by_label("Password").first.fill(OWNER[1])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    return page


@pytest.fixture
def owner_page(desktop_page: Page) -> Page:
    return sign_in(desktop_page)


def sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_every_page_is_accessible_and_fits_a_phone(
    phone_page: Page, assert_no_axe_violations: Callable[[Page], None]
) -> None:
    sign_in(phone_page)
    for address in PAGES:
        response = phone_page.goto(address)
        assert response is not None
        assert response.status == 200, address
        wide = phone_page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, address
        assert_no_axe_violations(phone_page)


def test_the_safety_file_prints_on_several_sheets_without_the_menu(owner_page: Page) -> None:
    owner_page.goto(f"{TOOLS}versions/1/safety/")
    owner_page.emulate_media(media="print")
    assert not owner_page.locator("#wagtail-sidebar").is_visible()
    assert not owner_page.get_by_role("button", name="Print").is_visible()
    assert owner_page.get_by_role("heading", name="Hazards").is_visible()
    assert 2 <= sheets(owner_page.pdf(format="Letter")) <= 20


def test_the_print_button_unfolds_what_would_print_folded(owner_page: Page) -> None:
    owner_page.goto(f"{TOOLS}flow/")
    owner_page.evaluate("window.print = () => { window.printed = true; }")
    assert owner_page.locator("main details:not([open])").count() > 0
    owner_page.get_by_role("button", name="Print").click()
    assert owner_page.evaluate("window.printed")
    assert owner_page.locator("main details:not([open])").count() == 0


def test_what_was_exported_is_imported_again_as_a_draft(owner_page: Page, tmp_path) -> None:
    owner_page.goto(f"{TOOLS}versions/")
    with owner_page.expect_download() as download:
        owner_page.get_by_role("link", name="Export the draft").click()
    path = tmp_path / "questionnaire.json"
    download.value.save_as(path)
    path.write_text(path.read_text().replace('"key":"lower-back-and-hip"', '"key":"brought-in"'))
    owner_page.goto("/admin/clinic/questionnaires/import/")
    owner_page.get_by_label("JSON file").set_input_files(path)
    owner_page.get_by_role("button", name="See what it would change").click()
    expect(owner_page.get_by_text("A new draft is made")).to_be_visible()
    expect(owner_page.get_by_text("it was changed after the export")).to_be_visible()
    owner_page.get_by_role("button", name="Import as draft").click()
    expect(owner_page.get_by_text("is a draft now")).to_be_visible()
