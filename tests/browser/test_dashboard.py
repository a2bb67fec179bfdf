"""The dashboard and the home page in a real browser: drawn, readable, and without a script."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import DESKTOP, PHONE, let_axe_look

PAGE = "/admin/clinic/dashboard/?weeks=12"


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_figure_is_drawn_and_has_its_numbers_in_words(
    open_page: Callable[..., Page],
    size: dict[str, int],
    scheme: str,
) -> None:
    page = open_page(size, color_scheme=scheme, reduced_motion="reduce")
    sign_in(page)
    look(page, f"home-{scheme}-{size['width']}")
    page.goto(PAGE)
    expect(page.locator("canvas").first).to_be_visible()
    assert page.locator("canvas").count() == 6
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_text("The numbers as a table").first.click()
    expect(page.get_by_role("columnheader", name="Self-help").first).to_be_visible()
    look(page, f"dashboard-{scheme}-{size['width']}")
    let_axe_look(page, ".intake-figures")


def test_without_javascript_the_tables_are_open(nojs_page: Page) -> None:
    sign_in(nojs_page)
    nojs_page.goto(PAGE)
    expect(nojs_page.get_by_role("columnheader", name="Self-help").first).to_be_visible()
    assert nojs_page.locator("canvas").first.is_hidden()


def sign_in(page: Page) -> None:
    """Enter the admin as the owner."""
    page.goto("/admin/login/")
    page.locator("[name=username]").fill("owner")
    page.locator("[name=password]").fill("owner-demo-2718")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for one."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
