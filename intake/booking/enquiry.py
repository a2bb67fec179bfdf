"""Gathers what the database knows about one time, for `explain` to put into words."""

from datetime import datetime, timedelta

from intake.booking import explain, slots
from intake.booking.availability import limits_of
from intake.booking.models import (
    Appointment,
    DayException,
    Location,
    Practitioner,
    Room,
    Service,
    TimeOff,
    WeeklyHours,
)

REACH = timedelta(days=1)
"""How far around a time appointments are read: no visit with its buffers is longer."""


def answers(
    *,
    service: Service,
    location: Location,
    start: datetime,
    now: datetime,
    practitioner: Practitioner | None = None,
) -> list[explain.Answer]:
    """Return for each practitioner, or the one asked about, whether the time is free and why not.

    Eight queries at most, however many practitioners there are.
    """
    asked = explain.Asked(service, location, start, limits_of(service, now))
    people = [practitioner] if practitioner else list(Practitioner.objects.all())
    given = set(service.practitioners.values_list("pk", flat=True))
    hours = WeeklyHours.objects.filter(location=location, practitioner__in=people)
    exceptions = DayException.objects.for_diaries(people, location, since=asked.day)
    of_the_day = list(exceptions.filter(day=asked.day))
    yesterday = asked.day - timedelta(days=1)
    time_off = TimeOff.objects.for_diaries(people, location, since=yesterday)
    near_off = list(
        time_off.filter(first_day__lte=asked.day + REACH).select_related("practitioner")
    )
    rooms = list(Room.objects.in_use_at(location)) if service.uses_room else []
    taking = Appointment.objects.in_diaries_or_rooms(people, rooms).taking_time(now)
    around: slots.Range = (start - REACH, start + REACH)
    rows = list(taking.meeting(around).select_related("service", "location").order_by("starts_at"))
    by_room = [(room, [row for row in rows if row.room_id == room.pk]) for room in rooms]
    return [
        explain.answer(
            asked,
            explain.Known(
                practitioner=each,
                gives=each.pk in given,
                hours=[row for row in hours if row.practitioner_id == each.pk],
                exceptions=[row for row in of_the_day if row.practitioner_id in (None, each.pk)],
                time_off=[row for row in near_off if row.practitioner_id in (None, each.pk)],
                taking=[row for row in rows if row.practitioner_id == each.pk],
                rooms=by_room,
            ),
        )
        for each in people
    ]
