"""Many clients at once, over real HTTP, against several real processes."""

import re
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from tests.concurrency.server import OtherServer, Server
from tests.concurrency.visitor import UNANSWERED, Page, Visitor, at_once

CLIENTS = 20
CROWD = 200
DOUBLE_CLICKS = 6
TRIES = 5
PATIENCE_SECONDS = 60
RECIPIENT = re.compile(r"^To: (\S+)$", re.MULTILINE)
OVERLAPS = """
SELECT count(*) FROM intake_booking_appointment AS one
JOIN intake_booking_appointment AS other
  ON one.practitioner_id = other.practitioner_id AND one.id < other.id
  AND one.occupied_from < other.occupied_to AND other.occupied_from < one.occupied_to
WHERE one.state IN ('held', 'booked') AND other.state IN ('held', 'booked')
"""
HELD = "SELECT count(*) FROM intake_booking_appointment WHERE state = 'held'"
BOOKED = "SELECT count(*) FROM intake_booking_appointment WHERE state = 'booked'"
OF_KIND = """
FROM intake_booking_appointment AS visit
JOIN intake_booking_service AS kind ON kind.id = visit.service_id AND kind.key = 'killed'
"""
BOOKED_OF_KIND = f"SELECT count(*) {OF_KIND} WHERE visit.state = 'booked'"
HALF_BOOKED = f"""
SELECT count(*) {OF_KIND} WHERE visit.state = 'booked' AND (
    visit.booked_at IS NULL OR visit.client_name = '' OR visit.email_digest = ''
    OR visit.consent_text = ''
    OR (SELECT count(*) FROM intake_booking_appointmentevent AS event
        WHERE event.appointment_id = visit.id AND event.kind = 'booked') <> 1
    OR NOT EXISTS (SELECT 1 FROM intake_booking_reminder AS reminder
        WHERE reminder.appointment_id = visit.id)
)
"""
HALF_KEPT = f"SELECT count(*) {OF_KIND} WHERE visit.state = 'held' AND visit.client_name <> ''"
UNTOLD = f"""
SELECT count(*) {OF_KIND} WHERE visit.state = 'booked' AND visit.confirmation_sent_at IS NULL
  AND visit.confirmation_claimed_at IS NULL
"""
RESEND_TWICE = """
from django.core.management import call_command
for _time in range(2):
    call_command("resend_confirmations")
"""

# The mark brings these tests into the run on PostgreSQL; the site has a database of its own.
pytestmark = pytest.mark.django_db


def visitors(site: Server, visit: str, count: int) -> list[Visitor]:
    """Return visitors who look at the free times of a kind of visit."""
    people = [Visitor(site.url, f"robin{number}@{visit}.example") for number in range(count)]
    at_once([partial(person.look, visit) for person in people])
    return people


def race(site: Server, visit: str, count: int) -> list[tuple[Visitor, Page]]:
    """Let visitors post the same time at the same moment."""
    people = visitors(site, visit, count)
    start = people[0].page.starts[0]
    pages = at_once([partial(person.keep, visit, start) for person in people])
    return list(zip(people, pages, strict=True))


def assert_one_is_booked(site: Server, results: list[tuple[Visitor, Page]]) -> None:
    """Let the one who got the time confirm it; the others were told which times are free."""
    booked_before, mails_before = booked(site), len(site.mails)
    winners = [person for person, page in results if page.status == 200]
    losers = [page for _person, page in results if page.status == 409]
    assert (len(winners), len(losers)) == (1, len(results) - 1)
    for page in losers:
        assert "Someone has just booked" in page.text
        assert page.starts
    confirmed = winners[0].confirm()
    assert "Your visit is booked" in confirmed.text
    assert booked(site) - booked_before == 1
    assert len(site.mails) - mails_before == 1
    assert_nothing_went_wrong(site)


def booked(site: Server) -> int:
    """Return how many visits are booked."""
    return int(site.rows(BOOKED)[0][0])


def assert_nothing_went_wrong(site: Server) -> None:
    assert site.rows(OVERLAPS) == [(0,)]
    assert "Traceback" not in site.log


def test_b1_of_twenty_clients_at_once_one_is_booked_and_the_others_are_told(site):
    assert_one_is_booked(site, race(site, "alone", CLIENTS))


def test_b1_of_two_hundred_clients_at_once_one_is_booked_and_the_others_are_told(site):
    assert_one_is_booked(site, race(site, "crowd", CROWD))


@pytest.mark.postgres
def test_b1_two_servers_on_one_database_book_one_of_two_hundred_too(site):
    with site.another() as other:
        half = CROWD // 2
        people = visitors(site, "two-servers", half)
        people += visitors(other.site, "two-servers", half)
        start = people[0].page.starts[0]
        pages = at_once([partial(person.keep, "two-servers", start) for person in people])
        assert_one_is_booked(site, list(zip(people, pages, strict=True)))


def test_b3_times_that_overlap_only_in_part_are_given_once_too(site):
    people = visitors(site, "alone", CLIENTS)
    starts = people[0].page.starts[4:7]
    pages = at_once(
        [partial(person.keep, "alone", starts[n % 3]) for n, person in enumerate(people)]
    )
    assert {page.status for page in pages} <= {200, 409}
    # Of three starts half an hour apart, an hour long: the middle one, or the outer two.
    assert 1 <= sum(page.status == 200 for page in pages) <= 2
    assert_nothing_went_wrong(site)


