"""Rooms beside practitioners, and writers that meet: real threads, each with a connection."""

from collections import Counter
from datetime import timedelta
from functools import partial
from threading import Event

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from intake.booking import actions, change_actions, series, staff_actions, taking
from intake.booking.availability import Diaries
from intake.booking.errors import OverlapError, TimeTaken
from intake.booking.guard import refusing_overlaps
from intake.booking.models import Appointment, Room
from tests.factories import booking as make
from tests.factories.booking import FIRST, NOW
from tests.support.threads import at_once

HOUR = timedelta(hours=1)
WRITERS = 8


def make_rooms(clinic, count):
    """Give a clinic rooms, and make its visits need one."""
    clinic.service.uses_room = True
    clinic.service.save()
    return [Room.objects.create(location=clinic.location, name=f"Room {n}") for n in range(count)]


def diaries(clinic, **changes):
    values = {"service": clinic.service, "location": clinic.location, "now": NOW} | changes
    return Diaries(**values)


@pytest.mark.django_db
def test_b19_the_last_room_is_refused_to_a_second_practitioner():
    clinic = make.make_clinic()
    (room,) = make_rooms(clinic, 1)
    make.make_practitioner(clinic.service, clinic.location, name="Sam Sample")
    assert make.hold(clinic).room == room
    with pytest.raises(TimeTaken):
        make.hold(clinic)


@pytest.mark.django_db
def test_b19_the_database_itself_keeps_two_visits_out_of_one_room():
    clinic = make.make_clinic()
    (room,) = make_rooms(clinic, 1)
    other = make.make_practitioner(clinic.service, clinic.location, name="Sam Sample")
    make.insert(clinic, FIRST, 60, room=room)
    with pytest.raises(OverlapError), refusing_overlaps(), transaction.atomic():
        make.insert(clinic, FIRST + HOUR / 2, 60, practitioner=other, room=room)
    make.insert(clinic, FIRST + HOUR, 60, practitioner=other, room=room)


@pytest.mark.django_db
def test_b19_a_move_takes_another_room_where_its_own_is_taken():
    clinic = make.make_clinic()
    first, second = make_rooms(clinic, 2)
    other = make.make_practitioner(clinic.service, clinic.location, name="Sam Sample")
    booked = make.book(clinic, practitioner_id=clinic.practitioner.pk)
    assert booked.room == first
    make.insert(clinic, FIRST + HOUR, 60, practitioner=other, room=first)
    moved = change_actions.move_appointment(
        appointment=booked, start=FIRST + HOUR, by=None, now=NOW
    )
    assert moved.room == second


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_connection_left")
def test_b19_places_asked_for_in_opposite_order_are_given_once_and_nobody_deadlocks():
    clinic = make.make_clinic()
    make_rooms(clinic, 2)
    make.make_practitioner(clinic.service, clinic.location, name="Sam Sample")
    places = diaries(clinic).places(FIRST)
    assert len(places) == 4
    wanted = clinic.service.visit.occupied(FIRST)

    def insert(place):
        return make.insert(clinic, FIRST, 60, practitioner=place.practitioner, room=place.room)

    def take(number):
        order = places if number % 2 else places[::-1]
        return taking.first_to_take(order, wanted, NOW, insert)

    results = at_once([partial(take, number) for number in range(WRITERS)])
    taken = [each for each in results if isinstance(each, Appointment)]
    assert Counter(type(each) for each in results) == {
        Appointment: 2,
        type(None): WRITERS - 2,
    }, results
    assert len({each.practitioner_id for each in taken}) == 2
    assert len({each.room_id for each in taken}) == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_connection_left")
def test_b19_two_visits_that_swap_their_times_and_rooms_do_not_deadlock():
    clinic = make.make_clinic()
    make_rooms(clinic, 2)
    make.make_practitioner(clinic.service, clinic.location, name="Sam Sample")
    others = [make.book(clinic, FIRST + n * HOUR, contact=make.contact(f"P {n}")) for n in (0, 1)]

    def move(booked, start):
        return change_actions.move_appointment(appointment=booked, start=start, by=None, now=NOW)

    results = at_once([partial(move, others[0], FIRST + HOUR), partial(move, others[1], FIRST)])
    assert [type(each) for each in results] == [Appointment, Appointment], results
    taken = Appointment.objects.booked().values_list("starts_at", flat=True)
    assert sorted(taken) == [FIRST, FIRST + HOUR]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_connection_left")
def test_b19_two_series_of_one_client_in_opposite_order_do_not_deadlock():
    clinic = make.make_clinic()
    second = make.make_practitioner(clinic.service, clinic.location, name="Sam Sample")
    staff = User.objects.create_user("desk")
    week = timedelta(weeks=1)

    def book(practitioner, first, other):
        wish = series.Wish(clinic.service, clinic.location, practitioner, first, 1, 2, {1: other})
        return staff_actions.book_series(
            wish=wish, contact=make.CONTACT, consent=make.CONSENT, by=staff, now=NOW
        )

    results = at_once(
        [
            partial(book, clinic.practitioner, FIRST, FIRST + week),
            partial(book, second, FIRST + week, FIRST),
        ]
    )
    assert sorted(type(each).__name__ for each in results) == ["SeriesClash", "list"], results
    assert Appointment.objects.booked().count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_connection_left")
def test_b10_who_waits_for_a_slow_transaction_reads_the_diary_after_it():
    clinic = make.make_clinic()
    looked, taken = Event(), Event()

    def slow():
        with transaction.atomic():
            looked.wait(timeout=10)
            make.hold(clinic, holder="slow")
            taken.set()

    def quick():
        # Sees the time free, as a page does, and then waits for the lock of the other.
        free = diaries(clinic).places(FIRST)
        looked.set()
        taken.wait(timeout=10)
        assert free
        return make.hold(clinic, holder="quick")

    results = at_once([slow, quick])
    assert [type(each) for each in results if each] == [TimeTaken], results
    assert Appointment.objects.taking_time(NOW).count() == 1


@pytest.mark.django_db
def test_b11_a_hold_that_ran_out_cannot_free_the_time_of_whoever_took_over():
    clinic = make.make_clinic()
    slow = make.hold(clinic)
    later = NOW + timedelta(minutes=10)
    other = make.book(clinic, now=later)
    actions.release_hold(appointment=slow)
    other.refresh_from_db()
    assert other.status.is_booked
    assert diaries(clinic, now=later).places(FIRST) == []


@pytest.mark.django_db
def test_b18_what_is_free_follows_from_the_rows_whatever_happened_before():
    clinic = make.make_clinic()
    before = [each.start for each in diaries(clinic).free_times()]
    for round_ in range(3):
        held = make.hold(clinic, FIRST + round_ * HOUR)
        actions.release_hold(appointment=held)
        booked = make.book(clinic, FIRST)
        moved = change_actions.move_appointment(
            appointment=booked, start=FIRST + 2 * HOUR, by=None, now=NOW
        )
        change_actions.cancel_appointment(appointment=moved, by=None, now=NOW)
    assert [each.start for each in diaries(clinic).free_times()] == before


@pytest.mark.django_db
def test_b17_a_visit_under_way_still_keeps_its_time():
    clinic = make.make_clinic()
    make.book(clinic)
    under_way = FIRST + HOUR / 6
    assert diaries(clinic, now=under_way).places(FIRST + HOUR / 2) == []
    with pytest.raises(TimeTaken):
        make.hold(clinic, FIRST + HOUR / 2, now=under_way)
