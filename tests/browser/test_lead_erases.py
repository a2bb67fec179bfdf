"""A client asks to be erased; the lead takes an export, erases, and finds both in the log."""

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.client import asks_what_is_kept
from tests.browser.staff import enters, looks
from tests.support.browser import DESKTOP, PHONE
from tests.support.demo import DemoSite

Look = Callable[[Page], None]
EXPORT = "/admin/clinic/export/submissions/"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def books_and_asks_to_be_erased(page: Page, site: DemoSite, name: str, look: Look) -> str:
    """Book a visit, see what is kept, ask to erase it; return the reference."""
    page.goto("/booking/?visit=first-visit")
    page.locator("input[type=radio]").last.check()
    page.get_by_role("button", name="Keep this time for me").click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail address").fill(f"{name.split()[1].lower()}@example.com")
    page.get_by_label("Phone number").fill("(212) 555-0166")
    page.locator("input[name=consent]").check()
    page.get_by_role("button", name="Book this time").click()
    asks_what_is_kept(page, lambda: site.mails)
    look(page)
    expect(page.get_by_text(name)).to_be_visible()
    page.get_by_role("button", name="Ask to erase everything").click()
    expect(page.get_by_role("status")).to_contain_text("Erase what you keep about me")
    look(page)
    return page.locator(".c-lead .c-unbroken").inner_text()


def takes(page: Page, kind: str) -> Path:
    """Export all submissions as a kind of file; return where it was put."""
    page.goto(EXPORT)
    page.get_by_role("radio", name=kind).check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export", exact=True).click()
    return Path(download.value.path())


def finds(page: Page, words: str) -> None:
    """Search the appointments for a client."""
    page.goto("/admin/appointment/")
    page.get_by_label("Find a person").fill(words)
    page.get_by_role("button", name="Find", exact=True).click()
    assert words not in page.url


@pytest.mark.parametrize(
    ("size", "scheme", "name"),
    [(DESKTOP, "light", "Erin Everase"), (PHONE, "dark", "Egon Fromhere")],
    ids=["desk", "phone"],
)
def test_a_lead_exports_and_erases_who_asked_for_it(
    open_page: Callable[..., Page],
    assert_no_axe_violations: Look,
    demo_site: DemoSite,
    size: ViewportSize,
    scheme: str,
    name: str,
) -> None:
    options = {"color_scheme": scheme, "reduced_motion": "reduce"}
    client = open_page(size, **options)
    reference = books_and_asks_to_be_erased(client, demo_site, name, assert_no_axe_violations)
    kept = client.url

    # The worklist, and the file of what it holds.
    page = open_page(size, **options)
    enters(page, "lead", "/admin/submission/")
    looks(page)
    page.goto(EXPORT)
    looks(page)
    with takes(page, "CSV").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    assert rows[0][0] == "Reference"
    assert len(rows) > 100
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]
    assert "xl/workbook.xml" in zipfile.ZipFile(takes(page, "Excel")).namelist()

    # The client is there.
    finds(page, name.split()[1])
    expect(page.get_by_role("link", name=reference)).to_be_visible()

    # The request, by its code; the lead carries it out.
    page.goto("/admin/clinic/privacy-requests/")
    looks(page)
    request = page.get_by_role("row", name=reference)
    request.get_by_role("link", name="Decide").click()
    expect(page.get_by_text(name)).to_have_count(0)
    looks(page)
    page.get_by_role("button", name="Carry it out").click()
    expect(page.locator(".messages")).to_contain_text("Erased:")
    looks(page)
    # Counts remain: how many rows of what.
    expect(page.locator("main table.listing").last).to_contain_text("1 × appointment")

    # The person is gone.
    finds(page, name.split()[1])
    expect(page.get_by_role("link", name=reference)).to_have_count(0)
    client.goto(kept)
    expect(client.locator("h1")).to_have_text("This link does not work any more")
    assert_no_axe_violations(client)

    # Both acts stand in the log, under a code.
    page.goto("/admin/accessentry/")
    looks(page, "#listing-results")
    listed = page.locator("#listing-results table")
    expect(listed.get_by_role("row", name="Erased").first).to_contain_text(reference)
    expect(listed.get_by_role("row", name="Exported").first).to_contain_text("lead")
    expect(listed).not_to_contain_text(name.split()[1])
