"""Somebody else is faster, twice: the page says so, offers times, and keeps what was typed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.client import Client, nothing_scrolls_sideways
from tests.browser.ways import WAYS, Hands

pytestmark = pytest.mark.browser

Look = Callable[[Page], None]
VISIT = "/booking/?visit=follow-up"


def times_of_one_person(page: Page) -> str:
    """Return the address of one practitioner's free times: another could take a second client."""
    page.goto(VISIT)
    return f"{VISIT}&who={page.locator('#who option').last.get_attribute('value')}"


def keeps(rival: Page, times: str, start: str | None) -> None:
    """Let somebody else keep a time."""
    rival.goto(times)
    rival.locator(f'input[name=start][value="{start}"]').check()
    rival.get_by_role("button", name="Keep this time for me").click()
    expect(rival.locator("h1")).to_have_text("Your details")


@pytest.mark.parametrize("way", WAYS)
def test_who_loses_a_race_sees_the_next_times_and_keeps_what_they_typed(
    open_page: Callable[..., Page], assert_no_axe_violations: Look, way: str
) -> None:
    hands = Hands.on_a_page(open_page, way)
    page = hands.page
    loser = Client(page, assert_no_axe_violations, f"race {way}")
    times = times_of_one_person(page)
    page.goto(times)
    wanted = page.locator("input[name=start]").first
    keeps(open_page(), times, wanted.get_attribute("value"))
    hands.picks(wanted)
    hands.presses("Keep this time for me")
    lost = page.get_by_role("alert")
    expect(lost).to_contain_text("Someone has just booked")
    with nothing_scrolls_sideways(page):
        loser.look(page)
    near = lost.locator("input[name=start]").first
    second = near.get_attribute("value")
    hands.picks(near)
    hands.presses("Keep this time for me")

    # A second tab gives the time back, and somebody takes it while the details are typed.
    other_tab = page.context.new_page()
    other_tab.goto(page.url)
    other_tab.get_by_role("button", name="Choose another time").click()
    other_tab.wait_for_load_state("load")
    keeps(open_page(), times, second)
    email = f"lost.{way.split()[0]}@example.com"
    hands.gives_details("Lou Loser", email)
    hands.presses("Book this time")
    expect(lost).to_contain_text("What you typed is still below")
    expect(page.locator("[name=email]")).to_have_value(email)
    with nothing_scrolls_sideways(page):
        loser.look(page)
    hands.picks(lost.locator("input[name=start]").first)
    hands.presses("Book this time")
    assert loser.heading() == "Your visit is booked"
