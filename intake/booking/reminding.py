"""When a reminder is due: standard library and calendar arithmetic only, no clock of its own.

"The day before" is the same time by the clock on the wall, however long that night was; "hours
before" is elapsed time. Nobody is written to in their quiet hours, over clock changes too.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from intake.booking.slots import ONE_DAY, Range, boundary, wall_of

LEAD = timedelta(minutes=30)
"""How long before the quiet hours a reminder is due that would fall into them: workers are late."""

ALIKE = timedelta(hours=1)
"""Two reminders of one visit this close to each other are one too many."""


class Skip(StrEnum):
    """Why a reminder was not sent."""

    MOVED = "moved"
    CANCELLED = "cancelled"
    STARTED = "started"
    NO_EMAIL = "no_email"
    SWITCHED_OFF = "switched_off"
    BOOKED_LATE = "booked_late"
    QUIET_HOURS = "quiet_hours"
    ALIKE = "alike"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours of each day in which nobody is written to, by the clock on the wall of a zone.

    The end is excluded. Equal ends mean that there are none.
    """

    start: time
    end: time
    zone: ZoneInfo

    def around(self, instant: datetime) -> Range | None:
        """Return the quiet stretch an instant lies in, None when it lies in none."""
        today = wall_of(instant, self.zone).date()
        for day in (today - ONE_DAY, today):
            last = day if self.start <= self.end else day + ONE_DAY
            begins = boundary(datetime.combine(day, self.start), self.zone)
            ends = _last_boundary(datetime.combine(last, self.end), self.zone)
            if begins <= instant < ends:
                return begins, ends
        return None


@dataclass(frozen=True, slots=True)
class Plan:
    """When a reminder is due, and why it is skipped where nothing can come of it."""

    at: datetime
    skip: Skip | None = None


def day_before(start: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant a day before a visit with the same time on the wall.

    The first of two; where the day skips that time, the first instant after it.
    """
    return boundary(wall_of(start, zone) - ONE_DAY, zone)


def planned(wanted: datetime, *, start: datetime, now: datetime, quiet: Quiet) -> Plan:
    """Return when to remind of a visit if all is well at `wanted`, seen from `now`.

    In quiet hours it is due shortly before them, or at their end where that is past and the visit
    is still to come.
    """
    wanted = wanted.astimezone(UTC)
    if wanted <= now:
        return Plan(wanted, Skip.BOOKED_LATE)
    stretch = quiet.around(wanted)
    if stretch is None:
        return Plan(wanted)
    before = stretch[0] - LEAD
    if before > now and quiet.around(before) is None:
        return Plan(before)
    return Plan(stretch[1]) if stretch[1] < start else Plan(wanted, Skip.QUIET_HOURS)


def postponed(now: datetime, *, start: datetime, quiet: Quiet) -> Plan:
    """Return what becomes of a reminder that is to be sent now; due now when nobody sleeps."""
    stretch = quiet.around(now)
    if stretch is None:
        return Plan(now)
    return Plan(stretch[1]) if stretch[1] < start else Plan(now, Skip.QUIET_HOURS)


def _last_boundary(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the last instant with this wall time; where it is skipped, the first one after it."""
    instant = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return instant if wall_of(instant, zone) == wall else boundary(wall, zone)
