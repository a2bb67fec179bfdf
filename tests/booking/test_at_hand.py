"""The clinic's rules are read once by each process, and never believed after they changed."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.filebased import FileBasedCache
from django.db import transaction

from intake.booking import at_hand, generation
from intake.booking.errors import TimeTaken
from intake.booking.models import (
    DayException,
    Location,
    Practitioner,
    Room,
    Service,
    TimeOff,
    WeeklyHours,
)
from tests.booking.pages import keep
from tests.factories import booking as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("shared_cache")]

TOMORROW = make.FIRST.date()
RULES = [Location, Practitioner, Room, Service, WeeklyHours, DayException, TimeOff]


@pytest.fixture
def asked(clinic: make.Clinic) -> make.Clinic:
    """A clinic whose rules this process has read."""
    make.hold(clinic, make.FIRST + timedelta(hours=4))
    return clinic


def tables_read(captured: Any) -> set[str]:
    """Return the tables of rules that some queries read, other than to lock a diary."""
    tables = [model._meta.db_table for model in RULES]
    said = [query["sql"] for query in captured if "FOR NO KEY UPDATE" not in query["sql"]]
    return {table for table in tables for sql in said if f'FROM "{table}"' in sql}


def test_the_second_booking_reads_no_rules(
    client, asked, other_browser, django_assert_max_num_queries
):
    keep(client, asked, make.FIRST)
    with django_assert_max_num_queries(12) as captured:
        kept = keep(other_browser, asked, make.FIRST + timedelta(hours=1))
    assert kept.status_code == 302
    assert tables_read(captured.captured_queries) == set()


CLOSING = {
    "hours change": lambda clinic: WeeklyHours.objects.update(start="12:00"),
    "a weekday falls away": lambda clinic: WeeklyHours.objects.all().delete(),
    "a day is closed": lambda clinic: DayException.objects.bulk_create(
        [DayException(location=clinic.location, day=TOMORROW, closed=True)]
    ),
    "somebody takes time off": lambda clinic: TimeOff.objects.create(
        practitioner=clinic.practitioner, first_day=TOMORROW, last_day=TOMORROW
    ),
    "nobody gives it": lambda clinic: clinic.practitioner.services.clear(),
    "somebody leaves": lambda clinic: Practitioner.objects.update(active=False),
}


def test_inside_a_transaction_what_was_just_written_counts(asked):
    for close in CLOSING.values():
        with transaction.atomic():
            close(asked)
            with pytest.raises(TimeTaken):
                make.hold(asked)
            transaction.set_rollback(True)
    assert make.hold(asked).starts_at == make.FIRST


@pytest.mark.parametrize("close", CLOSING.values(), ids=CLOSING)
def test_what_closes_a_time_counts_as_soon_as_it_is_written(asked, close):
    close(asked)
    with pytest.raises(TimeTaken):
        make.hold(asked)


def test_a_process_that_died_before_it_told_is_found_out_half_a_minute_later(asked, monkeypatch):
    with monkeypatch.context() as dying:
        dying.setattr(generation, "is_shared", lambda: False)
        WeeklyHours.objects.all().delete()
    later = at_hand.time.monotonic() + generation.KEEP.total_seconds() + 1
    monkeypatch.setattr(at_hand.time, "monotonic", lambda: later)
    with pytest.raises(TimeTaken):
        make.hold(asked)


def test_a_cache_that_lost_everything_makes_nothing_old_true_again(asked):
    cache.clear()
    WeeklyHours.objects.all().delete()
    cache.clear()
    with pytest.raises(TimeTaken):
        make.hold(asked)


def test_a_cache_that_fails_lets_the_database_be_asked(asked, monkeypatch):
    def fails(*_args: Any, **_options: Any) -> None:
        raise ConnectionError("The cache is away")

    for name in ("get", "set"):
        monkeypatch.setattr(f"{FileBasedCache.__module__}.FileBasedCache.{name}", fails)
    WeeklyHours.objects.all().delete()
    with pytest.raises(TimeTaken):
        make.hold(asked)


def test_what_is_at_hand_does_not_grow_without_end(asked, monkeypatch):
    monkeypatch.setattr(at_hand, "MOST", 3)
    for number in range(10):
        at_hand.at_hand((number,), str)
    assert len(at_hand._at_hand) <= 3
