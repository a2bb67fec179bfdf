"""Bookings that were not made as they must be are found out, one spoilt thing at a time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from benchmarks.ours.booking import verify
from intake.booking import guard
from intake.booking.actions import confirm_appointment
from intake.booking.models import Appointment, AppointmentEvent, Reminder
from tests.factories import booking as make

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def booked(django_capture_on_commit_callbacks: Callable[..., Any]) -> list[Appointment]:
    """Two visits that were booked as clients book them."""
    clinic = make.make_clinic(key="book")
    with django_capture_on_commit_callbacks(execute=True):
        return [
            confirm_appointment(
                appointment=make.hold(clinic, make.FIRST + number * HOUR),
                contact=make.contact(f"Client {number}"),
                consent=make.CONSENT,
                now=make.NOW,
            )
            for number in range(2)
        ]


def test_bookings_that_were_made_are_found_made(booked: list[Appointment]) -> None:
    assert list(verify(2)) == []


def test_a_booking_that_is_missing_is_noticed(booked: list[Appointment]) -> None:
    assert "2 of 3 visits were booked" in list(verify(3))


def test_a_client_nobody_wrote_to_is_noticed(booked: list[Appointment]) -> None:
    Appointment.objects.filter(pk=booked[0].pk).update(confirmation_sent_at=None)
    assert list(verify(2)) == ["a visit was booked without its client, or nobody was told"]


@pytest.mark.parametrize("model", [AppointmentEvent, Reminder])
def test_a_half_booking_is_noticed(booked: list[Appointment], model: Any) -> None:
    model.objects.filter(appointment=booked[0]).delete()
    assert list(verify(2)) == ["a visit was booked without its event or its reminders"]


def test_a_time_given_twice_is_noticed(booked: list[Appointment]) -> None:
    # PostgreSQL alters no table that still has something to check.
    connection.check_constraints()
    guard.remove(connection)
    first = booked[0]
    Appointment.objects.filter(pk=booked[1].pk).update(
        occupied_from=first.occupied_from,
        occupied_to=first.occupied_to,
        starts_at=first.starts_at,
        ends_at=first.ends_at,
    )
    assert list(verify(2)) == ["a time was given twice"]
