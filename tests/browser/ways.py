"""The ways people use a page: with a finger, a mouse, a keyboard, with scripts and without."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser.typist import Typist
from tests.support.browser import DESKTOP, PHONE

KEYBOARD, WITHOUT_SCRIPT = "keyboard", "without JavaScript"
WAYS: dict[str, dict[str, Any]] = {
    "phone": {"size": PHONE, "has_touch": True},
    "desktop": {"size": DESKTOP},
    WITHOUT_SCRIPT: {"size": PHONE, "java_script_enabled": False},
    KEYBOARD: {"size": DESKTOP},
}


class Hands:
    """Presses, picks and types on one page, in one of the ways."""

    def __init__(self, page: Page, way: str) -> None:
        self.page = page
        self.typist = Typist(page) if way == KEYBOARD else None

    @classmethod
    def on_a_page(cls, open_page: Callable[..., Page], way: str) -> "Hands":
        """Open a page for a way of using it."""
        options = dict(WAYS[way])
        return cls(open_page(options.pop("size"), **options), way)

    @classmethod
    def in_the_admin(cls, open_page: Callable[..., Page], way: str) -> "Hands":
        """Open a page for staff; without a script Wagtail's own menu covers a phone."""
        size = DESKTOP if way == WITHOUT_SCRIPT else WAYS[way]["size"]
        return cls(open_page(**{**WAYS[way], "size": size}), way)

    def presses(self, words: str) -> None:
        """Follow a link or press a button, and wait for the next page."""
        if self.typist:
            self.typist.presses_button(words)
        else:
            main = self.page.locator("main")
            target = main.get_by_role("link", name=words).or_(
                main.get_by_role("button", name=words)
            )
            with self.page.expect_navigation():
                target.first.click()

    def picks(self, box: Locator) -> None:
        """Select a radio, or tick a box."""
        if not self.typist:
            box.check()
            return
        name, value, kind = (box.get_attribute(each) for each in ("name", "value", "type"))
        if kind == "radio":
            self.typist.tabs_to(lambda now: now["name"] == name)
            self.typist.arrows_to(value)
        else:
            self.typist.tabs_to(lambda now: now["name"] == name)
            self.typist.presses("Space")

    def types(self, name: str, text: str) -> None:
        """Enter a text into the field of a name."""
        if self.typist:
            self.typist.tabs_to(lambda now: now["name"] == name)
            self.page.keyboard.type(text)
        else:
            self.page.locator(f"main [name={name}]").fill(text)

    def gives_details(self, name: str, email: str) -> None:
        """Enter who one is, and agree."""
        self.types("name", name)
        self.types("email", email)
        self.types("phone", "(212) 555-0177")
        self.picks(self.page.locator("input[name=consent]"))
