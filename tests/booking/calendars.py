"""Small calendars to look for free times in, and how instants are written in tests."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intake.booking import slots

NEW_YORK = ZoneInfo("America/New_York")
HALF_HOUR = timedelta(minutes=30)
HOUR = timedelta(hours=1)
VISIT = slots.Visit(HOUR, HALF_HOUR)


def utc(text: str) -> datetime:
    """Return an instant written as 2027-03-14T07:00."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def every_day(start: time, end: time) -> tuple[slots.WeeklyHours, ...]:
    """Return the same hours for each weekday."""
    return tuple(slots.WeeklyHours(weekday, start, end) for weekday in range(7))


def calendar(
    start: time, end: time, *, zone: ZoneInfo = NEW_YORK, **kwargs: object
) -> slots.Calendar:
    """Return a calendar that is open every day between two wall times."""
    return slots.Calendar(zone, every_day(start, end), **kwargs)  # type: ignore[arg-type]


def limits(now: str, days: int = 400, notice: timedelta = timedelta()) -> slots.Limits:
    """Return limits seen from an instant."""
    return slots.Limits(utc(now), notice, days)


def starts_on(
    cal: slots.Calendar, visit: slots.Visit, lim: slots.Limits, day: date
) -> list[datetime]:
    """Return the free starts of one local date."""
    found = slots.free_starts(cal, visit, lim, from_day=day)
    result = []
    for start in found:
        if slots.wall_of(start, cal.zone).date() != day:
            break
        result.append(start)
    return result
