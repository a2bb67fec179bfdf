"""An editor changes points in the scoring sheet with the keyboard, as in a spreadsheet."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import DESKTOP, PHONE


@pytest.fixture
def sheet(desktop_page: Page) -> "Sheet":
    """The sheet of the default questionnaire, opened by an editor."""
    signs_in(desktop_page)
    return Sheet(desktop_page)


def signs_in(page: Page) -> None:
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("editor-demo-2718")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    page.goto("/admin/snippets/intake/questionnaire/")
    shipped = page.locator("#listing-results .title a", has_text="Lower back and hip check")
    link = shipped.first.get_attribute("href")
    number = re.search(r"/edit/(\d+)/", link or "")
    assert number
    page.goto(f"/admin/clinic/questionnaires/{number[1]}/scores/")


class Sheet:
    """Fingers on the keyboard of the sheet."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def cell(self, row: int, column: int) -> Locator:
        """Return a cell by its numbers among the rows of answers and the columns, from 0."""
        answers = self.page.locator("tbody tr:not(.scores-question)")
        return answers.nth(row).locator("td").nth(column).locator("input, select")

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def types(self, text: str) -> None:
        self.page.keyboard.type(text)

    def is_in(self, row: int, column: int) -> None:
        expect(self.cell(row, column)).to_be_focused()

    @property
    def bar(self) -> Locator:
        return self.page.locator("[data-scores-count]")


def copied(page: Page, event: str = "copy", text: str = "") -> str:
    """Send a copy or paste as a spreadsheet next door would, and return what was copied."""
    found: str = page.evaluate(
        """([type, text]) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const options = { clipboardData, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent(type, options));
          return clipboardData.getData("text/plain");
        }""",
        [event, text],
    )
    return found


def test_an_editor_moves_and_types_as_in_a_spreadsheet(
    sheet: Sheet, assert_no_axe_violations: Callable[[Page], None]
) -> None:
    sheet.cell(0, 0).focus()
    sheet.presses("ArrowDown", "ArrowRight")
    sheet.is_in(1, 1)
    sheet.types("3")
    sheet.presses("Enter")
    sheet.is_in(2, 1)
    expect(sheet.cell(1, 1)).to_have_value("3")
    expect(sheet.bar).to_have_text("1 change, not saved")
    sheet.types("\N{MINUS SIGN}2")
    sheet.presses("Tab")
    sheet.is_in(2, 2)
    expect(sheet.cell(2, 1)).to_have_value("-2")
    sheet.presses("ArrowLeft", "F2", "ArrowLeft")
    sheet.is_in(2, 1)
    sheet.presses("Backspace")
    expect(sheet.cell(2, 1)).to_have_value("2")
    sheet.presses("Escape")
    expect(sheet.cell(2, 1)).to_have_value("-2")
    sheet.presses("Delete")
    expect(sheet.cell(2, 1)).to_have_value("")
    expect(sheet.bar).to_have_text("1 change, not saved")
    sheet.presses("Control+z")
    expect(sheet.cell(2, 1)).to_have_value("-2")
    sheet.presses("Control+z", "Control+z")
    expect(sheet.cell(1, 1)).to_have_value("")
    expect(sheet.bar).to_be_hidden()
    sheet.presses("Control+y")
    expect(sheet.cell(1, 1)).to_have_value("3")
    sheet.presses("Home")
    sheet.is_in(1, 0)
    sheet.presses("Control+End")
    sheet.presses("Control+Home")
    sheet.is_in(0, 0)
    sheet.presses("Control+ArrowRight")
    expect(sheet.page.locator("select:focus")).to_have_count(1)
    sheet.presses("Control+ArrowLeft")
    sheet.is_in(0, 0)
    assert_no_axe_violations(sheet.page)


def test_a_rectangle_goes_to_a_spreadsheet_and_comes_back(sheet: Sheet) -> None:
    sheet.cell(0, 0).focus()
    copied(sheet.page, "paste", "1\t2\r\n-3\t4\r\n")
    for row, column, value in ((0, 0, "1"), (0, 1, "2"), (1, 0, "-3"), (1, 1, "4")):
        expect(sheet.cell(row, column)).to_have_value(value)
    expect(sheet.bar).to_have_text("4 changes, not saved")
    sheet.presses("Shift+ArrowDown", "Shift+ArrowRight")
    expect(sheet.page.locator(".is-selected")).to_have_count(4)
    assert copied(sheet.page) == "1\t2\r\n-3\t4"
    copied(sheet.page, "paste", "5")
    expect(sheet.bar).to_have_text("4 changes, not saved")
    expect(sheet.cell(1, 1)).to_have_value("5")
    sheet.presses("Delete")
    expect(sheet.bar).to_be_hidden()
    sheet.presses("Control+z", "Control+z", "Control+z")
    expect(sheet.bar).to_be_hidden()
    expect(sheet.cell(0, 0)).to_have_value("")


