"""The waitlist in a browser: join it, be offered a freed time, take it or see that it is gone."""

from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.browser.client import Client, nothing_scrolls_sideways
from tests.browser.ways import WAYS, Hands

pytestmark = pytest.mark.browser

Look = Callable[[Page], None]
NARROW = {"width": 320, "height": 640}
VISIT = "/booking/?visit=first-visit"
_numbers = count(1)


Person = tuple[Client, Hands]


@pytest.fixture(params=WAYS)
def people(
    request: pytest.FixtureRequest, open_page: Callable[..., Page], assert_no_axe_violations: Look
) -> Callable[[], Person]:
    """Return a function that brings another person with a browser of their own."""

    def one() -> Person:
        hands = Hands.on_a_page(open_page, request.param)
        return Client(hands.page, assert_no_axe_violations, request.param), hands

    return one


def joins(person: Client, hands: Hands) -> None:
    """Put somebody on the list who takes any time."""
    page, number = person.page, next(_numbers)
    page.goto(VISIT)
    hands.presses("Join the waitlist")
    person.look(page)
    hands.presses("Put me on the waitlist")
    expect(page.get_by_role("link", name="Enter your name")).to_be_visible()
    person.look(page)
    hands.gives_details(f"Waiting {number}", f"waiting{number}@example.com")
    with nothing_scrolls_sideways(page):
        hands.presses("Put me on the waitlist")
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


def test_a_cancelled_visit_goes_to_the_first_who_takes_it(
    people: Callable[[], Person], open_page: Callable[..., Page]
) -> None:
    busy, (quick, quick_hands), (slow, slow_hands) = open_page(), people(), people()
    books_a_late_time(busy)
    both = ((quick, quick_hands), (slow, slow_hands))
    for person, hands in both:
        joins(person, hands)
    busy.get_by_role("link", name="Cancel").click()
    busy.locator("main form").get_by_role("button", name="Cancel").click()
    for person, hands in both:
        person.page.reload()
        hands.presses("See this time")
        assert person.heading() == "A time is free"
        person.look(person.page)
    for _person, hands in both:
        hands.presses("Take this time")
    assert quick.heading() == "Your visit is booked"
    assert slow.heading() == "This time is not kept for you any more"
    slow.look(slow.page)
    slow_hands.presses("See what you wait for")
    assert slow.heading() == "You are on the waitlist"
    slow_hands.presses("Leave the waitlist")
    assert slow.heading() == "You are not on the waitlist any more"
    slow.look(slow.page)


def test_what_suits_is_changed_on_a_narrow_phone_by_hand(
    open_page: Callable[..., Page], assert_no_axe_violations: Look
) -> None:
    person = Client(open_page(NARROW), assert_no_axe_violations, "narrow")
    joins(person, Hands(person.page, "narrow"))
    person.page.get_by_role("link", name="Change what suits you").click()
    with nothing_scrolls_sideways(person.page):
        person.page.get_by_label("Tuesday").check()
        person.page.get_by_label("Evening, from 17:00").check()
    person.look(person.page)
    person.page.get_by_role("button", name="Save").click()
    with nothing_scrolls_sideways(person.page):
        expect(person.page.get_by_text("Tuesday, from 17:00")).to_be_visible()
    person.page.get_by_role("button", name="Leave the waitlist").click()
