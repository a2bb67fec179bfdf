"""A series of visits before it is booked: its dates, what stands against them, what is free.

The wall time stays the same across clock changes. Nothing here writes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from intake.booking import slots
from intake.booking.availability import Diaries, FreeTime, limits_of
from intake.booking.models import Appointment, Location, Practitioner, Service

ALTERNATIVES = 4


@dataclass(frozen=True, slots=True)
class Wish:
    """A number of visits every so many weeks, with one practitioner.

    `instead` has other instants for some of them, by their place in the series, the first being 0.
    """

    service: Service
    location: Location
    practitioner: Practitioner
    first: datetime
    every: int
    visits: int
    instead: Mapping[int, datetime] = field(default_factory=dict)

    def walls(self) -> Iterator[datetime]:
        """Yield the local wall time of each visit."""
        first = slots.wall_of(self.first, self.location.zone)
        for place in range(self.visits):
            other = self.instead.get(place)
            regular = first + timedelta(weeks=self.every * place)
            yield slots.wall_of(other, self.location.zone) if other else regular

    def starts(self) -> list[datetime | None]:
        """Return the instant of each visit; None where the clock skips its wall time."""
        return [slots.instant_of(wall, self.location.zone) for wall in self.walls()]


@dataclass(frozen=True, slots=True)
class Planned:
    """One visit of a series: its start, the rule that closes it if any, and what is free instead.

    `place` counts from 0. `start` is the first instant after a wall time that the clock skips.
    """

    place: int
    start: datetime
    refusal: slots.Refusal | None = None
    client_busy: bool = False
    alternatives: tuple[FreeTime, ...] = ()

    @property
    def is_free(self) -> bool:
        """Whether nothing stands against it."""
        return self.refusal is None and not self.client_busy

    @property
    def number(self) -> int:
        """Its place in the series as people count."""
        return self.place + 1


def diaries_for(wish: Wish, now: datetime) -> Diaries:
    """Return the diary of a series; a series reaches past the clinic's horizon."""
    return Diaries(
        service=wish.service,
        location=wish.location,
        now=now,
        practitioner_id=wish.practitioner.pk,
        limits=limits_of(wish.service, now, ignored=True),
    )


def plan(wish: Wish, diaries: Diaries, *, client_digest: str = "") -> list[Planned]:
    """Return each visit of a series with what stands against it."""
    visit, zone = diaries.visit, diaries.zone
    mine = (
        Appointment.objects.booked().of_same_client(client_digest).visits() if client_digest else ()
    )
    busy = slots.Taken(tuple(mine))
    planned: list[Planned] = []
    own: list[slots.Range] = []
    for place, (wall, start) in enumerate(zip(wish.walls(), wish.starts(), strict=True)):
        at = start or slots.boundary(wall, zone)
        refusal = None if start and diaries.places(start) else diaries.refusal(at)
        if start is None:
            refusal = slots.Refusal.NOT_A_START
        if slots.Taken(tuple(own)).meets(visit.occupied(at)):
            refusal = slots.Refusal.OCCUPIED
        own.append(visit.occupied(at))
        planned.append(Planned(place, at, refusal, busy.meets((at, at + visit.length))))
    return [
        each if each.is_free else _with_alternatives(each, planned, diaries, busy)
        for each in planned
    ]


def _with_alternatives(
    clash: Planned, planned: list[Planned], diaries: Diaries, busy: slots.Taken
) -> Planned:
    """Offer the nearest free times that no other visit of the series, or of the client, wants."""
    others = [diaries.visit.occupied(each.start) for each in planned if each is not clash]
    wanted = slots.Taken(tuple(others))
    near = diaries.next_free(near=clash.start, count=3 * ALTERNATIVES)
    free = [
        each
        for each in near
        if not wanted.meets(diaries.visit.occupied(each.start))
        and not busy.meets((each.start, each.start + diaries.visit.length))
    ]
    closest = sorted(free, key=lambda each: abs(each.start - clash.start))[:ALTERNATIVES]
    return Planned(
        clash.place,
        clash.start,
        clash.refusal,
        clash.client_busy,
        tuple(sorted(closest, key=lambda each: each.start)),
    )
