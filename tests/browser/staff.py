"""Somebody of the staff in the admin: signs in, and has axe look at what is ours."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.client import nothing_scrolls_sideways
from tests.support.browser import wait_until_settled

OURS = "main .nice-padding"


def enters(page: Page, who: str, then: str = "/admin/") -> None:
    """Sign in and go on to a page of the admin."""
    page.goto(f"/admin/login/?next={then}")
    page.locator("[name=username]").fill(who)
    page.locator("[name=password]").fill(f"{who}-demo-2718")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{then}")


def looks(page: Page, part: str = OURS) -> None:
    """Let axe look at what is ours; Wagtail's own findings are Wagtail's."""
    wait_until_settled(page)
    results = Axe().run(page, context={"include": [[part]]})
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"
    with nothing_scrolls_sideways(page):
        pass
