"""Nothing personal is found where it does not belong: every personal field holds a marker.

A client goes the whole way, staff open every page about them, and then everything is searched that
is not the page of that client or of staff who may read it.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from intake import conf, desk_actions, subjects
from intake.admin.presenters import submission_url
from intake.booking import change_actions, feed_actions, follow_up_actions, staff_actions
from intake.booking.models import Appointment, DayNote, FollowUp, WaitlistEntry
from intake.models import Submission
from tests.factories import booking as make
from tests.factories import intake as factory
from tests.hardening.addresses import PUBLIC
from tests.hardening.test_caches import NOBODY, address
from tests.intake.walker import CHECK, Walker

pytestmark = pytest.mark.django_db(transaction=True)

NAME, EMAIL, PHONE = "Zqname Zqsurname", "zqmailbox@example.com", "212 555 0187"
WRITES = ("work", "story", "note", "call", "override", "overbooked", "cancelled", "attempt", "day")
WRITTEN = {what: f"Zq{what}marker" for what in WRITES}
MARKS = re.compile(
    r"zq(?:name|surname|mailbox|othername|[a-z]+marker)|212[ -]?\)?[ -]?555[ -]?0187", re.IGNORECASE
)
DETAILS = {"name": NAME, "email": EMAIL, "phone": PHONE, "consent": "on"}
MOST_PAGES = 70
LEFT_ALONE = re.compile(
    r"/admin/(pages|images|documents|users|groups|settings|account|sites|locales|redirects|reports"
    r"|workflows|collections|snippets|logout|password_reset|bulk|jsi18n|sprite|styleguide|autocomplete)"
    r"|/questionnaires/|\bstart=|/delete/"
)
ADMIN = re.compile(r"/admin/[\w/?=&%.-]*")


@dataclass
class Trail:
    """What was asked for and what was answered, by somebody who sees the client's own words."""

    asked: list[str] = field(default_factory=list)
    leads_to: set[str] = field(default_factory=set)
    titles: list[str] = field(default_factory=list)
    words: str = ""

    def follow(self, client: Client, path: str, data: Any = None) -> Any:
        """Ask for a page, or send a form; keep addresses, titles, and what was shown."""
        response = client.post(path, data) if data is not None else client.get(path)
        assert response.status_code < 500, path
        self.asked.append(path)
        self.leads_to.add(response.get("Location", ""))
        if not response.streaming and "html" in response.get("Content-Type", ""):
            page = BeautifulSoup(response.content, "html.parser")
            self.words += page.get_text(" ")
            self.titles += [str(each.string) for each in page.find_all("title")]
            # Menus are drawn by a script from data that names their addresses.
            self.leads_to |= set(ADMIN.findall(response.content.decode()))
            for name in ("href", "src", "action", "formaction", "data-url"):
                self.leads_to |= {str(each[name]) for each in page.find_all(attrs={name: True})}
        return response


@pytest.fixture
def clinic(monkeypatch: pytest.MonkeyPatch) -> make.Clinic:
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.NOW)
    factory.intake_page(factory.published())
    return make.make_clinic()


@pytest.fixture
def owner() -> User:
    return User.objects.create_superuser("owner", password=factory.PASSWORD)


def goes_the_whole_way(trail: Trail, clinic: make.Clinic) -> Client:
    """Answer, book, look at the visit, wait for an earlier one, and see what is kept."""
    client = Client()
    walker = Walker(client)
    answers = {**factory.BOOKING, "work": WRITTEN["work"], "story": WRITTEN["story"]}
    assert walker.walk_to_check(answers) == CHECK
    trail.follow(client, CHECK)
    trail.follow(client, CHECK, {})
    for page in ("intake:result", "intake:save"):
        trail.follow(client, reverse(page))
    choice = {"visit": clinic.service.key, "place": clinic.location.pk}
    kept = trail.follow(
        client, reverse("intake_booking:times"), choice | {"start": make.FIRST.isoformat()}
    )
    trail.follow(client, kept["Location"])
    trail.follow(client, kept["Location"], DETAILS | {"email": "nothing"})
    booked = trail.follow(client, kept["Location"], DETAILS)
    trail.follow(client, booked["Location"])
    for page in ("move", "cancel", "ics", "before"):
        token = booked["Location"].split("/")[3]
        trail.follow(client, reverse(f"intake_booking:{page}", args=[token]))
    joined = trail.follow(client, reverse("intake_booking:waitlist"), choice | DETAILS)
    trail.follow(client, joined["Location"])
    visit = Appointment.objects.get()
    data = subjects.link_token("appointment", visit.reference)
    trail.follow(client, reverse("intake:your_data", args=[data]))
    trail.follow(client, reverse("intake:your_data_ask", args=[data, "erase"]), {})
    return client


def helps_oneself_and_asks_for_a_call(trail: Trail) -> None:
    client = Client()
    submission, secret = factory.started({**factory.SELF_HELP, "story": WRITTEN["story"]})
    factory.actions.complete_submission(submission=submission)
    client.cookies[conf.cookie_name()] = secret
    trail.follow(client, reverse("intake_booking:call"), DETAILS | {"name": f"{NAME} Two"})


