"""What the database knows of some days at one place; the same few queries however much it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from intake.booking import slots
from intake.booking.models import (
    Appointment,
    DayException,
    DayNote,
    Location,
    Practitioner,
    TimeOff,
    WeeklyHours,
)
from intake.booking.models.scoped import SEE_ALL
from intake.booking.timetable import day_exceptions
from intake.scoping import Staff

Row = TypeVar("Row", DayException, TimeOff)


@dataclass(frozen=True, slots=True)
class Off:
    """Time off as UTC instants, with what is written beside it."""

    start: datetime
    end: datetime
    note: str


class DiaryRows:
    """The practitioners of a place with their hours and visits on some days, six queries in all.

    `days` are local dates in order, without gaps. Who may not see every booking sees the column
    of their own diary alone: what others have there would show when somebody else has a visit.
    """

    def __init__(
        self, location: Location, days: tuple[date, ...], now: datetime, reader: Staff
    ) -> None:
        self.location, self.zone, self.now = location, location.zone, now
        of_all = reader.has_perm(SEE_ALL)
        hours = WeeklyHours.objects.at(location).with_practitioners()
        self._hours = [each for each in hours if of_all or each.practitioner.user_id == reader.pk]
        working = {each.practitioner_id: each.practitioner for each in self._hours}
        self.visits = list(
            Appointment.objects.visible_to(reader).in_the_diary(
                working.values(), location, window_of(days, location), now
            )
        )
        if not of_all:
            self.visits = [each for each in self.visits if each.practitioner.user_id == reader.pk]
        # Somebody who left may still have visits here.
        here = [each for each in self.visits if each.location_id == location.pk]
        self.practitioners = list(
            (working | {each.practitioner_id: each.practitioner for each in here}).values()
        )
        self._exceptions = list(
            DayException.objects.for_diaries(self.practitioners, location, since=days[0])
        )
        self._time_off = list(
            TimeOff.objects.for_diaries(self.practitioners, location, since=days[0])
        )
        self.notes = list(DayNote.objects.between(days[0], days[-1]).at(location))

    def calendar_of(self, practitioner: Practitioner) -> slots.Calendar:
        """Return one practitioner's hours at this place, without what is taken of them."""
        return slots.Calendar(
            self.zone,
            weekly=tuple(row.rule for row in self._hours if row.practitioner_id == practitioner.pk),
            exceptions=day_exceptions(_of(self._exceptions, practitioner)),
        )

    def off_of(self, practitioner: Practitioner) -> list[Off]:
        """Return one practitioner's time off, in order."""
        found = []
        for row in _of(self._time_off, practitioner):
            start, end = (slots.boundary(wall, self.zone) for wall in row.walls)
            found.append(Off(start, end, row.note))
        return sorted(found, key=lambda off: (off.start, off.end))

    def closing_of(self, practitioner: Practitioner, day: date) -> DayException | None:
        """Return the row that closes a day for one practitioner, a public holiday first."""
        closing = [
            row for row in _of(self._exceptions, practitioner) if row.day == day and row.closed
        ]
        return max(closing, key=lambda row: (row.holiday, row.note), default=None)

    def visits_of(self, practitioner: Practitioner, window: slots.Range) -> list[Appointment]:
        """Return one practitioner's visits that meet a UTC range, in order."""
        return [
            each
            for each in self.visits
            if each.practitioner_id == practitioner.pk
            and each.occupied_from < window[1]
            and each.occupied_to > window[0]
        ]


def day_range(day: date, location: Location) -> slots.Range:
    """Return the first instant of a local day and of the next, in UTC."""
    start, end = slots.wall_range(day, None, day, None)
    return slots.boundary(start, location.zone), slots.boundary(end, location.zone)


def window_of(days: tuple[date, ...], location: Location) -> slots.Range:
    """Return the first instant of the first local day and that after the last, in UTC."""
    return day_range(days[0], location)[0], day_range(days[-1], location)[1]


def _of(rows: Iterable[Row], practitioner: Practitioner) -> list[Row]:
    return [row for row in rows if row.practitioner_id in (None, practitioner.pk)]
