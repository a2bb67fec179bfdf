"""The waitlist in a browser: join it, be offered a freed time, take it or see that it is gone."""

from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.browser.client import Client, nothing_scrolls_sideways
from tests.support.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser

Look = Callable[[Page], None]
NARROW = {"width": 320, "height": 640}
WAYS = {
    "phone": {"size": PHONE, "has_touch": True},
    "desktop": {"size": DESKTOP},
    "without JavaScript": {"size": PHONE, "java_script_enabled": False},
}
VISIT = "/booking/?visit=first-visit"
_numbers = count(1)


@pytest.fixture(params=WAYS)
def people(
    request: pytest.FixtureRequest, open_page: Callable[..., Page], assert_no_axe_violations: Look
) -> Callable[[], Client]:
    """Return a function that brings another person with a browser of their own."""

    def one() -> Client:
        options = dict(WAYS[request.param])
        page = open_page(options.pop("size"), **options)
        return Client(page, assert_no_axe_violations, request.param)

    return one


def joins(person: Client) -> None:
    """Put somebody on the list who takes any time."""
    page, number = person.page, next(_numbers)
    page.goto(VISIT)
    page.get_by_role("link", name="Join the waitlist").click()
    person.look(page)
    page.get_by_role("button", name="Put me on the waitlist").click()
    expect(page.get_by_role("link", name="Enter your name")).to_be_visible()
    person.look(page)
    page.get_by_label("Your name").fill(f"Waiting {number}")
    page.get_by_label("E-mail address").fill(f"waiting{number}@example.com")
    page.get_by_label("Phone number").fill("(212) 555-0177")
    page.locator("input[name=consent]").check()
    with nothing_scrolls_sideways(page):
        page.get_by_role("button", name="Put me on the waitlist").click()
        expect(page.locator("h1")).to_have_text("You are on the waitlist")
    person.look(page)


def books_a_late_time(page: Page) -> None:
    """Book the last time shown: a time too near could not be cancelled online."""
    number = next(_numbers)
    page.goto(VISIT)
    page.locator("input[type=radio]").last.check()
    page.get_by_role("button", name="Keep this time for me").click()
    page.get_by_label("Your name").fill(f"Busy {number}")
    page.get_by_label("E-mail address").fill(f"busy{number}@example.com")
    page.get_by_label("Phone number").fill("(212) 555-0178")
    page.locator("input[name=consent]").check()
    page.get_by_role("button", name="Book this time").click()


def test_a_cancelled_visit_goes_to_the_first_who_takes_it(people: Callable[[], Client]) -> None:
    busy, quick, slow = people(), people(), people()
    books_a_late_time(busy.page)
    for person in (quick, slow):
        joins(person)
    busy.page.get_by_role("link", name="Cancel").click()
    busy.page.locator("main form").get_by_role("button", name="Cancel").click()
    for person in (quick, slow):
        person.page.reload()
        person.page.get_by_role("link", name="See this time").click()
        assert person.heading() == "A time is free"
        person.look(person.page)
    for person in (quick, slow):
        person.page.get_by_role("button", name="Take this time").click()
    assert quick.heading() == "Your visit is booked"
    assert slow.heading() == "This time is not kept for you any more"
    slow.look(slow.page)
    slow.page.get_by_role("link", name="See what you wait for").click()
    assert slow.heading() == "You are on the waitlist"
    slow.page.get_by_role("button", name="Leave the waitlist").click()
    assert slow.heading() == "You are not on the waitlist any more"
    slow.look(slow.page)


def test_what_suits_is_changed_on_a_narrow_phone_by_hand(
    open_page: Callable[..., Page], assert_no_axe_violations: Look
) -> None:
    person = Client(open_page(NARROW), assert_no_axe_violations, "narrow")
    joins(person)
    person.page.get_by_role("link", name="Change what suits you").click()
    with nothing_scrolls_sideways(person.page):
        person.page.get_by_label("Tuesday").check()
        person.page.get_by_label("Evening, from 17:00").check()
    person.look(person.page)
    person.page.get_by_role("button", name="Save").click()
    with nothing_scrolls_sideways(person.page):
        expect(person.page.get_by_text("Tuesday, from 17:00")).to_be_visible()
    person.page.get_by_role("button", name="Leave the waitlist").click()
