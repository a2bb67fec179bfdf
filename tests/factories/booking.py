"""A small clinic to book at. Instants are UTC; the place is in New York unless said otherwise."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from intake.booking import actions
from intake.booking.models import Appointment, Location, Practitioner, Service, WeeklyHours

# A Monday, 07:00 in New York.
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
# Tuesday 2 March, 09:00 in New York.
FIRST = datetime(2027, 3, 2, 14, 0, tzinfo=UTC)

CONTACT = actions.Contact(name="Robin Sample", email="robin@example.com", phone="+12125550134")
CONSENT = actions.Consent("I agree that the clinic keeps my details.")

_numbers = itertools.count(1)


def contact(name: str) -> actions.Contact:
    """Return another client, by name."""
    address = name.lower().replace(" ", ".")
    return actions.Contact(name=name, email=f"{address}@example.com", phone="+12125550135")


def make_location(**changes: Any) -> Location:
    """Create a place."""
    values = {"name": "Main Street", "address": "1 Main Street\nSpringfield"} | changes
    return Location.objects.create(**values)


def make_service(**changes: Any) -> Service:
    """Create a one-hour visit, on a half-hour grid, without buffers or notice."""
    values = {
        "key": f"visit-{next(_numbers)}",
        "name": "First visit",
        "length_minutes": 60,
        "step_minutes": 30,
        "minimum_notice_hours": 0,
    } | changes
    return Service.objects.create(**values)


def make_practitioner(
    service: Service, location: Location, *, weekdays: Any = range(7), **changes: Any
) -> Practitioner:
    """Create a practitioner who works from nine to five, every day unless said otherwise."""
    practitioner = Practitioner.objects.create(**({"name": "Alex Example"} | changes))
    practitioner.services.add(service)
    for weekday in weekdays:
        WeeklyHours.objects.create(
            practitioner=practitioner,
            location=location,
            weekday=weekday,
            start=time(9),
            end=time(17),
        )
    return practitioner


@dataclass(frozen=True, slots=True)
class Clinic:
    """One place, one kind of visit, one practitioner."""

    location: Location
    service: Service
    practitioner: Practitioner


def make_clinic(**service_changes: Any) -> Clinic:
    """Create the smallest clinic that can be booked."""
    location, service = make_location(), make_service(**service_changes)
    return Clinic(location, service, make_practitioner(service, location))


def hold(clinic: Clinic, start: datetime = FIRST, **changes: Any) -> Appointment:
    """Keep a time, as one browser does."""
    values = {
        "service": clinic.service,
        "location": clinic.location,
        "start": start,
        "holder": f"browser-{next(_numbers)}",
        "now": NOW,
    } | changes
    return actions.hold_time(**values)


def confirm(appointment: Appointment, **changes: Any) -> Appointment:
    """Book a kept time, as its client does."""
    values = {"contact": CONTACT, "consent": CONSENT, "now": NOW} | changes
    return actions.confirm_appointment(appointment=appointment, **values)


def book(
    clinic: Clinic, start: datetime = FIRST, *, contact: actions.Contact = CONTACT, **changes: Any
) -> Appointment:
    """Keep a time and book it."""
    return confirm(hold(clinic, start, **changes), contact=contact)


def insert(clinic: Clinic, start: datetime, minutes: int, **changes: Any) -> Appointment:
    """Write an appointment past the rules, as only the database can refuse it."""
    end = start + timedelta(minutes=minutes)
    values = {
        "token_digest": f"digest-{next(_numbers)}",
        "practitioner": clinic.practitioner,
        "service": clinic.service,
        "location": clinic.location,
        "starts_at": start,
        "ends_at": end,
        "occupied_from": start,
        "occupied_to": end,
        "zone_name": clinic.location.time_zone,
        "wall_start": "2027-03-02T09:00",
        "state": "booked",
        "booked_at": NOW,
    } | changes
    return Appointment.objects.create(**values)
