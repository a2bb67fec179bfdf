"""From instants to rows of the diary's grid: twelve rows an hour of elapsed time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from intake.booking import slots, texts

ROW = timedelta(minutes=5)
ROWS_AN_HOUR = 12
HOUR = timedelta(hours=1)
WHOLE_DAY = 24
# What is shown of a day on which nobody works.
USUAL_HOURS = (9, 17)


@dataclass(frozen=True, slots=True)
class Hour:
    """A line of the grid: the clock on the wall, with its zone in two nights, and the instant."""

    clock: str
    label: str
    at: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in its column: as hours and twelfths of an hour from the top."""

    top: int
    bottom: int

    @property
    def css(self) -> str:
        """The classes that put it there; the style sheet has one for every number."""
        (from_hour, from_row), (to_hour, to_row) = (
            divmod(row, ROWS_AN_HOUR) for row in (self.top, self.bottom)
        )
        return (
            f"diary-from-{from_hour} diary-past-{from_row} diary-to-{to_hour} diary-until-{to_row}"
        )

    @property
    def is_low(self) -> bool:
        """Whether there is room for one line only."""
        return self.bottom - self.top < ROWS_AN_HOUR // 2


@dataclass(frozen=True)
class Scale:
    """The part of one local day that is shown: from one full hour of its clock to another."""

    zone: ZoneInfo
    day: date
    first_hour: int
    last_hour: int

    @cached_property
    def window(self) -> slots.Range:
        """The first instant shown, and the first that is not."""
        midnight, _ = slots.wall_range(self.day, None, self.day, None)
        first, last = (midnight + hours * HOUR for hours in (self.first_hour, self.last_hour))
        return slots.boundary(first, self.zone), slots.boundary(last, self.zone)

    @property
    def changes_clock(self) -> bool:
        """Whether the clock goes forward or back within what is shown."""
        start, end = self.window
        return end - start != (self.last_hour - self.first_hour) * HOUR

    @cached_property
    def hours(self) -> tuple[Hour, ...]:
        """The lines of the grid, one for each hour that passes; 23 or 25 of them in two nights."""
        start, end = self.window
        found = []
        while start < end:
            local = start.astimezone(self.zone)
            clock = texts.clock(local)
            label = f"{clock} {local.tzname()}" if self.changes_clock else clock
            found.append(Hour(clock, label, start.isoformat()))
            start += HOUR
        return tuple(found)

    def clip(self, wanted: slots.Range) -> slots.Range | None:
        """Return the part of a UTC range that is shown, None when nothing is."""
        start, end = max(wanted[0], self.window[0]), min(wanted[1], self.window[1])
        return (start, end) if start < end else None

    def place(self, wanted: slots.Range) -> Place:
        """Return where a UTC range stands; what lies outside is cut off, nothing is too low."""
        start, end = self.window
        top = (min(max(wanted[0], start), end) - start) // ROW
        bottom = -((start - min(max(wanted[1], start), end)) // ROW)
        return Place(top, max(bottom, top + 1))


def hours_to_show(ranges: Iterable[slots.Range], zone: ZoneInfo) -> tuple[int, int]:
    """Return the full hours of the clock between which all of these UTC ranges lie."""
    found = list(ranges)
    if not found:
        return USUAL_HOURS
    first, last = WHOLE_DAY, 0
    for start, end in found:
        wall_start, wall_end = slots.wall_of(start, zone), slots.wall_of(end, zone)
        first = min(first, wall_start.hour)
        reaches_midnight = wall_end.date() > wall_start.date()
        last = max(last, WHOLE_DAY if reaches_midnight else _hour_after(wall_end))
    return first, max(last, first + 1)


def _hour_after(wall: datetime) -> int:
    return wall.hour + (1 if wall.minute or wall.second else 0)
