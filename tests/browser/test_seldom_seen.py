"""Pages that staff see seldom: each is read by axe and fits the screen, light and dark."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.client import nothing_scrolls_sideways
from tests.browser.staff import enters, looks
from tests.support.browser import DESKTOP, PHONE
from tests.support.demo import DemoSite, running_demo

OPEN = {
    "/admin/login/": "Staff: sign in",
    "/intake/your-data/nothing-here/": "This link does not work any more",
}
INSIDE = {
    "/admin/dutyperson/": "Nobody is on duty",
    "/admin/clinic/privacy-requests/": "Waiting",
}


@pytest.fixture(scope="module")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """A demo of these pages' own: elsewhere somebody may have seen to what waits."""
    with running_demo(tmp_path_factory.mktemp("seldom"), "seldom") as site:
        yield site


@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "desk"]
)
def test_pages_that_are_seldom_seen_are_as_good_as_the_others(
    open_page: Callable[..., Page], size: ViewportSize, scheme: str
) -> None:
    page = open_page(size, color_scheme=scheme, reduced_motion="reduce")
    for address, words in OPEN.items():
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text(words)
        looks(page, "main")

    # What waits, and who is told of it.
    enters(page, "lead")
    expect(page.get_by_role("heading", name="Urgent results wait")).to_be_visible()
    looks(page, ".intake-alerts")
    for address, words in INSIDE.items():
        page.goto(address)
        expect(page.get_by_role("main")).to_contain_text(words)
        looks(page)

    # The reminders of a visit.
    page.goto("/admin/appointment/")
    page.locator("main .title a").first.click()
    expect(page.get_by_role("heading", name="Reminders")).to_be_visible()
    looks(page)
    page.goto("/admin/accessentry/?action=view")
    expect(page.locator("#listing-results tbody tr").first).to_contain_text("Looked at")
    looks(page, "#listing-results table")

    # The second factor, offered to who has none.
    page.goto("/admin/second-factor/set-up/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your second factor")
    with nothing_scrolls_sideways(page):
        looks(page, "main")
