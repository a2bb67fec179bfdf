"""The whole way from the start page to a booked visit with the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.client import CALM
from tests.browser.people import DESK_WORKER

pytestmark = pytest.mark.browser

FOCUS = """() => {
  const e = document.activeElement;
  return {tag: e.tagName, type: e.type || "", name: e.name || "", value: e.value || "",
          text: e.innerText || "", checked: Boolean(e.checked), inMain: Boolean(e.closest("main"))};
}"""
MOST_TABS = 120


class Typist:
    """Somebody who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def focus(self) -> dict[str, str]:
        return self.page.evaluate(FOCUS)

    def tabs_to(self, wanted: Callable[[dict[str, str]], bool]) -> dict[str, str]:
        """Press Tab until the focus is on what is wanted."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            now = self.focus()
            if wanted(now):
                return now
        raise AssertionError(f"Tab never reached it on {self.page.url}")

    def presses(self, key: str, leads_on: bool = False) -> None:
        """Press a key; with `leads_on`, wait for the next page."""
        if leads_on:
            with self.page.expect_navigation():
                self.page.keyboard.press(key)
        else:
            self.page.keyboard.press(key)

    def presses_button(self, words: str) -> None:
        self.tabs_to(lambda now: now["tag"] in ("BUTTON", "A") and words in now["text"])
        self.presses("Enter", leads_on=True)

    def answers_page(self) -> None:
        """Answer every question on the page in the order of Tab, then continue."""
        answered: set[str] = set()
        while True:
            now = self.tabs_to(lambda now: now["inMain"])
            key = now["name"].removeprefix("q-")
            if now["tag"] == "BUTTON":
                self.presses("Enter", leads_on=True)
                return
            if now["tag"] == "SUMMARY" and self.holds_an_answer():
                self.presses("Enter")
            elif now["type"] == "text":
                self.page.keyboard.type(str(DESK_WORKER.get(key, "40")))
            elif now["type"] == "checkbox" and self.is_wanted(key, now["value"]):
                self.presses("Space")
            elif now["type"] == "radio" and key not in answered:
                answered.add(key)
                self.picks_radio(key)

    def holds_an_answer(self) -> bool:
        """Whether the folded group under the focus hides a tile to tick."""
        boxes = self.page.evaluate(
            "() => { const d = document.activeElement.parentElement; return d.open ? [] :"
            " [...d.querySelectorAll('input')].map(i => [i.name, i.value]); }"
        )
        return any(self.is_wanted(name.removeprefix("q-"), value) for name, value in boxes)

    def is_wanted(self, key: str, value: str) -> bool:
        given = DESK_WORKER.get(key)
        if given is None:
            return value in CALM
        return value in given

    def picks_radio(self, key: str) -> None:
        """Move through the radios of one name with the arrow keys."""
        given = DESK_WORKER.get(key)
        self.presses("Space")
        for _ in range(30):
            value = self.focus()["value"]
            if value == given or (given is None and (value in CALM or value == "not_sure")):
                return
            if given is None and not self.has_calm(key):
                return
            self.presses("ArrowDown")
        raise AssertionError(f"No radio of {key} fits")

    def has_calm(self, key: str) -> bool:
        values = self.page.evaluate(
            "name => [...document.getElementsByName(name)].map(i => i.value)", f"q-{key}"
        )
        return bool({*CALM, "not_sure"} & set(values))


def test_a_visit_can_be_booked_with_the_keyboard_alone(desktop_page: Page) -> None:
    page = desktop_page
    typist = Typist(page)
    page.goto("/")
    page.keyboard.press("Tab")
    assert "Skip" in typist.focus()["text"]
    page.keyboard.press("Enter")
    typist.presses_button("Find out what to do")
    typist.tabs_to(lambda now: now["name"] == "agree")
    typist.presses("Space")
    typist.presses_button("Start the questions")
    while "/intake/q/" in page.url:
        typist.answers_page()
    typist.presses_button("Show me what to do")
    typist.presses_button("Choose a time")
    typist.tabs_to(lambda now: now["type"] == "radio")
    typist.presses("Space")
    typist.presses_button("Keep this time for me")
    for name, text in (("name", "Kim Lee"), ("email", "kim@example.com"), ("phone", "2125550177")):
        typist.tabs_to(lambda now, name=name: now["name"] == name)
        page.keyboard.type(text)
    typist.tabs_to(lambda now: now["type"] == "checkbox")
    typist.presses("Space")
    typist.presses_button("Book this time")
    assert page.locator("h1").inner_text() == "Your visit is booked"
