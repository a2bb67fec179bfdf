"""PURE: does a freed time suit somebody on the waitlist? Standard library and `slots` only."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intake.booking import slots


@dataclass(frozen=True, slots=True)
class Freed:
    """One start (UTC) that became free: of which kind of visit, where, with whom."""

    service: int
    location: int
    practitioner: int
    start: datetime
    length: timedelta
    zone: ZoneInfo

    @property
    def visit(self) -> slots.Range:
        """The range, in UTC and without buffers, that the visit would take."""
        return self.start, self.start + self.length


@dataclass(frozen=True, slots=True)
class Wish:
    """What would suit one client; days and times are wall time of the place.

    No weekdays, or no practitioners, mean any. `earliest` and `latest` bound the start, both
    included; so do the two days. None leaves that side open.
    """

    service: int
    location: int
    practitioners: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()
    earliest: time | None = None
    latest: time | None = None
    first_day: date | None = None
    last_day: date | None = None


def suits(freed: Freed, wish: Wish, *, now: datetime, notice: timedelta) -> bool:
    """Tell whether a freed time suits; `notice` is the shortest time from `now` to its start."""
    wall = slots.wall_of(freed.start, freed.zone)
    return (
        (freed.service, freed.location) == (wish.service, wish.location)
        and freed.start - now >= notice
        and (not wish.practitioners or freed.practitioner in wish.practitioners)
        and (not wish.weekdays or wall.weekday() in wish.weekdays)
        and (wish.earliest is None or wish.earliest <= wall.time())
        and (wish.latest is None or wall.time() <= wish.latest)
        and (wish.first_day is None or wish.first_day <= wall.date())
        and (wish.last_day is None or wall.date() <= wish.last_day)
    )


def meets_any(visit: slots.Range, others: list[slots.Range]) -> bool:
    """Tell whether a range meets one of others; touching ends do not meet."""
    return any(visit[0] < end and start < visit[1] for start, end in others)
