"""A client moves their visit and then cancels it: on a phone, at a desk, without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.client import Client, nothing_scrolls_sideways
from tests.browser.typist import Typist
from tests.support.browser import DESKTOP, PHONE
from tests.support.demo import DemoSite

pytestmark = pytest.mark.browser

Look = Callable[[Page], None]
WAYS = {
    "phone in the dark": {"size": PHONE, "has_touch": True, "color_scheme": "dark"},
    "desktop": {"size": DESKTOP},
    "without JavaScript": {"size": PHONE, "java_script_enabled": False},
}


def books(page: Page, visit: str, name: str) -> None:
    """Book the last time on the page, which is far enough away to be changed."""
    page.goto(f"/booking/?visit={visit}")
    page.locator("input[name=start]").last.check()
    page.get_by_role("button", name="Keep this time for me").click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail address").fill("kim@example.com")
    page.get_by_label("Phone number").fill("(212) 555-0177")
    page.locator("input[name=consent]").check()
    page.get_by_role("button", name="Book this time").click()
    page.wait_for_load_state("load")


@pytest.mark.parametrize("way", WAYS)
def test_a_client_moves_a_visit_and_then_cancels_it(
    open_page: Callable[..., Page], assert_no_axe_violations: Look, demo_site: DemoSite, way: str
) -> None:
    options = dict(WAYS[way])
    page = open_page(options.pop("size"), **options)
    client = Client(page, assert_no_axe_violations, f"change {way}")
    books(page, "follow-up", f"Kim {way}")
    client.look(page)
    page.get_by_role("link", name="Move this visit").click()
    with nothing_scrolls_sideways(page):
        client.look(page)
    page.locator("input[name=start]").nth(-3).check()
    page.get_by_role("button", name="Move my visit to this time").click()
    page.wait_for_load_state("load")
    assert client.heading() == "Your visit has moved"
    assert "Subject: Moved" in demo_site.mails[-1]
    page.get_by_role("link", name="Cancel this visit").click()
    with nothing_scrolls_sideways(page):
        client.look(page)
    page.get_by_role("button", name="Cancel this visit").click()
    page.wait_for_load_state("load")
    assert client.heading() == "Your visit is cancelled"
    assert_no_axe_violations(page)
    assert "Subject: Cancelled" in demo_site.mails[-1]
    page.go_back()
    page.reload()
    assert client.heading() == "Your visit is cancelled"


def test_a_visit_is_moved_and_cancelled_with_the_keyboard_alone(desktop_page: Page) -> None:
    page = desktop_page
    books(page, "follow-up", "Keyboard Kim")
    typist = Typist(page)
    typist.presses_button("Move this visit")
    typist.tabs_to(lambda now: now["type"] == "radio")
    typist.presses("Space")
    typist.presses("ArrowDown")
    typist.presses_button("Move my visit to this time")
    typist.presses_button("Cancel this visit")
    typist.presses_button("Cancel this visit")
    assert page.locator("h1").inner_text() == "Your visit is cancelled"


def test_a_phone_visit_is_shown_by_the_clients_own_clock(
    open_page: Callable[..., Page], assert_no_axe_violations: Look
) -> None:
    page = open_page(PHONE, timezone_id="Europe/Berlin")
    books(page, "phone-call", "Kim Abroad")
    assert "(Berlin time)" in page.locator("main .c-lead").inner_text()
    assert "We call you at this time" in page.locator("main").inner_text()
    assert_no_axe_violations(page)
