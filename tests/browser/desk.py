"""Somebody at the front desk, with the diary open."""

from datetime import UTC, date, datetime, timedelta

from playwright.sync_api import Locator, Page

from tests.browser.client import nothing_scrolls_sideways
from tests.support.browser import let_axe_look

OURS = "main .nice-padding"
THURSDAY = 3


def looks_ours(page: Page) -> None:
    """Let axe look at what is ours; Wagtail's own findings are Wagtail's."""
    let_axe_look(page, OURS)
    with nothing_scrolls_sideways(page):
        pass


def thursday(weeks: int) -> date:
    """Return a Thursday some weeks ahead: both practitioners of the demo work in its afternoon."""
    day = datetime.now(tz=UTC).date() + timedelta(weeks=weeks)
    return day + timedelta(days=THURSDAY - day.weekday())


class Desk:
    """Drives the diary of one day."""

    def __init__(self, page: Page, day: date) -> None:
        self.page = page
        self.day = day

    def signs_in(self, name: str = "frontdesk") -> None:
        """Enter the admin at the diary."""
        self.page.goto("/admin/login/?next=/admin/clinic/diary/")
        self.page.locator("[name=username]").fill(name)
        self.page.locator("[name=password]").fill(f"{name}-demo-2718")
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/clinic/diary/**")

    def opens_the_day(self) -> None:
        """Show the day."""
        self.page.goto(f"/admin/clinic/diary/?day={self.day:%Y-%m-%d}")

    def visit(self, client: str) -> Locator:
        """The block of a client's visit."""
        return self.page.locator(".diary-visit", has_text=client)

    def opens(self, client: str) -> None:
        """Open the page of a visit from its block."""
        self.visit(client).get_by_role("link").click()
        self.page.wait_for_url("**/visits/*/")

    def free(self, clock: str, who: str) -> Locator:
        """The free half hour of a practitioner."""
        return self.page.get_by_role("link", name=f"Book {clock} with {who}")

    def takes_a_call(self, clock: str, who: str, client: str) -> None:
        """Book a follow-up for a client on the phone, from an empty slot."""
        self.opens_the_day()
        self.free(clock, who).click()
        self.fills_in(client)
        self.sends("Book this time")

    def fills_in(self, client: str) -> None:
        """Type who is on the phone."""
        self.page.get_by_label("Kind of visit").select_option(label="Follow-up")
        self.page.get_by_label("Client’s name").fill(client)
        self.page.get_by_label("Phone number").fill("212 555 0177")
        self.page.get_by_label("The client has agreed").check()

    def sends(self, button: str) -> None:
        """Press a button and wait for the next page."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()
