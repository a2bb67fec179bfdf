"""A therapist's review: the worklist and the page of a submission, on a desk and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.desk import looks_ours
from tests.support.browser import DESKTOP, PHONE

LIST = "/admin/submission/"
DANA = "Dana Whitfield"


def enters(page: Page, who: str) -> None:
    """Sign in and show the worklist."""
    page.goto(f"/admin/login/?next={LIST}")
    page.locator("[name=username]").fill(who)
    page.locator("[name=password]").fill(f"{who}-demo-2718")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{LIST}")


def gives_to_dana(page: Page, place: int) -> str:
    """Assign one submission of the list, as the clinic lead; return its reference."""
    enters(page, "lead")
    looks_ours(page)
    row = page.locator("[data-worklist] tbody tr").nth(place)
    reference = row.locator(".title a").inner_text()
    row.get_by_role("checkbox").check()
    page.get_by_label("Assign to").select_option(label=DANA)
    page.get_by_role("button", name="Assign", exact=True).click()
    looks_ours(page)
    page.get_by_role("button", name="Yes, change them").click()
    expect(page.get_by_text("1 submission changed")).to_be_visible()
    return reference


@pytest.mark.parametrize(
    ("size", "scheme", "place"),
    [(DESKTOP, "light", 0), (PHONE, "dark", 1)],
    ids=["desk", "phone"],
)
def test_a_therapists_review(
    open_page: Callable[..., Page], size: ViewportSize, scheme: str, place: int
) -> None:
    reference = gives_to_dana(open_page(size, color_scheme=scheme), place)
    page = open_page(size, color_scheme=scheme)
    enters(page, "therapist")
    looks_ours(page)

    # Only what is hers is there; the keyboard opens it.
    page.get_by_label("Assigned to", exact=True).select_option(label="Me")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url("**assigned=me**")
    page.keyboard.press("j")
    while page.evaluate("document.activeElement.textContent") != reference:
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inspect/*/")
    looks_ours(page)

    # What the client saw, and back.
    page.get_by_role("link", name="Why did the client see this?").click()
    expect(page.get_by_text("Read-only copy.")).to_be_visible()
    page.get_by_role("link", name="Back to the submission").click()

    # A note, a call, and the case goes on.
    page.get_by_label("Write a note").fill("Ask about the stairs.")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator(".intake-timeline")).to_contain_text("Ask about the stairs.")
    page.get_by_text("Note a call", exact=True).click()
    page.get_by_label("Reached", exact=True).check()
    page.get_by_role("button", name="Save the call").click()
    expect(page.locator(".intake-facts").first).to_contain_text("Contacted")
    looks_ours(page)
    page.get_by_role("button", name="Print").click()
    expect(page.get_by_role("button", name="Print this sheet")).to_be_visible()
    looks_ours(page)
    page.get_by_role("link", name="Back to the submission").click()

    # Done: it leaves the list of what is open, and is found under its reference.
    page.get_by_label("Close because").select_option(label="Is in medical care")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator(".intake-facts").first).to_contain_text("Closed: Is in medical care")
    page.goto(LIST)
    listed = page.locator("[data-worklist]").get_by_role("link", name=reference)
    expect(listed).to_have_count(0)
    page.get_by_label("Find a person").fill(reference)
    page.get_by_role("button", name="Find", exact=True).click()
    expect(listed).to_be_visible()
    assert reference not in page.url
    looks_ours(page)
