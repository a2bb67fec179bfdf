"""Free times as data, and what is kept of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.filebased import FileBasedCache
from django.urls import reverse
from wagtail.models import Site

from intake.booking import change_actions, free_days, generation
from intake.booking.models import (
    Appointment,
    DayException,
    Practitioner,
    Room,
    Service,
    TimeOff,
    WeeklyHours,
)
from intake.models import ClinicSettings
from tests.booking.pages import TIMES, keep, offered
from tests.factories import booking as make

FREE = reverse("intake_booking:free")
TOMORROW = make.FIRST.date()

Act = Callable[[make.Clinic], Any]


def starts(answer: Any) -> list[str]:
    """Return every start of the data, in order."""
    return [start for day in answer.json()["days"] for start in day["starts"]]


def test_the_data_says_what_the_page_says(client, clinic):
    answer = client.get(FREE)
    page = [start.isoformat() for start in offered(client.get(TIMES))]
    data = answer.json()
    assert starts(answer) == page
    assert data["visit"] == clinic.service.key
    assert data["zone"] == "America/New_York"
    assert data["practitioners"] == [{"who": clinic.practitioner.pk, "name": "Alex Example"}]
    assert data["more"] is True
    assert "no-store" in answer["Cache-Control"]


def test_more_days_are_asked_for_as_on_the_page(client, clinic):
    days = client.get(FREE, {"days": 9}).json()["days"]
    assert [day["day"] for day in days][:2] == ["2027-03-01", "2027-03-02"]
    assert len(days) == 9


def test_a_visit_that_does_not_exist_is_named_in_a_sentence(client, clinic):
    make.make_practitioner(make.make_service(), clinic.location)
    answer = client.get(FREE, {"visit": "nothing"})
    assert answer.status_code == 404
    assert answer.json() == {"error": "Name a kind of visit and a place that clients can book."}


def test_where_questions_come_first_the_data_says_so(client, clinic):
    site = Site.objects.get(is_default_site=True)
    ClinicSettings.objects.create(site=site, direct_booking=False)
    answer = client.get(FREE)
    assert answer.status_code == 403
    assert answer.json() == {"error": "Answer the questions of the intake first."}


def test_the_second_one_who_looks_costs_no_query(
    client, clinic, shared_cache, django_assert_num_queries
):
    first = client.get(FREE)
    with django_assert_num_queries(0):
        assert client.get(FREE).content == first.content


def cancels(clinic: make.Clinic) -> None:
    booked = Appointment.objects.booked().get(practitioner=clinic.practitioner)
    change_actions.cancel_appointment(appointment=booked, by=None, now=make.NOW)


CHANGES: dict[str, Act] = {
    "a time is kept": make.hold,
    "a time is booked": make.book,
    "a visit is cancelled": cancels,
    "a kept time is given back": lambda clinic: Appointment.objects.let_go(),
    "hours change": lambda clinic: WeeklyHours.objects.update(end="12:00"),
    "a weekday falls away": lambda clinic: WeeklyHours.objects.filter(weekday=1).delete(),
    "a day is closed": lambda clinic: DayException.objects.bulk_create(
        [DayException(location=clinic.location, day=TOMORROW, closed=True)]
    ),
    "somebody takes time off": lambda clinic: TimeOff.objects.create(
        practitioner=clinic.practitioner, first_day=TOMORROW, last_day=TOMORROW
    ),
    "a visit becomes longer": lambda clinic: Service.objects.update(length_minutes=90),
    "somebody else gives it": lambda clinic: make.make_practitioner(
        clinic.service, clinic.location, name="Kim Other"
    ),
    "nobody gives it": lambda clinic: clinic.practitioner.services.clear(),
    "somebody leaves": lambda clinic: Practitioner.objects.update(active=False),
    "the clinic gives up its room": lambda clinic: Room.objects.update(active=False),
    "the place moves": lambda clinic: clinic.location.__class__.objects.update(
        time_zone="Europe/Berlin"
    ),
}


@pytest.fixture
def busy(clinic: make.Clinic) -> make.Clinic:
    """The clinic with a visit, a kept time, and its one room taken by somebody else's visit."""
    make.book(clinic, make.FIRST + timedelta(hours=3))
    make.hold(clinic, make.FIRST + timedelta(hours=4))
    room = Room.objects.create(location=clinic.location, name="One")
    Service.objects.update(uses_room=True)
    other = make.make_practitioner(make.make_service(), clinic.location, name="Pat Other")
    make.insert(clinic, make.FIRST + timedelta(hours=1), 60, practitioner=other, room=room)
    return clinic


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_kept_is_never_older_than_a_change(client, busy, shared_cache, commit, change):
    asked = {"visit": busy.service.key}
    before = client.get(FREE, asked).content
    assert client.get(FREE, asked).content == before
    with commit():
        change(busy)
    after = client.get(FREE, asked).content
    assert after != before
    cache.clear()
    assert client.get(FREE, asked).content == after


