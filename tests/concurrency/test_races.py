"""Many clients at once, over real HTTP, against several real processes."""

from functools import partial

import pytest

from tests.concurrency.server import Server
from tests.concurrency.visitor import Page, Visitor, at_once

CLIENTS = 20
DOUBLE_CLICKS = 6
TRIES = 5
OVERLAPS = """
SELECT count(*) FROM intake_booking_appointment AS one
JOIN intake_booking_appointment AS other
  ON one.practitioner_id = other.practitioner_id AND one.id < other.id
  AND one.occupied_from < other.occupied_to AND other.occupied_from < one.occupied_to
WHERE one.state IN ('held', 'booked') AND other.state IN ('held', 'booked')
"""
HELD = "SELECT count(*) FROM intake_booking_appointment WHERE state = 'held'"
BOOKED = "SELECT count(*) FROM intake_booking_appointment WHERE state = 'booked'"

# The mark brings these tests into the run on PostgreSQL; the site has a database of its own.
pytestmark = pytest.mark.django_db


def visitors(site: Server, visit: str, count: int) -> list[Visitor]:
    """Return visitors who look at the free times of a kind of visit."""
    people = [Visitor(site.url) for _ in range(count)]
    at_once([partial(person.look, visit) for person in people])
    return people


def race(site: Server, visit: str, count: int) -> list[tuple[Visitor, Page]]:
    """Let visitors post the same time at the same moment."""
    people = visitors(site, visit, count)
    start = people[0].page.starts[0]
    pages = at_once([partial(person.keep, visit, start) for person in people])
    return list(zip(people, pages, strict=True))


def booked(site: Server) -> int:
    """Return how many visits are booked."""
    return int(site.rows(BOOKED)[0][0])


def assert_nothing_went_wrong(site: Server) -> None:
    assert site.rows(OVERLAPS) == [(0,)]
    assert "Traceback" not in site.log


def test_b1_of_twenty_clients_at_once_one_is_booked_and_the_others_are_told(site):
    booked_before, mails_before = booked(site), len(site.mails)
    results = race(site, "alone", CLIENTS)
    winners = [person for person, page in results if page.status == 200]
    losers = [page for _person, page in results if page.status == 409]
    assert (len(winners), len(losers)) == (1, CLIENTS - 1)
    for page in losers:
        assert "Someone has just booked" in page.text
        assert page.starts
    confirmed = winners[0].confirm()
    assert "Your visit is booked" in confirmed.text
    assert booked(site) - booked_before == 1
    assert len(site.mails) - mails_before == 1
    assert_nothing_went_wrong(site)


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
