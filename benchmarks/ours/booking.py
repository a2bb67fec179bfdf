"""Diaries of our side: filled, asked for free times, and booked; was it done as it must be."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from benchmarks import booking_world as world
from benchmarks.ours.people import CSRF
from intake.booking import tokens
from intake.booking.models import (
    Appointment,
    AppointmentEvent,
    Location,
    Practitioner,
    Service,
    WeeklyHours,
)
from intake.booking.states import State
from intake.booking.taking import times

ZONE = ZoneInfo(world.ZONE)
MIDNIGHT = time(0)
HORIZON_DAYS = 120
OVERLAPS = """
SELECT count(*) FROM intake_booking_appointment AS one
JOIN intake_booking_appointment AS other
  ON one.practitioner_id = other.practitioner_id AND one.id < other.id
  AND one.occupied_from < other.occupied_to AND other.occupied_from < one.occupied_to
WHERE one.state IN ('held', 'booked') AND other.state IN ('held', 'booked')
"""

Json = dict[str, Any]


def prepare(*, pool: int) -> dict[str, list[Json]]:
    """Fill the diaries; return the requests by name, with `pool` times to book."""
    place = Location.objects.create(name="Benchmark", time_zone=world.ZONE)
    requests = _day(place) | {"many": [_many(place)]}
    for days in world.FULL_DAYS:
        requests[f"full_{days}"] = [_full(place, days)]
    return requests | _bookings(place, pool)


def _day(place: Location) -> dict[str, list[Json]]:
    """Return the page and the data of one practitioner's next days."""
    practitioner = _practitioner("day", place)
    day = world.tomorrow()
    _fill(practitioner, place, (_at(day, hour) for hour in world.VISITS_ON_THE_DAY))
    asked = (place, practitioner, world.free_on_the_day())
    page = _asked(*asked, name="times", wanted='value="{}"')
    return {"free_day": [_asked(*asked)], "free_day_page": [page]}


def _full(place: Location, days: int) -> Json:
    practitioner = _practitioner(f"full-{days}", place)
    _fill(practitioner, place, world.visits_of_full_days(days))
    return _asked(place, practitioner, [_at(world.today() + timedelta(days=days), world.OPENS)])


def _many(place: Location) -> Json:
    service = _service("many", horizon_days=world.DAYS_AHEAD)
    for number in range(world.PRACTITIONERS):
        practitioner = _practitioner(f"many {number}", place, service)
        _fill(practitioner, place, world.visits_of_a_busy_practitioner(), service)
    days = range(world.DAYS_AHEAD)
    free = [_at(world.tomorrow() + timedelta(days=ahead), world.FREE_HOUR) for ahead in days]
    return _asked(place, None, free, service, days=world.DAYS_AHEAD)


def _bookings(place: Location, pool: int) -> dict[str, list[Json]]:
    """Return a booking of each hour of one diary that never closes, and one that all want."""
    key = "book"
    _practitioner(key, place, opens=MIDNIGHT, closes=MIDNIGHT)
    first = _instant(_at(world.tomorrow(), world.OPENS))
    starts = [first + timedelta(hours=number) for number in range(pool + 1)]
    booked = [_booking(key, place, start, number) for number, start in enumerate(starts)]
    contended = {name: value for name, value in booked.pop().items() if name != "then"}
    return {"book": booked, "contended": [contended]}


def _service(key: str, **changes: Any) -> Service:
    return Service.objects.create(
        key=key,
        name=key,
        length_minutes=world.LENGTH_MINUTES,
        **{"step_minutes": world.STEP_MINUTES, "horizon_days": HORIZON_DAYS, **changes},
    )


def _practitioner(
    name: str,
    place: Location,
    service: Service | None = None,
    opens: time = time(world.OPENS),
    closes: time = time(world.CLOSES),
) -> Practitioner:
    practitioner = Practitioner.objects.create(name=name)
    practitioner.services.add(service or _service(name))
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            practitioner=practitioner, location=place, weekday=weekday, start=opens, end=closes
        )
        for weekday in range(7)
    )
    return practitioner


def _fill(
    practitioner: Practitioner,
    place: Location,
    starts: Iterable[datetime],
    service: Service | None = None,
) -> None:
    service = service or practitioner.services.get()
    now = timezone.now()
    Appointment.objects.bulk_create(
        (
            Appointment(
                uid=(uid := uuid.uuid4()),
                token_digest=tokens.digest(tokens.link_token(uid)),
                practitioner=practitioner,
                service=service,
                location=place,
                state=State.BOOKED,
                booked_at=now,
                confirmation_sent_at=now,
                **times(service, place, _instant(start)),
            )
            for start in starts
        ),
        batch_size=500,
    )


def _asked(
    place: Location,
    practitioner: Practitioner | None,
    free: Iterable[datetime],
    service: Service | None = None,
    *,
    name: str = "free",
    wanted: str = '"{}"',
    days: int | None = None,
) -> Json:
    """Return the request for free times; those given must be in the answer, as `wanted`."""
    key = service.key if service else str(practitioner)
    query = {"visit": key, "place": place.pk}
    if practitioner:
        query["who"] = practitioner.pk
    if days:
        query["days"] = days
    return {
        "method": "GET",
        "path": f"{reverse(f'intake_booking:{name}')}?{urlencode(query)}",
        "contains": [wanted.format(_instant(start).isoformat()) for start in free],
    }


def _booking(key: str, place: Location, start: datetime, number: int) -> Json:
    asked = {"visit": key, "place": place.pk, "start": start.isoformat()}
    details = {
        "name": f"Client {number}",
        "email": f"client{number}@example.com",
        "phone": "212 555 0134",
        "consent": "on",
    }
    return _post(reverse("intake_booking:times"), asked, "/booking/hold/") | {
        "then": _post("", details, "/booking/a/")
    }


def _post(path: str, data: Mapping[str, Any], leads_to: str) -> Json:
    return {
        "method": "POST",
        "path": path,
        "cookies": {"csrftoken": CSRF},
        "body": urlencode({"csrfmiddlewaretoken": CSRF, **data}),
        "status": 302,
        "contains": [leads_to],
    }


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour))


def _instant(wall: datetime) -> datetime:
    return wall.replace(tzinfo=ZONE).astimezone(UTC)


def verify(times_sent: int) -> Iterator[str]:
    """Say what is wrong with so many bookings: each one whole, mailed once, meeting no other."""
    booked = Appointment.objects.booked().filter(service__key="book")
    if booked.count() != times_sent:
        yield f"{booked.count()} of {times_sent} visits were booked"
    if booked.exclude(email_digest="").exclude(confirmation_sent_at=None).count() != times_sent:
        yield "a visit was booked without its client, or nobody was told"
    events = AppointmentEvent.objects.filter(appointment__in=booked)
    if events.count() != times_sent or booked.filter(reminders=None).exists():
        yield "a visit was booked without its event or its reminders"
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        if cursor.fetchone() != (0,):
            yield "a time was given twice"
