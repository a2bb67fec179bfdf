"""Free times out of the database: the only crossing between the models and `slots`."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, islice
from zoneinfo import ZoneInfo

from intake.booking import slots
from intake.booking.models import (
    Appointment,
    DayException,
    Location,
    Practitioner,
    Service,
    WeeklyHours,
)

NEXT_FREE = 6


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A start (UTC) that is free, and who could give the visit, in the clinic's order."""

    start: datetime
    practitioners: tuple[Practitioner, ...]


class Diaries:
    """The diaries that may give one kind of visit at one place, seen from `now`.

    Loading takes four queries, however many practitioners and appointments there are.
    `practitioner_id` None means everybody. `but` is an appointment that does not stand in its
    own way.
    """

    def __init__(
        self,
        *,
        service: Service,
        location: Location,
        now: datetime,
        practitioner_id: int | None = None,
        but: Appointment | None = None,
    ) -> None:
        self.zone = location.zone
        self.visit = service.visit
        self.limits = slots.Limits(now, service.minimum_notice, service.horizon_days)
        self.offering = list(Practitioner.objects.offering(service, location))
        self.practitioners = [each for each in self.offering if practitioner_id in (None, each.pk)]
        self.calendars = _calendars(self.practitioners, location, self.limits, self.zone, but)

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
        streams = [
            self._starts(order, practitioner, from_day)
            for order, practitioner in enumerate(self.practitioners)
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

    def who_is_free(self, start: datetime) -> list[Practitioner]:
        """Return who could give the visit at this instant, in the clinic's order."""
        return [each for each in self.practitioners if self._refusal(each, start) is None]

    def refusal(self, start: datetime) -> slots.Refusal:
        """Return the rule that closes an instant that nobody can give a visit at."""
        refusals = [self._refusal(each, start) for each in self.practitioners]
        reasons = [each for each in refusals if each is not None]
        if slots.Refusal.OCCUPIED in reasons or len(reasons) < len(refusals):
            return slots.Refusal.OCCUPIED
        return reasons[0] if reasons else slots.Refusal.CLOSED

    def _refusal(self, practitioner: Practitioner, start: datetime) -> slots.Refusal | None:
        return slots.refusal(self.calendars[practitioner.pk], self.visit, self.limits, start)

    def _starts(
        self, order: int, practitioner: Practitioner, from_day: date | None
    ) -> Iterator[tuple[datetime, int]]:
        calendar = self.calendars[practitioner.pk]
        for start in slots.free_starts(calendar, self.visit, self.limits, from_day=from_day):
            yield start, order


def _calendars(
    practitioners: list[Practitioner],
    location: Location,
    limits: slots.Limits,
    zone: ZoneInfo,
    but: Appointment | None,
) -> dict[int, slots.Calendar]:
    window = limits.window(zone)
    today = slots.wall_of(limits.now, zone).date()
    weekly = WeeklyHours.objects.for_diaries(practitioners, location)
    exceptions = DayException.objects.for_diaries(practitioners, location, since=today)
    # A day more than the window: buffers reach over its edges.
    margin = timedelta(days=1)
    occupied = (
        Appointment.objects.in_diaries(practitioners)
        .taking_time(limits.now)
        .meeting((window[0] - margin, window[1] + margin))
        .ranges()
    )
    rules = [(rule.practitioner_id, rule.rule) for rule in weekly]
    days = list(exceptions)
    taken = [
        (practitioner_id, (start, end))
        for pk, practitioner_id, start, end in occupied
        if but is None or pk != but.pk
    ]
    return {
        each.pk: slots.Calendar(
            zone,
            tuple(rule for owner, rule in rules if owner == each.pk),
            _exceptions(day for day in days if day.practitioner_id in (None, each.pk)),
            tuple(span for owner, span in taken if owner == each.pk),
        )
        for each in practitioners
    }


def _exceptions(rows: Iterable[DayException]) -> tuple[slots.DayException, ...]:
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
