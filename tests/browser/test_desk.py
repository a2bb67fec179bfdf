"""A morning at the desk: the diary in a browser, on a wide screen and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.desk import Desk, looks_ours, thursday
from tests.browser.ways import KEYBOARD, WITHOUT_SCRIPT, Hands
from tests.support.browser import DESKTOP, PHONE

DANA, MARCUS = "Dana Whitfield", "Marcus Lee"


@pytest.mark.parametrize(
    ("size", "scheme", "weeks"),
    [(DESKTOP, "light", 6), (PHONE, "dark", 7)],
    ids=["desk", "phone"],
)
def test_a_morning_at_the_desk(
    open_page: Callable[..., Page], size: ViewportSize, scheme: str, weeks: int
) -> None:
    page = open_page(size, color_scheme=scheme)
    desk = Desk(page, thursday(weeks))
    # Only the lead may put a visit on top of another.
    desk.signs_in("lead")
    looks_ours(page)

    # The phone rings, twice.
    desk.takes_a_call("14:30", DANA, "Casey Caller")
    expect(desk.visit("Casey Caller")).to_contain_text("14:30–15:15")
    looks_ours(page)
    desk.takes_a_call("14:30", MARCUS, "Jules Ringer")

    # Casey comes; Jules does not, or so it seems.
    desk.opens("Casey Caller")
    looks_ours(page)
    desk.sends("Arrived")
    expect(desk.visit("Casey Caller")).to_contain_text("arrived")
    desk.opens("Jules Ringer")
    desk.sends("Did not come")
    expect(desk.visit("Jules Ringer")).to_contain_text("did not come")
    desk.opens("Jules Ringer")
    desk.sends("Take back that nobody came")
    expect(desk.visit("Jules Ringer").locator(".diary-state")).to_have_text("booked")

    # Jules would like to come later.
    desk.opens("Jules Ringer")
    page.get_by_role("link", name="Move", exact=True).click()
    looks_ours(page)
    day = page.get_by_role("group", name=f"· {MARCUS}").first
    day.get_by_label("16:00").check()
    expect(page.locator(".diary-open")).to_contain_text("16:00 (New York time) is free.")
    page.get_by_label("Reason").fill("Stuck on a train")
    desk.sends("Move the visit")
    expect(desk.visit("Jules Ringer")).to_contain_text("16:00–16:45")

    # Somebody has to be seen now, and the time is taken.
    page.get_by_role("link", name="Book for a client").click()
    desk.fills_in("Nia Urgent")
    page.get_by_label("With").select_option(label=MARCUS)
    page.locator("[name=clock]").fill("16:00")
    desk.sends("Book this time")
    expect(page.get_by_role("alert")).to_contain_text("is taken by Jules Ringer")
    looks_ours(page)
    assert page.get_by_label("Client’s name").input_value() == "Nia Urgent"
    page.get_by_label("Book it all the same").check()
    page.get_by_label("Why on top of something else").fill("Agreed with Marcus")
    desk.sends("Book this time")
    expect(desk.visit("Nia Urgent")).to_contain_text("overbooked")
    looks_ours(page)

    # Casey's next visit is off, and the lift is out of order.
    page.get_by_role("link", name="Add a note for the day").click()
    page.get_by_label("Note").fill("The elevator is out of order")
    looks_ours(page)
    desk.sends("Keep the note")
    expect(page.locator(".diary-notes")).to_contain_text("The elevator is out of order")
    desk.opens("Nia Urgent")
    page.get_by_role("link", name="Cancel this visit").click()
    looks_ours(page)
    desk.sends("Cancel this visit")
    expect(page.locator(".diary-cancelled")).to_contain_text("Nia Urgent")

    # The week, and the day on paper.
    page.get_by_role("link", name="Week", exact=True).click()
    expect(page.locator(".diary-week")).to_contain_text("Jules Ringer")
    looks_ours(page)
    desk.opens_the_day()
    page.emulate_media(media="print")
    expect(page.locator(".diary-tools")).to_be_hidden()
    expect(desk.free("13:30", DANA)).to_be_hidden()
    expect(desk.visit("Casey Caller")).to_be_visible()


@pytest.mark.parametrize(("way", "weeks"), [(KEYBOARD, 10), (WITHOUT_SCRIPT, 11)])
def test_a_visit_is_moved_from_the_diary_without_dragging(
    open_page: Callable[..., Page], way: str, weeks: int
) -> None:
    hands = Hands.in_the_admin(open_page, way)
    page = hands.page
    desk = Desk(page, thursday(weeks))
    desk.signs_in()
    desk.takes_a_call("14:00", DANA, "Kay Keys")
    hands.presses("Kay Keys")
    hands.presses("Move")
    day = page.get_by_role("group", name=f"· {DANA}").first
    hands.picks(day.get_by_label("16:00"))
    hands.types("reason", "Asked on the phone")
    hands.presses("Move the visit")
    expect(desk.visit("Kay Keys")).to_contain_text("16:00–16:45")


def test_a_visit_is_dragged_to_another_time_after_being_asked(
    open_page: Callable[..., Page],
) -> None:
    # High enough for the whole afternoon: nothing has to scroll while the button is down.
    page = open_page({"width": 1280, "height": 1400})
    desk = Desk(page, thursday(8))
    desk.signs_in()
    desk.takes_a_call("14:00", DANA, "Drew Dragged")
    desk.visit("Drew Dragged").drag_to(desk.free("16:00", MARCUS))
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"from 14:00–14:45 to 16:00 with {MARCUS}?")
    page.get_by_role("button", name="Keep it").click()
    expect(dialog).to_be_hidden()
    desk.visit("Drew Dragged").drag_to(desk.free("16:00", MARCUS))
    desk.sends("Move the visit")
    expect(page.locator(".messages")).to_contain_text("is moved to")
    column = page.get_by_role("region", name="Visits").locator("section", has_text=MARCUS)
    expect(column.locator(".diary-visit", has_text="Drew Dragged")).to_contain_text("16:00–16:45")


def test_an_open_diary_hears_of_new_visits_without_being_loaded_again(
    open_page: Callable[..., Page],
) -> None:
    watching = open_page(DESKTOP)
    desk = Desk(watching, thursday(9))
    desk.signs_in()
    desk.opens_the_day()
    other = Desk(open_page(PHONE), thursday(9))
    other.signs_in()
    other.takes_a_call("15:00", DANA, "Nic New")
    # The tab that is looked at again asks at once.
    watching.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    news = watching.locator(".diary-news")
    expect(news).to_contain_text("1 new visit since you opened this page")
    news.get_by_role("link", name="show").click()
    expect(desk.visit("Nic New")).to_be_visible()
