"""Searching lists for a person leaves no trace of the name."""

import time
from typing import Any

import pytest
from django.test import Client

from intake import lookups
from intake.admin import private_search
from intake.models import AccessEntry
from tests.booking.pages import found
from tests.factories import booking as make
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db

LISTS = ("/admin/appointment/", "/admin/waitlistentry/", "/admin/followup/")
WORDS = f"{factory.MARKER} Sample"


@pytest.fixture
def desk(client: Client) -> Client:
    names = ("appointment", "waitlistentry", "followup")
    views = (f"intake_booking.view_{name}" for name in names)
    client.force_login(factory.staff(*views, "intake_booking.see_all_appointments"))
    return client


@pytest.mark.parametrize("address", LISTS)
def test_what_is_typed_is_in_no_address_no_session_and_no_log(desk: Client, address: str) -> None:
    response = desk.post(address, {"words": WORDS})
    assert response.status_code == 302
    assert factory.MARKER not in response["Location"]
    assert factory.MARKER not in str(dict(desk.session.items()))
    assert factory.MARKER not in desk.get(response["Location"]).content.decode()
    entry = AccessEntry.objects.get(action="search")
    assert (entry.count, entry.reference) == (0, "")


@pytest.mark.parametrize("address", LISTS)
def test_no_list_offers_a_search_that_puts_words_into_the_address(
    desk: Client, address: str
) -> None:
    page = desk.get(address).content.decode()
    assert 'name="q"' not in page
    assert 'name="words"' in page


def test_an_empty_search_shows_the_list(desk: Client) -> None:
    for nothing in ("", "  ", "\0"):
        assert desk.post(LISTS[0], {"words": nothing})["Location"] == LISTS[0]


def test_words_that_are_too_long_or_odd_find_nothing(desk: Client) -> None:
    for odd in ("x" * 100_000, "\0\0Sample\0", "' OR 1=1 --"):
        assert desk.post(LISTS[0], {"words": odd}).status_code == 302


def test_a_search_is_over_after_a_while_and_belongs_to_one_list(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked = make.book(make.make_clinic())
    address = desk.post(LISTS[0], {"words": "sample"})["Location"]
    assert booked.reference in desk.get(address).content.decode()
    word = address.partition("found=")[2]
    assert "That search is over" in desk.get(f"{LISTS[1]}?found={word}").content.decode()
    later = time.time() + private_search.KEEP_SECONDS + 1
    monkeypatch.setattr(private_search.time, "time", lambda: later)
    assert "That search is over" in desk.get(address).content.decode()


def test_somebody_elses_search_opens_nothing(desk: Client) -> None:
    make.book(make.make_clinic())
    address = desk.post(LISTS[0], {"words": "sample"})["Location"]
    other = Client()
    other.force_login(factory.staff("intake_booking.view_appointment"))
    assert "That search is over" in other.get(address).content.decode()


def test_only_the_latest_searches_are_kept(desk: Client) -> None:
    for _ in range(private_search.MOST_KEPT + 3):
        desk.post(LISTS[0], {"words": WORDS})
    assert len(desk.session[private_search.SESSION_KEY]) == private_search.MOST_KEPT


# --- answers of a client ---------------------------------------------------------------------


@pytest.fixture
def booked() -> Any:
    return make.book(make.make_clinic(), submission=factory.completed(factory.BOOKING))


@pytest.mark.parametrize(
    "words",
    [
        "Robin Sample",
        "  robin   SAMPLE ",
        "Sample",
        "ROBIN@example.com",
        "(212) 555-0134",
        "+1 212 555 0134",
    ],
)
def test_answers_are_found_by_what_their_client_says(booked: Any, words: str) -> None:
    assert lookups.find(words) == [booked.submission_id]


@pytest.mark.parametrize("words", ["", "Robin", "Sampl", "sample robin", "0134", "%", "@"])
def test_a_part_of_it_finds_nothing(booked: Any, words: str) -> None:
    assert lookups.find(words) == []


def test_a_reference_of_a_visit_finds_its_answers(booked: Any) -> None:
    assert lookups.find(booked.reference.lower()) == [booked.submission_id]


def test_the_list_of_visits_finds_by_surname(booked: Any, desk: Client) -> None:
    assert booked.reference in found(desk, LISTS[0], "Sample")
