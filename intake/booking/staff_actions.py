"""What staff book for a client, as keyword-only verbs with their own transactions.

The rules are asked as for everybody. Staff may leave out the notice and the horizon; past the hours
or on top of another visit they get only with a permission and a reason, and the visit says so.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from intake.afterwards import after_commit
from intake.booking import series, slots, tasks
from intake.booking.availability import Diaries, Place, limits_of
from intake.booking.booked import insert_booked
from intake.booking.contacts import Consent, Contact
from intake.booking.errors import (
    ClientBusy,
    ClientBusyError,
    MayNotOverbook,
    OverlapError,
    SeriesClash,
)
from intake.booking.guard import refusing_overlaps
from intake.booking.models import Appointment, Location, Room, Series, Service
from intake.booking.taking import (
    Columns,
    first_to_take,
    free_besides,
    lock,
    lock_client,
    refuse,
    sweep,
    times,
)
from intake.models import Submission

OVERBOOK = "intake_booking.overbook"


@sensitive_variables()
def book_for_client(
    *,
    service: Service,
    location: Location,
    start: datetime,
    contact: Contact,
    consent: Consent,
    by: AbstractUser,
    now: datetime,
    practitioner_id: int | None = None,
    submission: Submission | None = None,
    ignore_limits: bool = False,
    overbook: bool = False,
    reason: str = "",
) -> Appointment:
    """Book a visit for a client and write to them once, if they have an e-mail address.

    `ignore_limits` leaves out the notice and the horizon, never the hours. `overbook` takes a time
    that any rule closes, for a `reason` that stays with the visit; never one at which the client
    has another visit. A time that is free is booked as usual. Saying it again changes nothing and
    returns the same booking. Raises TimeTaken, ClientBusy or MayNotOverbook.
    """
    if overbook and not (reason.strip() and by.has_perm(OVERBOOK)):
        raise MayNotOverbook
    limits = limits_of(service, now, ignored=ignore_limits or overbook)
    diaries = Diaries(
        service=service, location=location, now=now, practitioner_id=practitioner_id, limits=limits
    )
    same = (
        Appointment.objects.booked()
        .of_same_client(contact.client_digest)
        .for_visit(service=service, location=location, start=start, practitioner_id=practitioner_id)
    )
    columns = contact.as_fields() | consent.as_fields(now) | times(service, location, start)
    columns |= {"service": service, "location": location, "submission": submission}
    columns |= {"practitioner_chosen": practitioner_id is not None}

    def insert(place: Place, **marks: object) -> Appointment:
        # The other half of a double click may have been here while we waited for the lock.
        if (mine := same.first()) is not None:
            return mine
        booked = insert_booked(place, columns=columns | marks, by=by, now=now)
        if contact.email:
            after_commit(tasks.send_confirmation.enqueue, booked.pk)
        return booked

    if (mine := same.first()) is not None:
        return mine
    try:
        wanted = service.visit.occupied(start)
        booked = first_to_take(diaries.places(start), wanted, now, insert)
        if booked is None and overbook and diaries.practitioners:
            booked = _overbook(
                diaries.place_regardless(start),
                partial(insert, overbooked=True, overbooked_reason=reason.strip()),
            )
    except ClientBusyError as busy:
        others = Appointment.objects.booked().of_same_client(contact.client_digest)
        raise ClientBusy(start, free_besides(others, diaries, near=max(start, now))) from busy
    if booked is not None:
        return booked
    return refuse(service, location, practitioner_id, start, now, limits=limits)


@sensitive_variables()
def book_series(
    *,
    wish: series.Wish,
    contact: Contact,
    consent: Consent,
    by: AbstractUser,
    now: datetime,
    submission: Submission | None = None,
) -> list[Appointment]:
    """Book all visits of a series or none, and write to the client once about all of them.

    Notice and horizon are left out, the hours are not. Saying it again changes nothing and returns
    the same visits. Raises SeriesClash with every visit that cannot be.
    """
    rooms = list(Room.objects.in_use_at(wish.location)) if wish.service.uses_room else []
    with transaction.atomic():
        lock([wish.practitioner], rooms)
        lock_client(contact.client_digest)
        if same := _same_series(wish, contact):
            return same
        diaries = series.diaries_for(wish, now)
        planned = series.plan(wish, diaries, client_digest=contact.client_digest)
        if clashes := [each for each in planned if not each.is_free]:
            raise SeriesClash(clashes)
        made = Series.objects.create(
            interval_weeks=wish.every, visits=wish.visits, created_by_id=by.pk
        )
        columns = contact.as_fields() | consent.as_fields(now)
        columns |= {
            "service": wish.service,
            "location": wish.location,
            "submission": submission,
            "practitioner_chosen": True,
            "series": made,
        }
        booked = [
            _take(each, diaries, columns | times(wish.service, wish.location, each.start), by, now)
            for each in planned
        ]
        if contact.email:
            after_commit(tasks.send_series.enqueue, made.pk)
    return booked


def _same_series(wish: series.Wish, contact: Contact) -> list[Appointment]:
    """Return the visits of the same series of the same client, if it is booked already."""
    first = (
        Appointment.objects.booked()
        .of_same_client(contact.client_digest)
        .for_visit(
            service=wish.service,
            location=wish.location,
            start=wish.starts()[0] or wish.first,
            practitioner_id=wish.practitioner.pk,
        )
        .filter(series__interval_weeks=wish.every, series__visits=wish.visits)
        .first()
    )
    if first is None or first.series_id is None:
        return []
    return list(Appointment.objects.in_series_of(first.series_id))


def _take(
    planned: series.Planned, diaries: Diaries, columns: Columns, by: AbstractUser, now: datetime
) -> Appointment:
    """Write one visit of a series; the guard has the last word on it too."""
    wanted = diaries.visit.occupied(planned.start)
    for place in diaries.places(planned.start):
        try:
            with transaction.atomic(), refusing_overlaps():
                sweep(place, wanted, now)
                return insert_booked(place, columns=columns, by=by, now=now)
        except ClientBusyError as busy:
            raise SeriesClash([replace(planned, client_busy=True)]) from busy
        except OverlapError:
            continue
    raise SeriesClash([replace(planned, refusal=slots.Refusal.OCCUPIED)])


def _overbook(place: Place, insert: Callable[[Place], Appointment]) -> Appointment:
    """Put a visit where a rule is against it; the lock still keeps double clicks apart."""
    with transaction.atomic(), refusing_overlaps():
        lock([place.practitioner], [place.room] if place.room else [])
        return insert(place)
