"""Somebody of the staff in the admin: signs in, and has axe look at what is ours."""

from playwright.sync_api import Page

from tests.browser.client import nothing_scrolls_sideways
from tests.support.browser import let_axe_look

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
    let_axe_look(page, part)
    with nothing_scrolls_sideways(page):
        pass
