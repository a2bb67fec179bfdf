"""Somebody who has no mouse: everything goes by Tab, the arrows, Space and Enter."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.client import CALM
from tests.browser.people import DESK_WORKER

FOCUS = """() => {
  const e = document.activeElement;
  return {tag: e.tagName, type: e.type || "", name: e.name || "", value: e.value || "",
          text: e.innerText || "", checked: Boolean(e.checked), inMain: Boolean(e.closest("main"))};
}"""
MOST_TABS = 250


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

    def arrows_to(self, value: str | None) -> None:
        """Select a radio of the group under the focus, on from the one it is on."""
        self.presses("Space")
        for _ in range(MOST_TABS):
            if self.focus()["value"] == value:
                return
            self.presses("ArrowDown")
        raise AssertionError(f"No arrow reached {value} on {self.page.url}")

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
