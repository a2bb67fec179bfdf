"""What clients do to forms: leave things out, go back, open two tabs, tap twice, come back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.client import Client, nothing_scrolls_sideways
from tests.browser.people import DESK_WORKER, MILD_DANCER

pytestmark = pytest.mark.browser

Look = Callable[[Page], None]


def test_an_empty_answer_gets_a_sentence_that_leads_to_the_question(
    phone_page: Page, assert_no_axe_violations: Look
) -> None:
    client = Client(phone_page, assert_no_axe_violations)
    client.starts()
    client.continues()
    client.look(phone_page)
    assert phone_page.title().startswith("Error: ")
    summary = phone_page.locator("#errors")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(phone_page.locator("input").nth(1)).to_be_focused()


def test_nothing_is_lost_by_going_back_and_forth(
    phone_page: Page, assert_no_axe_violations: Look
) -> None:
    client = Client(phone_page, assert_no_axe_violations)
    client.starts()
    for _ in range(7):
        client.answers_page(MILD_DANCER)
        client.continues()
    phone_page.get_by_role("link", name="Back", exact=True).click()
    expect(phone_page.locator('input[value="groin"]')).to_be_checked()
    phone_page.go_back()
    phone_page.reload()
    client.answers_everything(MILD_DANCER)
    client.asks_what_to_do()
    assert "Iliopsoas" in client.heading()


def test_an_answer_can_be_changed_from_the_check_page(
    phone_page: Page, assert_no_axe_violations: Look
) -> None:
    client = Client(phone_page, assert_no_axe_violations)
    client.starts()
    client.answers_everything(MILD_DANCER)
    phone_page.get_by_role("link", name="Change Average pain").click()
    client.picks(phone_page.locator('input[name="q-average_0_10"][value="9"]'))
    phone_page.get_by_role("button", name="Save this answer").click()
    client.answers_everything(MILD_DANCER)
    expect(phone_page.locator("main")).to_contain_text(re.compile(r"Average pain\s*9"))
    client.asks_what_to_do()
    assert "Book a visit" in client.heading()


def test_answers_go_on_in_another_browser_by_the_private_link(
    open_page: Callable[..., Page], assert_no_axe_violations: Look
) -> None:
    first = Client(open_page(), assert_no_axe_violations)
    first.starts()
    first.answers_page(DESK_WORKER)
    first.continues()
    first.page.get_by_role("link", name="Save and continue later").click()
    first.look(first.page)
    address = first.page.get_by_label("To go on somewhere else").input_value()
    second = Client(open_page(), assert_no_axe_violations)
    second.page.goto(address)
    second.look(second.page)
    second.page.get_by_role("button", name="Continue").click()
    second.answers_everything(DESK_WORKER)
    second.asks_what_to_do()
    assert "Book a visit" in second.heading()


def test_no_page_of_the_way_scrolls_sideways_at_320_pixels(
    open_page: Callable[..., Page], assert_no_axe_violations: Look
) -> None:
    page = open_page({"width": 320, "height": 640})
    client = Client(page, lambda visited: check_width(visited))
    for address in ("/", "/lower-back-and-hip-pain/", "/lower-back-and-hip-pain/trigger-points/"):
        page.goto(address)
        check_width(page)
    client.starts()
    client.answers_everything(DESK_WORKER)
    client.asks_what_to_do()
    page.get_by_role("link", name="Choose a time").click()
    check_width(page)


def check_width(page: Page) -> None:
    """Fail when the page is wider than the screen."""
    with nothing_scrolls_sideways(page):
        pass


def test_a_tap_on_the_drawing_ticks_the_list(
    phone_page: Page, assert_no_axe_violations: Look
) -> None:
    client = Client(phone_page, assert_no_axe_violations)
    client.starts()
    while "/q/where" not in phone_page.url:
        client.answers_page(MILD_DANCER)
        client.continues()
    phone_page.locator('[data-region="buttock"]').first.click()
    expect(phone_page.locator('input[value="buttock"]')).to_be_checked()
