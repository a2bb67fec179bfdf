"""Time the scoring sheet of the default questionnaire in Chromium, on a fresh demo.

Prints the median of opening it until its first cell can be typed in, and of saving one cell;
each save is verified after its time was taken.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support.browser import ARGUMENTS, DESKTOP
from tests.support.demo import running_demo

ROUNDS = 7
SHEET = "/admin/clinic/questionnaires/1/scores/"
CELL = "tbody tr:not(.scores-question) input"


def main() -> None:
    """Say how long the sheet takes to open and to save, on a demo of its own."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_demo(Path(folder), "sheet") as site,
        sync_playwright() as playwright,
    ):
        path = os.environ.get("CHROMIUM") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page(base_url=site.url, viewport=DESKTOP)
        sign_in(page)
        opening = [timed(lambda: opened(page)) for _ in range(ROUNDS)]
        saving = [timed(lambda: saved(page)) for _ in range(ROUNDS)]
        answers = page.locator("tbody tr:not(.scores-question)").count()
        browser.close()
    print(f"{answers} answers: opens in {statistics.median(opening):.2f} s, ", end="")
    print(f"saves in {statistics.median(saving):.2f} s (median of {ROUNDS})")


def sign_in(page: Page) -> None:
    """Enter the admin as the demo's editor."""
    page.goto(f"/admin/login/?next={SHEET}")
    page.locator("[name=username]").fill("editor")
    page.locator("[name=password]").fill("editor-demo-2718")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{SHEET}")


def timed(work: Callable[[], None]) -> float:
    """Return how many seconds some work took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def opened(page: Page) -> None:
    """Open the sheet and go into its first cell."""
    page.goto(SHEET)
    page.locator(CELL).first.focus()


def saved(page: Page) -> None:
    """Change the first cell, save, and see that the sheet says so."""
    cell = page.locator(CELL).first
    cell.fill("2" if cell.input_value() != "2" else "1")
    page.get_by_role("button", name="Save draft").click()
    page.locator("#saved").wait_for()


if __name__ == "__main__":
    main()