def staff_work(clinic: make.Clinic, by: User) -> None:
    """Write everything staff may write about a client."""
    submission = Submission.objects.order_by("pk")[0]
    desk_actions.write_note(submission=submission, text=WRITTEN["note"], by=by)
    desk_actions.log_call(submission=submission, by=by, reached=True, text=WRITTEN["call"])
    desk_actions.override_route(
        submission=submission, route="self_help", reason=WRITTEN["override"], by=by
    )
    follow_up_actions.log_attempt(
        follow_up=FollowUp.objects.get(),
        way="phone",
        outcome="nobody",
        by=by,
        now=make.NOW,
        note=WRITTEN["attempt"],
    )
    booked = staff_actions.book_for_client(
        service=clinic.service,
        location=clinic.location,
        start=make.FIRST,
        contact=make.actions.Contact("Zqothername", "zqmailbox@example.com", "+12125550187"),
        consent=make.CONSENT,
        by=by,
        now=make.NOW,
        overbook=True,
        reason=WRITTEN["overbooked"],
    )
    change_actions.cancel_appointment(
        appointment=booked, by=by, now=make.NOW, reason=WRITTEN["cancelled"]
    )
    DayNote.objects.create(day=make.FIRST.date(), text=WRITTEN["day"], written_by=by)


def staff_open_everything(trail: Trail, by: User) -> None:
    """Follow every link of the clinic's pages in the admin, and search for the client."""
    client = Client()
    client.force_login(by)
    visits = [reverse("intake_diary:visit", args=[each.pk]) for each in Appointment.objects.all()]
    day = f"{reverse('intake_diary:diary')}?day={make.FIRST:%Y-%m-%d}"
    answers = [submission_url(each) for each in Submission.objects.all()]
    waiting, seen = ["/admin/", day, *visits, *answers], set()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        seen.add(path)
        here = Trail()
        here.follow(client, path)
        found = {each.partition("#")[0] for each in here.leads_to if each.startswith("/admin/")}
        known = {re.sub(r"\?.*", "", each) for each in (*seen, *waiting)}
        waiting += sorted(
            each
            for each in found
            if not LEFT_ALONE.search(each) and re.sub(r"\?.*", "", each) not in known
        )
        trail.asked += here.asked
        trail.leads_to |= here.leads_to
        trail.titles += here.titles
        trail.words += here.words


def every_table() -> Iterator[tuple[str, str]]:
    """Yield every table of the database with all that it holds: sessions, tasks, indexes, too."""
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{name}"')
            yield name, repr(cursor.fetchall())


def files_of_the_database() -> bytes:
    """Return the raw bytes of SQLite's file and its log; nothing on another server."""
    if connection.vendor != "sqlite":
        return b""
    path = Path(str(connection.settings_dict["NAME"]))
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


def seen_by_strangers(references: list[str], digests: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what somebody without a link is shown at every public address."""
    for each in PUBLIC:
        wrong = digests if each.name.startswith("intake_booking:") else references
        for secret in (NOBODY, *wrong):
            response = Client().get(address(each.name, each.parts, secret))
            content = b"" if response.streaming else response.content
            yield each.name, content.decode() + repr(response.headers)
    for path in ("/", "/sitemap.xml", "/robots.txt", "/admin/login/", "/admin/clinic/"):
        yield path, Client().get(path).content.decode()


def assert_mails_name_their_own_client_only() -> None:
    assert len(mail.outbox) >= 3
    own = {"zqname", "zqsurname", "zqothername"}
    for message in mail.outbox:
        assert not found_in(message.subject)
        assert not found_in(repr(message.extra_headers))
        parts = [message.body, *(str(each[0]) for each in message.alternatives)]
        parts += [str(each[1]) for each in message.attachments if isinstance(each, tuple)]
        for text in parts:
            assert {each.lower() for each in found_in(text)} <= own, message.subject


def assert_strangers_see_nobody() -> None:
    references = [each.reference for each in Submission.objects.all()]
    digests = [
        each.token_digest[:40]
        for each in (*Appointment.objects.all(), *WaitlistEntry.objects.all())
    ]
    for where, shown in seen_by_strangers(references, digests):
        assert not found_in(shown), where


def found_in(text: str) -> set[str]:
    return set(MARKS.findall(text))


@pytest.mark.usefixtures("transactional_db")
def test_no_marker_is_found_where_it_does_not_belong(
    clinic: make.Clinic, owner: User, caplog: pytest.LogCaptureFixture
) -> None:
    trail, staff = Trail(), Trail()
    with caplog.at_level(logging.DEBUG):
        goes_the_whole_way(trail, clinic)
        helps_oneself_and_asks_for_a_call(trail)
        staff_work(clinic, owner)
        staff_open_everything(staff, owner)
        call_command("rebuild_references_index", verbosity=0)
        call_command("update_index", verbosity=0)
        feed = feed_actions.make_feed(practitioner=clinic.practitioner, by=owner)
        calendar = Client().get(reverse("intake_booking:feed", args=[feed.token]))
        assert_strangers_see_nobody()
    assert {"Zqname", WRITTEN["story"]} <= found_in(trail.words), "clients see their own words"
    expected = {WRITTEN[what] for what in ("story", "overbooked", "cancelled", "day", "attempt")}
    assert expected <= found_in(staff.words), "staff see what was written"
    for name, rows in every_table():
        assert not found_in(rows), name
    assert not found_in(files_of_the_database().decode("latin-1"))
    assert not found_in(caplog.text)
    assert not found_in(repr(getattr(cache, "_cache", {})))
    assert not found_in(calendar.content.decode())
    for each in (trail, staff):
        assert not found_in("\n".join(each.asked))
        assert not found_in("\n".join(each.titles))
        links = [link for link in each.leads_to if not link.startswith(("mailto:", "tel:"))]
        assert not found_in("\n".join(links))
    assert_mails_name_their_own_client_only()
