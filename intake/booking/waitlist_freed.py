"""Who is next for a time that became free: the only crossing between the waitlist and matching."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from intake.booking import slots
from intake.booking.availability import Diaries, Place
from intake.booking.models import Appointment, Location, Service, WaitlistEntry, WaitlistOffer
from intake.booking.waitlist_matching import Freed, Wish, meets_any, suits

LEAST_NOTICE = timedelta(minutes=30)
"""Nobody is asked whether they can be there sooner than that."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one diary (UTC, buffers included) that became free, and the room with it."""

    practitioner_id: int
    room_id: int | None
    begins: datetime
    ends: datetime

    @classmethod
    def of(cls, appointment: Appointment) -> "Stretch":
        """Return the stretch an appointment takes."""
        return cls(
            appointment.practitioner_id,
            appointment.room_id,
            appointment.occupied_from,
            appointment.occupied_to,
        )


@dataclass(frozen=True, slots=True)
class Chance:
    """A free start, where it may be put, and whom it suits, in turn."""

    service: Service
    location: Location
    start: datetime
    place: Place
    entries: tuple[WaitlistEntry, ...]


class Queue:
    """The people to ask, as they stand at `now`: by urgency, then by how long they wait."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.entries = list(WaitlistEntry.objects.to_ask(now).with_wishes())
        self._turned_down: dict[int, list[slots.Range]] = {}
        for entry_id, start, end in WaitlistOffer.objects.turned_down(now).ranges():
            self._turned_down.setdefault(entry_id, []).append((start, end))

    def whom_it_suits(
        self, service: Service, location: Location, start: datetime, place: Place
    ) -> tuple[WaitlistEntry, ...]:
        """Return whom to ask about a start, in turn; a client on the list twice counts once."""
        freed = Freed(
            service=service.pk,
            location=location.pk,
            practitioner=place.practitioner.pk,
            start=start,
            length=service.visit.length,
            zone=location.zone,
        )
        notice = max(service.minimum_notice, LEAST_NOTICE)
        found: dict[str, WaitlistEntry] = {}
        for entry in self.entries:
            refused = meets_any(freed.visit, self._turned_down.get(entry.pk, []))
            if not refused and suits(freed, wish_of(entry), now=self.now, notice=notice):
                found.setdefault(entry.client_digest, entry)
        return tuple(found.values())

    def chance_in(self, stretch: Stretch) -> Chance | None:
        """Return what to offer of a freed stretch: the first in turn decides what it becomes."""
        starts: dict[tuple[int, int], list[tuple[datetime, Place]]] = {}
        for entry in self.entries:
            service, location = entry.service, entry.location
            pair = (service.pk, location.pk)
            if pair not in starts:
                starts[pair] = _starts_in(stretch, service, location, self.now)
            for start, place in starts[pair]:
                entries = self.whom_it_suits(service, location, start, place)
                if entry in entries:
                    return Chance(service, location, start, place, entries)
        return None

    def next_for(self, hold: Appointment) -> tuple[WaitlistEntry, ...]:
        """Return whom to ask next about a time that is kept for the list; none if it closed."""
        diaries = Diaries(
            service=hold.service,
            location=hold.location,
            now=self.now,
            practitioner_id=hold.practitioner_id,
            but=hold,
        )
        place = Place(hold.practitioner, hold.room)
        if place not in diaries.places(hold.starts_at):
            return ()
        return self.whom_it_suits(hold.service, hold.location, hold.starts_at, place)


def wish_of(entry: WaitlistEntry) -> Wish:
    """Return what an entry waits for, as matching knows it."""
    return Wish(
        service=entry.service_id,
        location=entry.location_id,
        practitioners=frozenset(each.pk for each in entry.practitioners.all()),
        weekdays=frozenset(entry.weekdays),
        earliest=entry.earliest,
        latest=entry.latest,
        first_day=entry.first_day,
        last_day=entry.last_day,
    )


def _starts_in(
    stretch: Stretch, service: Service, location: Location, now: datetime
) -> list[tuple[datetime, Place]]:
    """Return the starts a freed stretch opened, the one that fills it best first."""
    diaries = Diaries(service=service, location=location, now=now)
    longest = service.visit.length + service.visit.buffer_before + service.visit.buffer_after
    from_day = slots.wall_of(stretch.begins - longest, location.zone).date()
    found = []
    for free in diaries.free_times(from_day=from_day):
        wanted = service.visit.occupied(free.start)
        if wanted[0] >= stretch.ends:
            break
        if wanted[1] > stretch.begins:
            found += [(free.start, place) for place in _opened(diaries.places(free.start), stretch)]
    return sorted(found, key=lambda one: service.visit.occupied(one[0])[0] != stretch.begins)


def _opened(places: list[Place], stretch: Stretch) -> Iterator[Place]:
    """Yield where a visit may be put only because of the freed stretch: its diary, or its room."""
    for practitioner, group in groupby(places, key=lambda place: place.practitioner):
        rooms = list(group)
        room_was_missing = [place.room and place.room.pk for place in rooms] == [stretch.room_id]
        if practitioner.pk == stretch.practitioner_id or (stretch.room_id and room_was_missing):
            yield rooms[0]
