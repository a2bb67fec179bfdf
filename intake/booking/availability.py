"""Free times: what a timetable allows, less what is taken of it."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby, islice

from intake.booking import slots
from intake.booking.models import Appointment, Location, Practitioner, Room, Service
from intake.booking.timetable import timetable_of

NEXT_FREE = 6
NEAR_DAYS = 7
"""How many days of appointments are read first: most of those who look need no more."""
FARTHEST_DAYS = 730


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A start (UTC) that is free, and who could give the visit, in the clinic's order."""

    start: datetime
    practitioners: tuple[Practitioner, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a visit may be put: whose diary, and which room, None where it needs none."""

    practitioner: Practitioner
    room: Room | None = None


def limits_of(service: Service, now: datetime, *, ignored: bool = False) -> slots.Limits:
    """Return how soon and how far ahead visits are booked; staff may ignore the clinic's rule."""
    if ignored:
        return slots.Limits(now, timedelta(), FARTHEST_DAYS)
    return slots.Limits(now, service.minimum_notice, service.horizon_days)


class Diaries:
    """The diaries that may give one kind of visit at one place, seen from `now`.

    Asking takes one query besides those of the timetable, and one more for what is farther away
    than a week, however many practitioners and appointments there are.
    `practitioner_id` None means everybody. `but` is an appointment that does not stand in its own
    way. `limits` stand in for the notice and the horizon of the visit, as staff set them; with
    them, the one asked for may be somebody clients are not offered. Without `strangers`, who does
    not give this visit is as good as None. With `only_at`, nothing but that one start is asked
    about, and only the appointments that meet it are read.
    """

    def __init__(
        self,
        *,
        service: Service,
        location: Location,
        now: datetime,
        practitioner_id: int | None = None,
        but: Appointment | None = None,
        limits: slots.Limits | None = None,
        strangers: bool = True,
        only_at: datetime | None = None,
    ) -> None:
        self.zone = location.zone
        self.visit = service.visit
        self.limits = limits or limits_of(service, now)
        self._now, self._but = self.limits.now, but
        today = slots.wall_of(self._now, self.zone).date()
        self._rules = timetable_of(service, location, today)
        if limits and practitioner_id not in (None, *self._rules.calendars):
            self._rules = timetable_of(service, location, today, also=practitioner_id)
        self.offering = self._rules.offering
        known = strangers or practitioner_id in {each.pk for each in self.offering}
        self.asked_for = practitioner_id if known else None
        self.practitioners = [each for each in self.offering if self.asked_for in (None, each.pk)]
        self._window = self.limits.window(self.zone)
        if only_at is not None and self._window[0] <= only_at < self._window[1]:
            self._window = self.visit.occupied(only_at)
        self._far = min(self._window[0] + timedelta(days=NEAR_DAYS), self._window[1])

    @cached_property
    def _near(self) -> "_Part":
        return self._part((self._window[0], self._far))

    @cached_property
    def _whole(self) -> "_Part":
        return self._part(self._window)

    def _part(self, window: slots.Range) -> "_Part":
        """Return the diaries with what is taken of them in a range of time (UTC)."""
        # A day more than the window: buffers reach over its edges.
        margin = timedelta(days=1)
        rooms = self._rules.rooms
        taking = Appointment.objects.in_diaries_or_rooms(self.practitioners, rooms)
        meeting = taking.taking_time(self._now).meeting((window[0] - margin, window[1] + margin))
        by_practitioner: dict[int, list[slots.Range]] = {}
        by_room: dict[int | None, list[slots.Range]] = {}
        for pk, practitioner_id, room_id, start, end in meeting.ranges():
            if self._but is None or pk != self._but.pk:
                by_practitioner.setdefault(practitioner_id, []).append((start, end))
                by_room.setdefault(room_id, []).append((start, end))
        taken = {room.pk: slots.Taken(tuple(by_room.get(room.pk, ()))) for room in rooms}
        calendars = {
            each.pk: self._rules.calendars[each.pk].taken_by(
                tuple(by_practitioner.get(each.pk, ())), tuple(taken.values()) if rooms else None
            )
            for each in self.practitioners
        }
        return _Part(calendars, rooms, taken)

    def _part_of(self, start: datetime) -> "_Part":
        return self._near if start < self._far else self._whole

    @classmethod
    def of(cls, appointment: Appointment, now: datetime) -> "Diaries":
        """Return the diaries in which another time for this appointment may be found."""
        chosen = appointment.practitioner_id if appointment.practitioner_chosen else None
        return cls(
            service=appointment.service,
            location=appointment.location,
            now=now,
            practitioner_id=chosen,
            but=appointment,
        )

    def free_times(self, *, from_day: date | None = None) -> Iterator[FreeTime]:
        """Yield the free times, soonest first, each once, lazily."""
        if self._far == self._window[1]:
            yield from self._free_in(self._near, from_day, None)
            return
        last_near = slots.wall_of(self._far, self.zone).date() - timedelta(days=1)
        after = last_near + timedelta(days=1)
        if from_day is None or from_day < after:
            yield from self._free_in(self._near, from_day, last_near)
        yield from self._free_in(self._whole, max(from_day or after, after), None)

    def _free_in(
        self, part: "_Part", from_day: date | None, to_day: date | None
    ) -> Iterator[FreeTime]:
        streams = [
            self._starts(order, part.calendars[each.pk], from_day, to_day)
            for order, each in enumerate(self.practitioners)
        ]
        for start, group in groupby(heapq.merge(*streams), key=lambda item: item[0]):
            yield FreeTime(start, tuple(self.practitioners[order] for _, order in group))

    def next_free(self, *, near: datetime | None = None, count: int = NEXT_FREE) -> list[FreeTime]:
        """Return the next free times: those on the day of `near` and after, or the soonest."""
        if near is None:
            return list(islice(self.free_times(), count))
        from_day = slots.wall_of(near, self.zone).date()
        found = list(islice(self.free_times(from_day=from_day), 4 * count))
        closest = sorted(found, key=lambda free: abs(free.start - near))[:count]
        return sorted(closest, key=lambda free: free.start) or self.next_free(count=count)

    def places(self, start: datetime) -> list[Place]:
        """Return where the visit may be put at this instant, in the clinic's order."""
        rooms = self._part_of(start).free_rooms(self.visit.occupied(start))
        return [Place(each, room) for each in self.who_is_free(start) for room in rooms]

    def place_regardless(self, start: datetime) -> Place:
        """Return where a visit is put that no rule holds back; a room only where one is free."""
        rooms = self._part_of(start).free_rooms(self.visit.occupied(start))
        return Place(self.practitioners[0], rooms[0] if rooms else None)

    def who_is_free(self, start: datetime) -> list[Practitioner]:
        """Return who could give the visit at this instant, in the clinic's order."""
        return [each for each in self.practitioners if self._refusal(each, start) is None]

    def refusal(self, start: datetime) -> slots.Refusal:
        """Return the rule that closes an instant that nobody can give a visit at."""
        refusals = [self._refusal(each, start) for each in self.practitioners]
        reasons = [each for each in refusals if each is not None]
        taken = (slots.Refusal.OCCUPIED, slots.Refusal.NO_ROOM)
        if any(each in reasons for each in taken) or len(reasons) < len(refusals):
            return slots.Refusal.OCCUPIED
        return reasons[0] if reasons else slots.Refusal.CLOSED

    def _refusal(self, practitioner: Practitioner, start: datetime) -> slots.Refusal | None:
        calendar = self._part_of(start).calendars[practitioner.pk]
        return slots.refusal(calendar, self.visit, self.limits, start)

    def _starts(
        self, order: int, calendar: slots.Calendar, from_day: date | None, to_day: date | None
    ) -> Iterator[tuple[datetime, int]]:
        found = slots.free_starts(
            calendar, self.visit, self.limits, from_day=from_day, to_day=to_day
        )
        for start in found:
            yield start, order


@dataclass(frozen=True, slots=True)
class _Part:
    """What is taken in a stretch of time, practitioner by practitioner and room by room."""

    calendars: dict[int, slots.Calendar]
    rooms: tuple[Room, ...]
    taken_rooms: dict[int, slots.Taken]

    def free_rooms(self, wanted: slots.Range) -> list[Room | None]:
        """Return the rooms that are free for a UTC range; None alone where none is needed."""
        if not self.rooms:
            return [None]
        return [room for room in self.rooms if not self.taken_rooms[room.pk].meets(wanted)]
