"""Series of visits: the same wall time, all or none, and the clashes by name."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.core import mail
from icalendar import Calendar

from intake.booking import ics, slots
from intake.booking.contacts import Contact
from intake.booking.errors import SeriesClash
from intake.booking.models import Appointment, Series
from intake.booking.series import Wish
from intake.booking.slots import Refusal
from intake.booking.staff_actions import book_series
from intake.booking.tasks import send_series
from tests.factories import booking as make

WEEK = timedelta(days=7)


@pytest.fixture
def staff(db: None) -> User:
    """A member of staff."""
    return User.objects.create_user("desk")


def wish(clinic: make.Clinic, **changes: Any) -> Wish:
    values = {
        "service": clinic.service,
        "location": clinic.location,
        "practitioner": clinic.practitioner,
        "first": make.FIRST,
        "every": 1,
        "visits": 6,
    } | changes
    return Wish(**values)


def book(wanted: Wish, by: User, **changes: Any) -> list[Appointment]:
    values = {"contact": make.CONTACT, "consent": make.CONSENT, "now": make.NOW} | changes
    return book_series(wish=wanted, by=by, **values)


def walls(visits: list[Appointment]) -> list[str]:
    return [each.wall_start for each in visits]


def at(day: int, hour: int) -> datetime:
    """Return an instant of March 2027 by the clock of New York."""
    instant = slots.instant_of(datetime(2027, 3, day, hour), ZoneInfo("America/New_York"))
    assert instant is not None
    return instant


def test_d10_a_weekly_series_stays_at_nine_across_the_change_of_the_clocks(
    clinic: make.Clinic, staff: User
) -> None:
    booked = book(wish(clinic, visits=4), staff)
    assert walls(booked) == [f"2027-03-{day:02}T09:00" for day in (2, 9, 16, 23)]
    assert [each.starts_at.hour for each in booked] == [14, 14, 13, 13]
    assert {each.length_minutes for each in booked} == {60}


def test_b20_a_series_with_one_clash_books_nothing_and_names_it(
    clinic: make.Clinic, staff: User
) -> None:
    taken = make.book(clinic, make.FIRST + WEEK)
    with pytest.raises(SeriesClash) as refused:
        book(wish(clinic), staff, contact=Contact("Sam Other", "sam@example.com", ""))
    (clash,) = refused.value.clashes
    assert (clash.number, clash.start, clash.refusal) == (2, taken.starts_at, Refusal.OCCUPIED)
    nearest = [free.start for free in clash.alternatives]
    assert nearest[0] == at(9, 10)
    assert nearest == sorted(nearest)
    assert list(Appointment.objects.all()) == [taken]
    assert not Series.objects.exists()


def test_every_clash_is_named_with_its_own_rule(clinic: make.Clinic, staff: User) -> None:
    make.book(clinic, make.FIRST + WEEK)
    clinic.practitioner.time_off.create(
        first_day=(make.FIRST + 2 * WEEK).date(), last_day=(make.FIRST + 2 * WEEK).date()
    )
    other = Contact("Sam Other", "sam@example.com", "")
    with pytest.raises(SeriesClash) as refused:
        book(wish(clinic), staff, contact=other)
    assert [(each.number, each.refusal) for each in refused.value.clashes] == [
        (2, Refusal.OCCUPIED),
        (3, Refusal.TIME_OFF),
    ]


def test_an_alternative_takes_the_place_of_a_clash(clinic: make.Clinic, staff: User) -> None:
    make.book(clinic, make.FIRST + WEEK)
    other = Contact("Sam Other", "sam@example.com", "")
    booked = book(wish(clinic, visits=3, instead={1: at(9, 11)}), staff, contact=other)
    assert walls(booked) == ["2027-03-02T09:00", "2027-03-09T11:00", "2027-03-16T09:00"]
    assert len({each.series_id for each in booked}) == 1


def test_a_client_who_has_another_visit_then_is_a_clash(clinic: make.Clinic, staff: User) -> None:
    second = make.make_practitioner(clinic.service, clinic.location, name="Second Person")
    make.book(clinic, make.FIRST + WEEK, practitioner_id=clinic.practitioner.pk)
    with pytest.raises(SeriesClash) as refused:
        book(wish(clinic, practitioner=second), staff)
    assert [(each.number, each.client_busy) for each in refused.value.clashes] == [(2, True)]


def test_two_visits_of_a_series_never_want_the_same_time(clinic: make.Clinic, staff: User) -> None:
    with pytest.raises(SeriesClash) as refused:
        book(wish(clinic, visits=2, instead={1: make.FIRST}), staff)
    assert [each.number for each in refused.value.clashes] == [2]


def test_a_wall_time_that_the_clock_skips_is_a_clash(db: None, clock: Any, staff: User) -> None:
    clinic = make.make_clinic()
    clinic.practitioner.hours.update(start="00:00", end="08:00")
    first = at(7, 2)
    with pytest.raises(SeriesClash) as refused:
        book(wish(clinic, first=first, visits=2), staff)
    assert [(each.number, each.refusal) for each in refused.value.clashes] == [
        (2, Refusal.NOT_A_START)
    ]


def test_a_series_reaches_past_the_horizon_of_the_clinic(db: None, clock: Any, staff: User) -> None:
    clinic = make.make_clinic(horizon_days=7)
    assert len(book(wish(clinic, every=4), staff)) == 6


def test_a_hold_that_ran_out_stands_in_no_series(clinic: make.Clinic, staff: User) -> None:
    make.hold(clinic, make.FIRST + WEEK, now=make.NOW - timedelta(hours=1))
    assert len(book(wish(clinic), staff)) == 6


def test_a_series_asked_for_twice_is_booked_once(
    clinic: make.Clinic, staff: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first = book(wish(clinic), staff)
        again = book(wish(clinic), staff)
    assert first == again
    assert len(mail.outbox) == 1


def test_one_mail_lists_all_visits_and_one_file_holds_them(
    clinic: make.Clinic, staff: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        booked = book(wish(clinic, visits=3), staff)
    (message,) = mail.outbox
    html = message.alternatives[0][0]
    for each, day in zip(booked, (2, 9, 16), strict=True):
        for body in (message.body, html):
            assert f"Tue {day} March 2027, 09:00 (New York time)" in body
            assert each.token in body
    (file,) = [content for name, content, _ in message.attachments if name == ics.FILENAME]
    events = Calendar.from_ical(file).walk("VEVENT")
    assert [str(event["uid"]) for event in events] == [ics.uid_of(each) for each in booked]
    assert [event["dtstart"].dt for event in events] == [each.starts_at for each in booked]
    send_series.call(booked[0].series_id)
    assert len(mail.outbox) == 1


def test_a_client_without_an_email_address_gets_no_mail_about_a_series(
    clinic: make.Clinic, staff: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        book(wish(clinic), staff, contact=Contact("Kim Caller", "", "+12125550177"))
    assert mail.outbox == []