def test_what_was_worked_out_before_a_commit_is_not_believed_after_it(clinic, shared_cache, commit):
    def answer(words: str) -> free_days.FreeData:
        return free_days.FreeData({"said": words}, make.NOW + generation.KEEP, is_usual=True)

    def asked(words: str) -> Any:
        return generation.kept(("time",), make.NOW, lambda: answer(words)).data

    with commit():
        make.hold(clinic)
        # Another process asks at this moment: it does not see the hold yet.
        assert asked("before") == {"said": "before"}
        assert asked("after") == {"said": "before"}
    assert asked("after") == {"said": "after"}


def test_writing_down_that_a_mail_left_changes_no_free_time(clinic, shared_cache, commit):
    booked = make.book(clinic)
    with commit() as callbacks:
        Appointment.objects.filter(pk=booked.pk).update(follow_up_weeks=2)
    assert callbacks == []


def test_a_cache_that_fails_costs_neither_free_times_nor_a_booking(
    clinic, shared_cache, monkeypatch, commit
):
    def fails(*_args: Any, **_options: Any) -> None:
        raise ConnectionError("The cache is away")

    for name in ("get", "set"):
        monkeypatch.setattr(f"{FileBasedCache.__module__}.FileBasedCache.{name}", fails)
    assert free_days.free_data({}, make.NOW).data["days"]
    with commit():
        booked = make.book(clinic)
    assert Appointment.objects.booked().get() == booked


def test_the_time_this_browser_keeps_is_its_own(client, clinic, other_browser):
    keep(client, clinic, make.FIRST)
    mine, theirs = client.get(FREE).json(), other_browser.get(FREE).json()
    assert mine["yours"] == [make.FIRST.isoformat()]
    assert theirs["yours"] == []
    assert mine["days"] == theirs["days"]


def test_whoever_lost_a_time_is_not_offered_it_again(
    client, clinic, shared_cache, other_browser, monkeypatch
):
    client.get(TIMES)
    # The other browser's process dies before it tells the cache.
    with monkeypatch.context() as dying:
        dying.setattr(generation, "is_shared", lambda: False)
        keep(other_browser, clinic, make.FIRST)
    for who in ("", 999):
        lost = keep(client, clinic, make.FIRST, who=who)
        assert lost.status_code == 409
        assert make.FIRST not in offered(lost)


def test_a_kept_answer_names_no_time_that_has_become_too_soon(client, clinic, clock, shared_cache):
    clock.now = make.FIRST - timedelta(seconds=10)
    assert starts(client.get(FREE))[0] == make.FIRST.isoformat()
    clock.now = make.FIRST + timedelta(seconds=1)
    assert make.FIRST.isoformat() not in starts(client.get(FREE))


def test_a_hold_that_ran_out_is_free_again_half_a_minute_later(client, clinic, clock, shared_cache):
    held = make.hold(clinic)
    clock.now = held.hold_expires_at - timedelta(seconds=1)
    assert make.FIRST.isoformat() not in starts(client.get(FREE))
    clock.now += generation.KEEP + timedelta(seconds=1)
    assert make.FIRST.isoformat() in starts(client.get(FREE))


def test_numbers_a_stranger_makes_up_fill_no_cache(client, clinic, shared_cache, tmp_path):
    client.get(FREE)
    full = len(list(tmp_path.iterdir()))
    for number in range(900, 905):
        client.get(FREE, {"who": number})
        client.get(FREE, {"visit": f"made-up-{number}", "place": number})
    assert len(list(tmp_path.iterdir())) == full
