"""The day before a visit: one page of questions, and what to do when something is wrong."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.client import Client, nothing_scrolls_sideways
from tests.support.browser import PHONE

pytestmark = pytest.mark.browser

Look = Callable[[Page], None]
SEND = "Send my answers"
LONGEST_ON_A_PHONE = 4500
"""How far a client scrolls at most, in pixels, past every warning sign there is."""

TARGET = 48
ROWS = "[...document.querySelectorAll('.c-tile')].map(row => row.getBoundingClientRect().height)"


def answers_nothing_found(page: Page) -> None:
    """Select "None of these" of every question."""
    for box in page.get_by_label("None of these").all():
        box.check()


def test_before_a_visit_on_a_phone_without_javascript(
    open_page: Callable[..., Page], assert_no_axe_violations: Look
) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    client = Client(page, assert_no_axe_violations, "before a visit")
    page.goto("/booking/?visit=phone-call")
    client.books("Rosa Lind", "rosa@example.com", "(212) 555-0199")
    with nothing_scrolls_sideways(page):
        page.goto(f"{page.url}before/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Before your visit")
        assert_no_axe_violations(page)
    assert page.evaluate("document.documentElement.scrollHeight") <= LONGEST_ON_A_PHONE
    assert min(page.evaluate(ROWS)) >= TARGET
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("alert")).to_contain_text("There are 5 things to put right")
    assert_no_axe_violations(page)

    answers_nothing_found(page)
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert_no_axe_violations(page)

    page.get_by_role("link", name="Something changed? Answer again").click()
    answers_nothing_found(page)
    fever = page.locator('input[name="q-red_flags_illness"]')
    fever.and_(page.locator('[value="none"]')).uncheck()
    fever.and_(page.locator('[value="fever"]')).check()
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Get medical advice today")
    assert_no_axe_violations(page)

    page.get_by_role("link", name="Answer again").click()
    page.locator('input[value="saddle_numbness"]').check()
    with nothing_scrolls_sideways(page):
        page.get_by_role("button", name=SEND).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Call 911 now")
    assert_no_axe_violations(page)
