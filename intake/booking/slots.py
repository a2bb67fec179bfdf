"""Calendar arithmetic for free times: standard library only, no database, no clock of its own.

Rules are local wall times with a zone name; instants are aware UTC datetimes; lengths are elapsed
time. A wall time that does not exist on a day (clocks go forward) is never a start; one that comes
twice (clocks go back) is a start the first time only.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

MIDNIGHT = time(0, 0)
ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)

Range = tuple[datetime, datetime]
WallRange = tuple[datetime, datetime]
"""Two naive local wall times, the end excluded."""


class Refusal(StrEnum):
    """Why a start is not free, in the order the rules are asked."""

    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    CLOSED = "closed"
    NOT_A_START = "not_a_start"
    PAST_CLOSING = "past_closing"
    TIME_OFF = "time_off"
    OCCUPIED = "occupied"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Opening hours of one weekday (Monday is 0), local wall time.

    `end` at 00:00 means the end of the day. Effective dates are inclusive; None is open-ended.
    """

    weekday: int
    start: time
    end: time
    effective_from: date | None = None
    effective_to: date | None = None

    def applies_on(self, day: date) -> bool:
        """Tell whether these hours are in force on a local date."""
        return (
            self.weekday == day.weekday()
            and (self.effective_from is None or self.effective_from <= day)
            and (self.effective_to is None or day <= self.effective_to)
        )