def test_b15_the_same_form_sent_twenty_times_at_once_is_one_booking_and_one_mail(site):
    booked_before, mails_before = booked(site), len(site.mails)
    ((person, _page),) = race(site, "alone", 1)
    pages = at_once([person.twin().confirm for _ in range(CLIENTS)])
    assert {(page.status, page.url) for page in pages} == {(200, pages[0].url)}
    assert "/booking/a/" in pages[0].url
    assert booked(site) - booked_before == 1
    assert len(site.mails) - mails_before == 1
    assert_nothing_went_wrong(site)


def test_b7_of_two_clients_at_once_one_always_gets_the_time(site):
    for _attempt in range(TRIES):
        pages = [page for _person, page in race(site, "alone", 2)]
        assert sorted(page.status for page in pages) == [200, 409]
    assert_nothing_went_wrong(site)


@pytest.mark.parametrize("visit", ["alone", "pair"])
def test_a_double_click_keeps_one_time_and_both_answers_lead_to_it(site, visit):
    held_before = int(site.rows(HELD)[0][0])
    people = visitors(site, visit, DOUBLE_CLICKS)
    starts = people[0].page.starts[-2 * DOUBLE_CLICKS :: 2]
    for person, start in zip(people, starts, strict=True):
        pages = at_once([partial(person.twin().keep, visit, start) for _ in range(2)])
        assert [page.status for page in pages] == [200, 200]
        assert pages[0].url == pages[1].url
    assert int(site.rows(HELD)[0][0]) - held_before == DOUBLE_CLICKS
    assert_nothing_went_wrong(site)


def test_b5_two_practitioners_take_two_clients_and_no_third(site):
    results = race(site, "pair", CLIENTS)
    assert sum(page.status == 200 for _person, page in results) == 2
    assert sum(page.status == 409 for _person, page in results) == CLIENTS - 2
    assert_nothing_went_wrong(site)


def test_control_without_the_guard_the_same_race_gives_one_time_twice(site):
    with site.without_guard():
        for _attempt in range(5):
            race(site, "control", CLIENTS)
            if site.rows(OVERLAPS) != [(0,)]:
                break
        else:
            pytest.fail("no double booking without the guard: these races would prove nothing")
    assert_nothing_went_wrong(site)


def test_a_server_killed_in_the_middle_leaves_no_half_booking_and_loses_no_client(site):
    with site.another() as other:
        people = visitors(other.site, "killed", 2 * CLIENTS)
        starts = people[0].page.starts[::2]
        for person, start in zip(people[:CLIENTS], starts, strict=False):
            assert person.keep("killed", start).status == 200
        # Two lookers for each of the times that are left.
        wanted = starts[CLIENTS : CLIENTS + CLIENTS // 2] * 2
        again = [person.twin() for person in people]
        posts = posts_of(people, wanted)
        answers = at_once(
            [partial(person.dared, post) for person, post in zip(people, posts, strict=True)]
            + [partial(kill_amid_bookings, other)]
        )
        assert UNANSWERED in {page.status for page in answers[:-1]}
        assert_no_harm_was_done(site)
        other.start()
        # Whoever saw no answer sends the same form again; so does everybody else.
        answers = at_once(posts_of(again, wanted))
    booked_pages, kept_pages = answers[:CLIENTS], answers[CLIENTS:]
    assert {page.status for page in booked_pages} == {200}
    assert len({page.url for page in booked_pages}) == CLIENTS
    refused = [page for page in kept_pages if page.status == 409]
    assert len(refused) == len(kept_pages) - len(refused) == CLIENTS // 2
    assert site.rows(BOOKED_OF_KIND) == [(CLIENTS,)]
    assert_what_the_kill_lost_is_sent_once(site)
    assert_no_harm_was_done(site)


def posts_of(people: list[Visitor], wanted: list[str]) -> list[Callable[[], Page]]:
    """Return what people do at once: half of them confirm, the others keep a time."""
    buyers, lookers = people[:CLIENTS], people[CLIENTS:]
    return [
        *(person.confirm for person in buyers),
        *(
            partial(person.keep, "killed", start)
            for person, start in zip(lookers, wanted, strict=True)
        ),
    ]


def assert_what_the_kill_lost_is_sent_once(site: Server) -> None:
    lost, mails_before = int(site.rows(UNTOLD)[0][0]), len(site.mails)
    site.python(RESEND_TWICE)
    assert len(site.mails) - mails_before == lost
    assert site.rows(UNTOLD) == [(0,)]


def kill_amid_bookings(other: OtherServer) -> Page:
    """Kill a server as soon as the first of many bookings is in the database."""
    end = time.monotonic() + PATIENCE_SECONDS
    while other.site.rows(BOOKED_OF_KIND) == [(0,)] and time.monotonic() < end:
        time.sleep(0.002)
    other.kill()
    return Page(UNANSWERED, "", "")


def assert_no_harm_was_done(site: Server) -> None:
    """See that every booking is whole and nobody was written to twice."""
    assert site.rows(HALF_BOOKED) == [(0,)]
    assert site.rows(HALF_KEPT) == [(0,)]
    told = Counter(RECIPIENT.findall("".join(site.mails)))
    assert all(told[f"robin{number}@killed.example"] <= 1 for number in range(CLIENTS))
    assert_nothing_went_wrong(site)
