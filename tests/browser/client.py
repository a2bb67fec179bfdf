"""A client with a browser: answers the questions as a person would, one page at a time."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Answers
from tests.support.browser import wait_until_settled

TOKEN = re.compile(r"/[\w-]{20,}/")
LONGEST_JOURNEY = 25
CALM = ("none", "nothing", "no", "easy")
"""What a client picks who has nothing to report."""


SEEN: set[tuple[str, str, bool]] = set()
"""Pages that went through the axe check, by address, way of use, and whether they had errors."""


class Client:
    """Drives one page; every page visited goes through the axe check once for a way of use."""

    def __init__(self, page: Page, check: Callable[[Page], None], way: str = "phone") -> None:
        self.page = page
        self.check = check
        self.way = way
        self.steps: list[str] = []

    def look(self, page: Page) -> None:
        """Check the page, unless this address was checked before in the same way of use."""
        page.wait_for_load_state("load")
        path = TOKEN.sub("/…/", urlsplit(page.url).path)
        seen = (path, self.way, page.locator("#errors").count() > 0)
        if seen not in SEEN:
            self.check(page)
            SEEN.add(seen)

    def starts(self) -> None:
        """Open the start page, agree, begin."""
        self.page.goto("/intake/")
        self.look(self.page)
        self.page.get_by_label("I agree").check()
        self.page.get_by_role("button", name="Start the questions").click()

    def answers_everything(self, answers: Answers) -> None:
        """Answer page after page until there is no further question."""
        for _ in range(LONGEST_JOURNEY):
            if "/intake/q/" not in self.page.url:
                return
            self.look(self.page)
            self.answers_page(answers)
            self.continues()
        raise AssertionError(f"The questions never ended: {self.steps}")

    def answers_page(self, answers: Answers) -> None:
        """Answer every question on this page; what is not given is answered calmly."""
        self.steps.append(self.page.url.rsplit("/q/", 1)[1].strip("/"))
        for key, field in self.questions():
            self._answer(field, key, answers.get(key))

    def continues(self) -> None:
        """Send the page and wait for the next one."""
        self.page.get_by_role("button", name="Continue", exact=True).click()
        self.page.wait_for_load_state("load")

    def questions(self) -> Iterator[tuple[str, Locator]]:
        """Yield the key and the box of every question on the page."""
        for field in self.page.locator(".intake-question").all():
            name = field.locator("input, textarea").first.get_attribute("name") or ""
            yield name.removeprefix("q-"), field

    def _answer(self, field: Locator, key: str, given: str | list[str] | None) -> None:
        text = field.locator("input[type=text], textarea")
        if text.count():
            text.first.fill(str(given if given is not None else "40"))
            return
        values = [box.get_attribute("value") for box in field.locator("input").all()]
        picked = [given] if isinstance(given, str) else given
        if picked is None:
            picked = [next((value for value in CALM if value in values), values[0])]
        for value in picked:
            self.picks(field.locator(f'input[value="{value}"]'))

    def picks(self, box: Locator) -> None:
        """Tick a tile, after unfolding the group it may be hidden in."""
        fold = box.locator("xpath=ancestor::details[not(@open)]")
        if fold.count():
            fold.locator("summary").click()
        box.check()

    def asks_what_to_do(self) -> None:
        """Confirm the answers on the check page."""
        assert "/intake/check/" in self.page.url, self.steps
        self.look(self.page)
        self.page.get_by_role("button", name="Show me what to do").click()
        self.look(self.page)

    def books(self, name: str, email: str, phone: str) -> None:
        """Keep the first free time, enter the details, book."""
        self.look(self.page)
        self.page.locator("input[type=radio]").first.check()
        self.page.get_by_role("button", name="Keep this time for me").click()
        self.look(self.page)
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Phone number").fill(phone)
        self.page.locator("input[name=consent]").check()
        self.page.get_by_role("button", name="Book this time").click()
        self.look(self.page)

    def heading(self) -> str:
        """Return the words of the page's one main heading."""
        return self.page.locator("h1").inner_text()


def asks_what_is_kept(page: Page, mails: Callable[[], list[str]]) -> None:
    """Have the link to what is kept sent from the page of a visit, and open it."""
    page.get_by_role("link", name="See what we keep about you").click()
    page.get_by_role("button", name="Send me the link").click()
    expect(page.locator("h1")).to_have_text("Check your e-mail")
    found = re.search(r"/intake/your-data/[^/\s]+/", mails()[-1])
    assert found, "The newest e-mail holds no link."
    page.goto(found[0])


@contextmanager
def nothing_scrolls_sideways(page: Page) -> Iterator[None]:
    """Fail when the page is wider than the screen at the end of the block."""
    yield
    wait_until_settled(page)
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= screen, f"{page.url} is {wide} px wide on a screen of {screen} px"