@dataclass(frozen=True, slots=True)
class DayException:
    """What one local date has instead of its weekly hours; no hours at all means closed."""

    day: date
    hours: tuple[tuple[time, time], ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """How long a visit takes and what it needs around it; starts lie on a grid of `step`."""

    length: timedelta
    step: timedelta
    buffer_before: timedelta = timedelta()
    buffer_after: timedelta = timedelta()

    def __post_init__(self) -> None:
        if self.length <= timedelta() or self.step < MINUTE:
            raise ValueError("a visit needs a length, and a step of at least one minute")
        if self.buffer_before < timedelta() or self.buffer_after < timedelta():
            raise ValueError("a buffer cannot be negative")

    def occupied(self, start: datetime) -> Range:
        """Return the range, in UTC, that a visit at this instant takes from the diary."""
        return start - self.buffer_before, start + self.length + self.buffer_after


@dataclass(frozen=True, slots=True)
class Limits:
    """How soon and how far ahead a visit may start, seen from `now` (an instant)."""

    now: datetime
    minimum_notice: timedelta
    horizon_days: int

    def window(self, zone: ZoneInfo) -> Range:
        """Return the UTC range starts must lie in; the horizon ends with its local date."""
        return _window(self, zone)


@dataclass(frozen=True)
class Taken:
    """What is taken: UTC ranges, end excluded, in any order; they may overlap each other."""

    ranges: tuple[Range, ...] = ()

    @cached_property
    def _merged(self) -> tuple[list[datetime], list[datetime]]:
        merged = _merged((start.astimezone(UTC), end.astimezone(UTC)) for start, end in self.ranges)
        return [start for start, _ in merged], [end for _, end in merged]

    def meets(self, wanted: Range) -> bool:
        """Tell whether a UTC range meets anything taken; touching ends do not meet."""
        starts, ends = self._merged
        index = bisect_right(ends, wanted[0])
        return index < len(starts) and starts[index] < wanted[1]


@dataclass(frozen=True)
class Calendar:
    """One practitioner at one place: zone, hours, exceptions, and what is already taken.

    `occupied` are UTC ranges, end excluded, in any order. `time_off` are naive wall times of
    `zone`. `rooms` are the rooms of the place, each with what is taken of it; None where a visit
    needs none.
    """

    zone: ZoneInfo
    weekly: tuple[WeeklyHours, ...]
    exceptions: tuple[DayException, ...] = ()
    occupied: tuple[Range, ...] = field(default=())
    time_off: tuple[WallRange, ...] = ()
    rooms: tuple[Taken, ...] | None = None

    @cached_property
    def _exceptions_by_day(self) -> dict[date, DayException]:
        return {exception.day: exception for exception in self.exceptions}

    @cached_property
    def _taken(self) -> Taken:
        return Taken(self.occupied)

    @cached_property
    def _off(self) -> Taken:
        zone = self.zone
        return Taken(tuple((boundary(a, zone), boundary(b, zone)) for a, b in self.time_off))

    def taken_by(self, occupied: tuple[Range, ...], rooms: tuple[Taken, ...] | None) -> "Calendar":
        """Return the same hours with something taken; what was worked out of them is shared."""
        same = replace(self, occupied=occupied, rooms=rooms)
        shared = {name: getattr(self, name) for name in ("_exceptions_by_day", "_off", "_openings")}
        same.__dict__.update(shared)
        return same

    def is_taken(self, wanted: Range) -> bool:
        """Tell whether a UTC range meets anything occupied; touching ends do not meet."""
        return self._taken.meets(wanted)

    def is_off(self, visit: Range) -> bool:
        """Tell whether a visit (UTC, without buffers) would reach into time off."""
        return self._off.meets(visit)

    def has_room(self, wanted: Range) -> bool:
        """Tell whether one room is free for the whole of a UTC range, or none is needed."""
        return self.rooms is None or any(not room.meets(wanted) for room in self.rooms)

    @cached_property
    def _openings(self) -> dict[date, list["Opening"]]:
        return {}

    def is_open_on(self, day: date) -> bool:
        """Tell whether there are opening hours on a local date that no time off cuts into."""
        return any(
            not self.is_off((boundary(each.wall_start, self.zone), each.closes))
            for each in self.openings(day)
        )

    def openings(self, day: date) -> list["Opening"]:
        """Return the opening hours of a local date, in order, none overlapping or touching."""
        if day not in self._openings:
            self._openings[day] = self._openings_of(day)
        return self._openings[day]

    def _openings_of(self, day: date) -> list["Opening"]:
        exception = self._exceptions_by_day.get(day)
        if exception is not None:
            hours: Iterable[tuple[time, time]] = exception.hours
        else:
            hours = [(rule.start, rule.end) for rule in self.weekly if rule.applies_on(day)]
        walls = _merged((_wall(day, start), _wall_end(day, end)) for start, end in hours)
        return [Opening(self.zone, start, end) for start, end in walls]


@dataclass(frozen=True)
class Opening:
    """One stretch of opening hours: naive local wall times, with their instants worked out."""

    zone: ZoneInfo
    wall_start: datetime
    wall_end: datetime

    @cached_property
    def closes(self) -> datetime:
        """The instant, in UTC, at which the place closes."""
        return boundary(self.wall_end, self.zone)

    def starts(self, step: timedelta) -> Iterator[datetime]:
        """Yield the UTC instant of every wall time on the grid that exists, each once, in order."""
        first, last = instant_of(self.wall_start, self.zone), instant_of(self.wall_end, self.zone)
        if first and last and last - first == self.wall_end - self.wall_start:
            # The clocks stand still over these hours: no need to ask the zone for each start.
            while first < last:
                yield first
                first += step
            return
        for wall in self.walls(step):
            if (start := instant_of(wall, self.zone)) is not None:
                yield start

    def walls(self, step: timedelta) -> Iterator[datetime]:
        """Yield every wall time on the grid, whether or not it exists on that day."""
        wall = self.wall_start
        while wall < self.wall_end:
            yield wall
            wall += step

    def has_start(self, wall: datetime, step: timedelta) -> bool:
        """Tell whether a wall time lies on the grid of this opening."""
        inside = self.wall_start <= wall < self.wall_end
        return inside and (wall - self.wall_start) % step == timedelta()


def wall_range(first_day: date, start: time | None, last_day: date, end: time | None) -> WallRange:
    """Return two wall times; without a time, the first day's beginning and the last day's end."""
    return _wall(first_day, start or MIDNIGHT), _wall_end(last_day, end or MIDNIGHT)


def instant_of(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the first UTC instant with this naive wall time, None when the day skips it."""
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return instant if wall_of(instant, zone) == wall else None


def wall_of(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return the naive wall time of an instant."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def boundary(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first UTC instant whose wall time is `wall` or, when that is skipped, later."""
    instant = instant_of(wall, zone)
    if instant is not None:
        return instant
    # In a gap, fold=1 resolves to before the change and fold=0 to after it.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if wall_of(middle, zone) < wall:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def refusal(calendar: Calendar, visit: Visit, limits: Limits, start: datetime) -> Refusal | None:
    """Return the first rule that closes a start (an instant), None when it is bookable."""
    start = start.astimezone(UTC)
    outside = _outside(limits.window(calendar.zone), start)
    if outside is not None:
        return outside
    wall = wall_of(start, calendar.zone)
    openings = calendar.openings(wall.date())
    opening = next((each for each in openings if each.wall_start <= wall < each.wall_end), None)
    if opening is None:
        return Refusal.CLOSED
    if not opening.has_start(wall, visit.step) or instant_of(wall, calendar.zone) != start:
        return Refusal.NOT_A_START
    return _does_not_fit(calendar, visit, opening, start)


def is_bookable(calendar: Calendar, visit: Visit, limits: Limits, start: datetime) -> bool:
    """Tell whether a visit may start at this instant: exactly the instants `free_starts` yields."""
    return refusal(calendar, visit, limits, start) is None


def free_starts(
    calendar: Calendar,
    visit: Visit,
    limits: Limits,
    *,
    from_day: date | None = None,
    to_day: date | None = None,
) -> Iterator[datetime]:
    """Yield the bookable starts as UTC instants, soonest first, lazily day by day.

    `from_day` and `to_day` are local dates; days before the one and after the other are left out.
    """
    window = limits.window(calendar.zone)
    day = window[0].astimezone(calendar.zone).date()
    last_day = (window[1] - MINUTE).astimezone(calendar.zone).date()
    if from_day is not None:
        day = max(day, from_day)
    if to_day is not None:
        last_day = min(last_day, to_day)
    while day <= last_day:
        for opening in calendar.openings(day):
            yield from _free_in_opening(calendar, visit, window, opening)
        day += ONE_DAY


def _free_in_opening(
    calendar: Calendar, visit: Visit, window: Range, opening: Opening
) -> Iterator[datetime]:
    for start in opening.starts(visit.step):
        if _outside(window, start) is not None:
            continue
        if _does_not_fit(calendar, visit, opening, start) is None:
            yield start


@lru_cache(maxsize=64)
def _window(limits: Limits, zone: ZoneInfo) -> Range:
    last_day = limits.now.astimezone(zone).date() + timedelta(days=limits.horizon_days)
    earliest = limits.now.astimezone(UTC) + limits.minimum_notice
    return earliest, boundary(_wall(last_day + ONE_DAY, MIDNIGHT), zone)


def _outside(window: Range, start: datetime) -> Refusal | None:
    if start < window[0]:
        return Refusal.TOO_SOON
    return Refusal.TOO_FAR if start >= window[1] else None


def _does_not_fit(
    calendar: Calendar, visit: Visit, opening: Opening, start: datetime
) -> Refusal | None:
    if start + visit.length > opening.closes:
        return Refusal.PAST_CLOSING
    if calendar.is_off((start, start + visit.length)):
        return Refusal.TIME_OFF
    wanted = visit.occupied(start)
    if calendar.is_taken(wanted):
        return Refusal.OCCUPIED
    return None if calendar.has_room(wanted) else Refusal.NO_ROOM


def _wall(day: date, at: time) -> datetime:
    return datetime.combine(day, at)


def _wall_end(day: date, at: time) -> datetime:
    return _wall(day + ONE_DAY, at) if at == MIDNIGHT else _wall(day, at)


def _merged(ranges: Iterable[Range]) -> list[Range]:
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged
