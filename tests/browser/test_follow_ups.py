"""A morning with the list of follow-ups, and a client who books theirs by the link."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.client import Client
from tests.browser.desk import looks_ours
from tests.browser.ways import WAYS, Hands
from tests.support.browser import DESKTOP
from tests.support.demo import DemoSite

pytestmark = pytest.mark.browser

Look = Callable[[Page], None]
LIST = "/admin/followup/"
LINK = re.compile(r"http://localhost:\d+(/booking/a/[0-9a-f]{40}/)")
SUBJECT = "Subject: Your next visit at"
VISITS = 3


def signs_in(page: Page) -> None:
    """Let the owner enter the admin at the list."""
    page.goto(f"/admin/login/?next={LIST}")
    page.locator("[name=username]").fill("owner")
    page.locator("[name=password]").fill("owner-demo-2718")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{LIST}")


@pytest.mark.parametrize("way", WAYS)
def test_staff_call_and_write_and_the_client_books_on_the_link(
    demo_site: DemoSite,
    open_page: Callable[..., Page],
    assert_no_axe_violations: Look,
    way: str,
) -> None:
    desk = Hands.in_the_admin(open_page, way)
    page = desk.page
    signs_in(page)
    for name in ("Priya Raman", "Grace Oduya"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    looks_ours(page)
    desk.presses("Priya Raman")
    expect(page.get_by_role("link", name="Call +1 212-555-0195")).to_be_visible()
    looks_ours(page)
    desk.presses("No answer")
    expect(page.get_by_role("cell", name="No answer").first).to_be_visible()
    desk.presses("Write an e-mail")
    looks_ours(page)
    desk.presses("Send this e-mail")
    expect(page.get_by_role("cell", name="Sent", exact=True).first).to_be_visible()

    # The same words sent twice within a minute are one e-mail, and every way sends them.
    written = next(each for each in reversed(demo_site.mails) if SUBJECT in each)
    link = LINK.search(written.replace("=\n", ""))
    assert link is not None
    hands = Hands.on_a_page(open_page, way)
    client = Client(hands.page, assert_no_axe_violations, f"follow-up {way}")
    hands.page.goto(link[1])
    client.look(hands.page)
    hands.presses("Book your follow-up")
    client.look(hands.page)
    # Far enough away to be cancelled online, so that the next way finds it open again.
    hands.picks(hands.page.locator("input[name=start]").last)
    hands.presses("Book this time")
    assert client.heading() == "Your visit is booked"
    page.goto(LIST)
    expect(page.get_by_role("link", name="Priya Raman", exact=True)).to_have_count(0)
    for _asked_and_said in range(2):
        hands.presses("Cancel this visit")
    assert client.heading() == "Your visit is cancelled"


@pytest.mark.parametrize("way", WAYS)
def test_staff_book_a_series_after_a_visit(open_page: Callable[..., Page], way: str) -> None:
    desk = Hands.in_the_admin(open_page, way)
    page = desk.page
    signs_in(page)
    page.goto("/admin/appointment/")
    visit = page.locator("main td.title a").first.get_attribute("href") or ""
    # Where the menu of its page leads; Wagtail unfolds that menu by a script.
    page.goto(visit.replace("/inspect/", "/book/"))
    desk.types("visits", str(VISITS))
    desk.presses("Show these visits")
    looks_ours(page)
    while page.get_by_role("button", name="Check these times").count():
        for clash in page.locator(".booking-planned fieldset").all():
            desk.picks(clash.get_by_role("radio").first)
        desk.presses("Check these times")
    desk.presses(f"Book all {VISITS} visits")
    expect(page.get_by_text(f"{VISITS} visits are booked.")).to_be_visible()
    looks_ours(page)


def test_who_has_a_series_is_off_the_list(
    open_page: Callable[..., Page], assert_no_axe_violations: Look
) -> None:
    desk = open_page(DESKTOP)
    signs_in(desk)
    assert_no_axe_violations(desk)
    desk.get_by_role("link", name="Tomas Lindqvist", exact=True).click()
    assert_no_axe_violations(desk)
    desk.get_by_role("link", name="Book a visit").click()
    desk.get_by_label("Number of visits").fill(str(VISITS))
    desk.get_by_role("button", name="Show these visits").click()
    assert_no_axe_violations(desk)
    while desk.get_by_role("button", name="Check these times").count():
        for clash in desk.locator(".booking-planned fieldset").all():
            clash.get_by_role("radio").first.check()
        desk.get_by_role("button", name="Check these times").click()
    desk.get_by_role("button", name=f"Book all {VISITS} visits").click()
    expect(desk.get_by_text(f"{VISITS} visits are booked.")).to_be_visible()
    assert_no_axe_violations(desk)
    desk.goto(LIST)
    expect(desk.get_by_role("link", name="Tomas Lindqvist", exact=True)).to_have_count(0)
