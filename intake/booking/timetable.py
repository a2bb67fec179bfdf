"""When a kind of visit may be given at a place, and by whom: the rules, before what is taken.

The only crossing between the rules the clinic typed and `slots`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial

from intake.booking import slots
from intake.booking.at_hand import at_hand
from intake.booking.models import (
    DayException,
    Location,
    Practitioner,
    Room,
    Service,
    TimeOff,
    WeeklyHours,
)

WORK_WITHIN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Timetable:
    """The rules of one kind of visit at one place, from a local date on."""

    offering: tuple[Practitioner, ...]
    """Who gives it, in the clinic's order."""
    calendars: dict[int, slots.Calendar]
    """By the primary key of who gives it, with nothing taken."""
    rooms: tuple[Room, ...]
    """The rooms it may take; none where it needs none."""


def timetable_of(
    service: Service, location: Location, today: date, also: int | None = None
) -> Timetable:
    """Return the rules of a kind of visit at a place from its local date `today` on.

    `also` is the primary key of somebody who counts although clients are not offered them.

    Takes three queries, one more where rooms are needed; none while the rules are at hand.
    """
    asked = ("timetable", service.pk, service.uses_room, location.pk, location.time_zone, today)
    return at_hand((*asked, also), partial(_read, service, location, today, also))


def _read(service: Service, location: Location, today: date, also: int | None) -> Timetable:
    hours = list(WeeklyHours.objects.offering(service, location, also))
    offering = tuple({each.practitioner_id: each.practitioner for each in hours}.values())
    exceptions = list(DayException.objects.for_diaries(offering, location, since=today))
    time_off = list(TimeOff.objects.for_diaries(offering, location, since=today))

    def calendar_of(pk: int) -> slots.Calendar:
        own = (None, pk)
        return slots.Calendar(
            location.zone,
            weekly=tuple(row.rule for row in hours if row.practitioner_id == pk),
            exceptions=day_exceptions(row for row in exceptions if row.practitioner_id in own),
            time_off=tuple(row.walls for row in time_off if row.practitioner_id in own),
        )

    # A place without rooms has no use for them, whatever the kind of visit says.
    rooms = tuple(Room.objects.in_use_at(location)) if service.uses_room else ()
    return Timetable(offering, {each.pk: calendar_of(each.pk) for each in offering}, rooms)


def next_working_day(location: Location, after: date) -> date:
    """Return the next local date on which anybody works at a place; the next day if nobody does."""
    calendar = slots.Calendar(
        location.zone,
        weekly=tuple(row.rule for row in WeeklyHours.objects.at(location)),
        exceptions=day_exceptions(DayException.objects.for_diaries([], location, since=after)),
        time_off=tuple(row.walls for row in TimeOff.objects.for_diaries([], location, since=after)),
    )
    days = (after + timedelta(days=ahead) for ahead in range(1, WORK_WITHIN_DAYS))
    return next((day for day in days if calendar.is_open_on(day)), after + timedelta(days=1))


def day_exceptions(rows: Iterable[DayException]) -> tuple[slots.DayException, ...]:
    """Return what differs day by day; several rows of one day add up, one closed closes it."""
    by_day: dict[date, list[DayException]] = {}
    for row in rows:
        by_day.setdefault(row.day, []).append(row)
    return tuple(slots.DayException(day, _hours(group)) for day, group in by_day.items())


def _hours(rows: list[DayException]) -> tuple[tuple[time, time], ...]:
    if any(row.closed for row in rows):
        return ()
    return tuple(
        (row.start, row.end) for row in rows if row.start is not None and row.end is not None
    )
