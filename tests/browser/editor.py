"""Somebody who writes a questionnaire in the admin with a browser, without typing one key."""

import re

from playwright.sync_api import Locator, Page, TimeoutError

ADD = "/admin/snippets/intake/questionnaire/add/"
BLOCKS = "> [data-streamfield-stream-container] > div > button.c-sf-add-button:visible"
ITEMS = "> [data-streamfield-list-container] > button:visible"


def beside(css_class: str) -> str:
    """What the script drew after an input."""
    return f"xpath=../*[contains(@class,'{css_class}')]"


def shown_as(words: str) -> re.Pattern[str]:
    """Words as a list shows them: questions have their number before them."""
    return re.compile(rf"^(\d+\. )?{re.escape(words)}$")


class Editor:
    """Drives the editor of one questionnaire."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def signs_in(self, then: str = ADD, name: str = "owner") -> None:
        """Enter the admin at an editor, and wait until it is drawn."""
        self.page.goto(f"/admin/login/?next={then}")
        self.page.locator("[name=username]").fill(name)
        self.page.locator("[name=password]").fill(f"{name}-demo-2718")
        self.page.get_by_role("button", name="Sign in").click()
        self.is_drawn()

    def opens(self, address: str) -> None:
        """Open an editor and wait until it is drawn."""
        self.page.goto(address)
        self.is_drawn()

    def is_drawn(self) -> None:
        """Wait until the editor can be used."""
        self.page.locator("[name=steps-count]").wait_for(state="attached")
        self.page.wait_for_load_state("load")

    def turns_to(self, tab: str) -> None:
        """Open one of the editor's tabs."""
        self.page.get_by_role("tab", name=tab, exact=True).click()

    def field(self, name: str) -> Locator:
        """The input of that name."""
        return self.page.locator(f'[name="{name}"]')

    def types(self, name: str, text: str) -> None:
        """Type into a field and leave it."""
        self.field(name).fill(text)
        self.field(name).blur()

    def adds(self, stream: str, kind: str = "") -> str:
        """Add a block at the end of a stream; return the prefix of its fields."""
        number = self.field(f"{stream}-count").input_value()
        box = self.field(f"{stream}-count").locator("xpath=..")
        button = box.locator(BLOCKS).last
        button.click()
        if kind:
            option = self.page.get_by_role("option", name=kind, exact=True)
            try:
                option.wait_for(timeout=5_000)
            except TimeoutError:
                # A button that was only just drawn may miss the first click, also a person's.
                button.click()
            option.click()
        prefix = f"{stream}-{number}"
        self.field(f"{prefix}-deleted").wait_for(state="attached")
        return f"{prefix}-value"

    def adds_item(self, items: str) -> str:
        """Add an item at the end of a list; return the prefix of its fields."""
        number = self.field(f"{items}-count").input_value()
        self.field(f"{items}-count").locator("xpath=..").locator(ITEMS).last.click()
        self.field(f"{items}-{number}-deleted").wait_for(state="attached")
        return f"{items}-{number}-value"

    def block(self, prefix: str) -> Locator:
        """The whole block whose fields begin with that prefix."""
        inside = self.field(f"{prefix.removesuffix('-value')}-deleted")
        return inside.locator("xpath=..")

    def points(self, prefix: str) -> Locator:
        """The row of points of an answer."""
        return self.field(f"{prefix}-points").locator(beside("intake-points"))

    def gives(self, prefix: str, **points: int) -> None:
        """Type points into the row of an answer, by the names of the totals."""
        row = self.points(prefix)
        for total, number in points.items():
            row.get_by_label(total, exact=True).fill(str(number))

    def picks(self, name: str, words: str) -> None:
        """Pick from a list by the words it shows; a question's number may be left out."""
        select = self.field(name).locator("xpath=../select")
        found = select.locator("option").filter(has_text=shown_as(words))
        select.select_option(value=found.get_attribute("value"))

    def offered(self, name: str) -> list[str]:
        """What a list offers."""
        return self.field(name).locator("xpath=../select/option").all_inner_texts()

    def ticks(self, name: str, words: str) -> None:
        """Tick one of several things by its words."""
        box = self.field(name).locator(beside("intake-picks"))
        box.get_by_label(shown_as(words)).check()

    def unfolds_condition(self, question: str) -> None:
        """Unfold when a question is asked."""
        panel = self.page.locator(f"#block_group-{question}-show_if-section")
        panel.locator("[data-panel-toggle]").first.click()

    def sentence(self, prefix: str) -> Locator:
        """The sentence in which a condition is read."""
        return self.field(f"{prefix}-match").locator(
            "xpath=ancestor::*[p[contains(@class,'intake-sentence')]][1]/p"
        )

    def saves(self) -> int:
        """Save the draft; return the questionnaire's number."""
        # An autosave changes the address too, and the button waits for one that is on its way:
        # only the page that comes back tells that what was typed last is kept.
        with self.page.expect_event("load"):
            self.page.get_by_role("button", name="Save draft").click()
        found = re.search(r"/edit/(\d+)/", self.page.url)
        assert found
        return int(found[1])
