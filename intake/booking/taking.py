"""How a time is taken from a diary: lock, sweep, write, and let the guard decide.

The guard refuses an overlap; the locks only keep two writers on PostgreSQL from waiting for each
other. They are always taken in the same order: practitioners by primary key, then rooms, then the
client where several visits of one are written.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NoReturn

from django.db import connection, transaction

from intake.booking import slots
from intake.booking.availability import NEXT_FREE, Diaries, FreeTime, Place
from intake.booking.errors import ClientBusy, ClientBusyError, OverlapError, TimeTaken
from intake.booking.guard import refusing_overlaps
from intake.booking.models import Appointment, Location, Practitioner, Room, Service
from intake.booking.models.appointment import AppointmentQuerySet

Columns = dict[str, Any]


def times(service: Service, location: Location, start: datetime) -> Columns:
    """Return the columns that say when a visit is, `start` being an instant."""
    occupied_from, occupied_to = service.visit.occupied(start)
    wall = slots.wall_of(start, location.zone)
    return {
        "starts_at": start,
        "ends_at": start + service.visit.length,
        "occupied_from": occupied_from,
        "occupied_to": occupied_to,
        "zone_name": location.time_zone,
        "wall_start": wall.isoformat(timespec="minutes"),
    }


def first_to_take(
    places: Iterable[Place],
    wanted: slots.Range,
    now: datetime,
    take: Callable[[Place], Appointment],
) -> Appointment | None:
    """Let the first place that the database lets us into take the time; None when none does.

    Raises ClientBusyError when the client has another visit then: no other place would help.
    """
    for place in places:
        try:
            with transaction.atomic(), refusing_overlaps():
                lock([place.practitioner], [place.room] if place.room else [])
                clear_the_way(place, wanted, now)
                return take(place)
        except ClientBusyError:
            raise
        except OverlapError:
            continue
    return None


def lock(practitioners: Iterable[Practitioner], rooms: Iterable[Room]) -> None:
    """Lock diaries and rooms until the transaction ends, in the order everybody keeps to.

    SQLite has one lock for everything, and the transaction holds it from its first word.
    """
    if not connection.features.has_select_for_update:
        return
    keys = sorted({each.pk for each in practitioners})
    list(Practitioner.objects.locked(keys).values_list("pk"))
    if keys := sorted({each.pk for each in rooms}):
        list(Room.objects.locked(keys).values_list("pk"))


def lock_client(client_digest: str) -> None:
    """Let nobody else write several visits of one client until the transaction ends.

    Two series with different practitioners would wait for each other's visits in opposite order. A
    client has no row of their own to lock; SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [client_digest])


def sweep(place: Place, wanted: slots.Range, now: datetime) -> None:
    """End the holds in the way that have run out: a constraint cannot know the time of day."""
    _taking(place).lapsed(now).meeting(wanted).let_go()


def clear_the_way(place: Place, wanted: slots.Range, now: datetime) -> None:
    """Sweep where there is something to sweep, in one query where there is not.

    Raises OverlapError where staff put a visit on purpose that the guard does not compare.
    """
    found = set(_taking(place).meeting(wanted).unguarded(now).are_overbooked())
    if True in found:
        raise OverlapError("this range meets a visit that was overbooked")
    if found:
        sweep(place, wanted, now)


def _taking(place: Place) -> AppointmentQuerySet:
    rooms = [place.room] if place.room else []
    return Appointment.objects.in_diaries_or_rooms([place.practitioner], rooms)


def refuse(
    service: Service,
    location: Location,
    practitioner_id: int | None,
    start: datetime,
    now: datetime,
    *,
    but: Appointment | None = None,
    limits: slots.Limits | None = None,
) -> NoReturn:
    """Raise TimeTaken with the rule that closes a start and the next free times."""
    fresh = Diaries(
        service=service,
        location=location,
        now=now,
        practitioner_id=practitioner_id,
        but=but,
        limits=limits,
    )
    raise TimeTaken(start, fresh.refusal(start), fresh.next_free(near=max(start, now)))


def refuse_busy_client(
    appointment: Appointment, client_digest: str, start: datetime, now: datetime
) -> NoReturn:
    """Raise ClientBusy with the next free times at which this client has no other visit."""
    others = Appointment.objects.of_same_client(client_digest).taking_time(now).but(appointment)
    diaries = Diaries.of(appointment, now)
    raise ClientBusy(start, free_besides(others, diaries, near=max(start, now)))


def free_besides(
    others: AppointmentQuerySet, diaries: Diaries, *, near: datetime
) -> list[FreeTime]:
    """Return the next free times that meet no other visit of the same client."""
    busy = slots.Taken(tuple(others.visits()))
    length = diaries.visit.length
    found = diaries.next_free(near=near, count=2 * NEXT_FREE)
    free = [each for each in found if not busy.meets((each.start, each.start + length))]
    return free[:NEXT_FREE]
