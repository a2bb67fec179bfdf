"""No personal word lies about: a client and the desk in a browser, then the files are searched.

What the client and the staff type holds markers. They go the whole way on a demo of its own; then
the raw files of the database, the server's log, the cache, the mails, and every address and title
that the browsers met are searched for them.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.client import Client, asks_what_is_kept
from tests.browser.people import DESK_WORKER
from tests.browser.staff import enters
from tests.support.browser import DESKTOP, PHONE
from tests.support.databases import on_postgres
from tests.support.demo import DemoSite, running_demo

NAME, SURNAME, MAILBOX, PHONE_NUMBER = "Zqname", "Zqsurname", "zqmailbox", "(212) 555-0187"
NOTE, CALL = "Zqnotemarker", "Zqcallmarker"
SUBMISSIONS, VISITS = "/admin/clinic/export/submissions/", "/admin/clinic/export/appointments/"
MARKS = re.compile(
    rb"zqname|zqsurname|zqmailbox|zq[a-z]+marker|212\D{0,3}555\D?0187", re.IGNORECASE
)
IN_MAILS_TO_THE_CLIENT = {b"zqname", b"zqsurname", b"zqmailbox"}


@pytest.fixture(scope="module")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """A demo of its own, whose files hold nothing of other journeys."""
    with running_demo(tmp_path_factory.mktemp("markers"), "markers") as site:
        yield site


class Met:
    """The addresses and titles a browser met."""

    def __init__(self, page: Page) -> None:
        self.words: list[str] = []
        page.on("request", lambda request: self.words.append(request.url))
        page.on("request", lambda request: self.words.append(request.headers.get("referer", "")))
        page.on("load", lambda page: self.words.append(page.title()))


def goes_the_whole_way(page: Page, mails: Callable[[], list[str]]) -> None:
    """Answer everything, book, see what is kept, wait for an earlier visit."""
    client = Client(page, lambda _page: None)
    client.starts()
    client.answers_everything(DESK_WORKER)
    client.asks_what_to_do()
    page.locator("a[href^='/booking/']").last.click()
    client.books(f"{NAME} {SURNAME}", f"{MAILBOX}@example.com", PHONE_NUMBER)
    expect(page.locator("h1")).to_have_text("Your visit is booked")
    asks_what_is_kept(page, mails)
    expect(page.get_by_text(f"{NAME} {SURNAME}")).to_be_visible()
    page.goto("/booking/?visit=first-visit")
    page.get_by_role("link", name="Join the waitlist").click()
    page.get_by_label("Your name").fill(f"{NAME} {SURNAME}")
    page.get_by_label("E-mail address").fill(f"{MAILBOX}@example.com")
    page.get_by_label("Phone number").fill(PHONE_NUMBER)
    page.locator("input[name=consent]").check()
    page.get_by_role("button", name="Put me on the waitlist").click()
    expect(page.locator("h1")).to_have_text("You are on the waitlist")


def works(page: Page) -> bytes:
    """Find the client, read, write a note and a call, take every file; return what was read."""
    enters(page, "lead", "/admin/submission/")
    page.get_by_label("Find a person").fill(SURNAME)
    page.get_by_role("button", name="Find", exact=True).click()
    page.locator("[data-worklist] .title a").first.click()
    page.wait_for_url("**/inspect/*/")
    read = page.content()
    page.get_by_label("Write a note").fill(NOTE)
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator(".intake-timeline")).to_contain_text(NOTE)
    page.get_by_text("Note a call", exact=True).click()
    page.get_by_label("Reached", exact=True).check()
    page.get_by_label("Note about the call").fill(CALL)
    page.get_by_role("button", name="Save the call").click()
    expect(page.locator(".intake-timeline")).to_contain_text(CALL)
    return read.encode() + page.content().encode() + b"".join(files(page))


def files(page: Page) -> Iterator[bytes]:
    """Yield the answers as every kind of file, and the visits with their clients."""
    page.goto(SUBMISSIONS)
    page.get_by_label("With the answers").check()
    yield from (file_of(page, kind) for kind in ("XLSX", "CSV", "JSON"))
    page.goto(VISITS)
    yield file_of(page, "CSV")


def file_of(page: Page, kind: str) -> bytes:
    """Export as one kind of file."""
    page.get_by_role("radio", name=kind).check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export", exact=True).click()
    return Path(download.value.path()).read_bytes()


def marks(text: bytes) -> set[bytes]:
    """Return the markers in a text."""
    return {each.lower() for each in MARKS.findall(text)}


def kept(folder: Path) -> Iterator[Path]:
    """Yield every file of the demo but its mails: database, its log, cache, server's log."""
    for path in folder.rglob("*"):
        if path.is_file() and path.parent != folder / "mail":
            yield path


def test_no_personal_word_lies_in_a_file_an_address_or_a_title(
    open_page: Callable[..., Page], demo_site: DemoSite
) -> None:
    client, desk = open_page(PHONE, reduced_motion="reduce"), open_page(DESKTOP)
    met = [Met(client), Met(desk)]
    goes_the_whole_way(client, lambda: demo_site.mails)
    read = works(desk)
    assert {b"zqsurname", b"zqmailbox", b"zqnotemarker", b"zqcallmarker"} <= marks(read)

    searched = list(kept(demo_site.var_dir))
    of_database = set() if on_postgres() else {"db.sqlite3", "db.sqlite3-wal"}
    assert of_database | {"demo.log"} <= {path.name for path in searched}
    assert [path for path in searched if path.is_relative_to(demo_site.var_dir / "cache")]
    for path in searched:
        assert not marks(path.read_bytes()), path
    for mail in demo_site.mails:
        head, _, body = mail.partition("\n\n")
        subject = head.partition("Subject:")[2].partition("\n")[0]
        assert not marks(subject.encode())
        assert marks(body.encode()) <= IN_MAILS_TO_THE_CLIENT
    for each in met:
        assert len(each.words) > 20
        assert not marks("\n".join(each.words).encode())
