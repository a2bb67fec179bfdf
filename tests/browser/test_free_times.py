"""A client comes back to the free times after somebody else has taken one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

TIMES = "/booking/?visit=first-visit&who=1"
A_MINUTE = 60_000
COMES_BACK = "document.dispatchEvent(new Event('visibilitychange'))"


def test_times_taken_meanwhile_are_crossed_out_when_a_client_comes_back(
    open_page: Callable[..., Page], assert_no_axe_violations: Callable[[Page], None]
) -> None:
    page, other = open_page(), open_page()
    page.clock.install()
    page.goto(TIMES)
    other.goto(TIMES)
    wanted = other.locator("input[name=start]").last
    value = wanted.get_attribute("value")
    mine = page.locator(f'input[value="{value}"]')
    mine.check()
    wanted.check()
    other.get_by_role("button", name="Keep this time for me").click()
    expect(other.get_by_label("Your name")).to_be_visible()
    page.evaluate(COMES_BACK)
    expect(mine).to_be_enabled()
    page.clock.fast_forward(A_MINUTE)
    page.evaluate(COMES_BACK)
    expect(page.get_by_role("status").filter(has_text="can no longer be booked")).to_be_visible()
    expect(mine).to_be_disabled()
    expect(mine).not_to_be_checked()
    expect(page.locator("input[name=start]").first).to_be_enabled()
    assert_no_axe_violations(page)
    other.get_by_role("button", name="Choose another time").click()