def test_a_level_is_chosen_and_pasted_by_its_words(sheet: Sheet) -> None:
    sheet.cell(0, 0).focus()
    sheet.presses("End")
    level = sheet.page.locator("select:focus")
    halves = level.evaluate("select => getComputedStyle(select).backgroundPosition")
    assert halves == "calc(100% - 12px) 50%, calc(100% - 6px) 50%"  # of the arrow, side by side
    level.evaluate("select => select.id = 'tried'")
    tried = sheet.page.locator("#tried")
    first = tried.input_value()
    copied(sheet.page, "paste", "medical care the same day")
    expect(tried).to_have_value("same_day")
    assert copied(sheet.page) == "Medical care the same day"
    sheet.presses("Delete")
    expect(tried).to_have_value("")
    sheet.presses("Control+z", "Control+z")
    expect(tried).to_have_value(first)


def test_changes_are_saved_told_undone_and_guarded(
    sheet: Sheet, assert_no_axe_violations: Callable[[Page], None]
) -> None:
    page = sheet.page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    sheet.cell(0, 0).focus()
    sheet.types("7")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.evaluate("location.reload()")
    expect(sheet.bar).to_have_text("1 change, not saved")
    assert asked == ["beforeunload"]
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", name="1 change is saved in the draft")).to_be_visible()
    fields = parse_qs(next(data for data in sent if "seen=" in data))
    assert len([name for name in fields if name.startswith("cell/")]) == 1
    assert page.locator(".scores-saved li").first.inner_text().endswith("0 → 7")
    expect(sheet.cell(0, 0)).to_have_value("7")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Undo this save").click()
    expect(page.locator(".scores-saved li").first).to_contain_text("7 → 0")
    expect(sheet.cell(0, 0)).to_have_value("")


def test_discard_takes_back_everything_and_can_itself_be_undone(sheet: Sheet) -> None:
    sheet.cell(0, 0).focus()
    copied(sheet.page, "paste", "1\t2")
    sheet.page.get_by_role("button", name="Discard").click()
    expect(sheet.bar).to_be_hidden()
    expect(sheet.cell(0, 0)).to_have_value("")
    sheet.cell(0, 0).focus()
    sheet.presses("Control+z")
    expect(sheet.cell(0, 1)).to_have_value("2")


def test_a_number_that_is_none_is_marked_refused_and_kept(
    sheet: Sheet, assert_no_axe_violations: Callable[[Page], None]
) -> None:
    sheet.cell(0, 0).focus()
    sheet.types("lots")
    sheet.presses("Enter")
    expect(sheet.cell(0, 0)).to_have_attribute("aria-invalid", "true")
    sheet.page.get_by_role("button", name="Save draft").click()
    refusal = sheet.page.get_by_role("alert")
    expect(refusal).to_contain_text("1 cell was not saved")
    expect(refusal).to_be_focused()
    refusal.get_by_role("link").click()
    expect(sheet.cell(0, 0)).to_have_value("lots")
    expect(sheet.bar).to_have_text("1 change, not saved")
    assert_no_axe_violations(sheet.page)
    sheet.page.get_by_role("button", name="Discard").click()
    expect(sheet.cell(0, 0)).to_have_value("")


def test_rows_are_found_and_columns_hidden(sheet: Sheet) -> None:
    page = sheet.page
    rows = page.locator("tbody tr:not(.scores-question):visible")
    everything = rows.count()
    page.get_by_label("Find a question or an answer").fill("leak")
    assert 0 < rows.count() < everything
    page.get_by_label("Find a question or an answer").fill("zebra")
    expect(page.get_by_text("Nothing matches.")).to_be_visible()
    page.get_by_label("Find a question or an answer").fill("")
    page.locator("summary", has_text="Columns").click()
    first = page.locator(".scores-drop[open] label").first
    first.click()
    expect(page.locator("thead th").first).to_be_hidden()
    sheet.cell(0, 1).focus()
    sheet.presses("ArrowLeft")
    sheet.is_in(0, 1)


def test_on_a_phone_the_table_scrolls_and_the_page_does_not(
    phone_page: Page, assert_no_axe_violations: Callable[[Page], None]
) -> None:
    signs_in(phone_page)
    wide, box = phone_page.evaluate(
        "[document.documentElement.scrollWidth,"
        " document.querySelector('[data-scores-box]').scrollWidth]"
    )
    assert wide <= PHONE["width"]
    assert box > PHONE["width"]
    assert_no_axe_violations(phone_page)


def test_without_javascript_the_whole_form_is_sent(open_page: Callable[..., Page]) -> None:
    page = open_page(DESKTOP, java_script_enabled=False)
    signs_in(page)
    sheet = Sheet(page)
    sheet.cell(0, 0).fill("4")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".scores-saved li").first).to_contain_text("0 → 4")
    page.get_by_role("button", name="Undo this save").click()
    expect(page.locator(".scores-saved li").first).to_contain_text("4 → 0")
