"""What staff book for a client, as keyword-only verbs with their own transactions.

The rules are asked as for everybody. Staff may leave out the notice and the horizon; past the hours
or on top of another visit they get only with a permission and a reason, and the visit says so.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from intake.booking import tasks, tokens
from intake.booking.availability import Diaries, Place, limits_of
from intake.booking.contacts import Consent, Contact
from intake.booking.errors import ClientBusy, ClientBusyError, MayNotOverbook
from intake.booking.models import Appointment, AppointmentEvent, Location, Service
from intake.booking.states import State
from intake.booking.taking import Columns, first_to_take, lock, refuse, times
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
    that any rule closes, for a `reason` that stays with the visit; a time that is free is booked as
    usual. Saying it again changes nothing and returns the same booking. Raises TimeTaken,
    ClientBusy or MayNotOverbook.
    """
    if overbook and not (reason.strip() and by.has_perm(OVERBOOK)):
        raise MayNotOverbook
    limits = limits_of(service, now, ignored=ignore_limits or overbook)
    diaries = Diaries(
        service=service, location=location, now=now, practitioner_id=practitioner_id, limits=limits
    )
    same = Appointment.objects.with_client(contact.client_digest).for_visit(
        service=service, location=location, start=start, practitioner_id=practitioner_id
    )
    columns = contact.as_fields() | consent.as_fields(now) | times(service, location, start)
    columns |= {"service": service, "location": location, "submission": submission}
    columns |= {"practitioner_chosen": practitioner_id is not None}

    def insert(place: Place, **marks: object) -> Appointment:
        # The other half of a double click may have been here while we waited for the lock.
        if (mine := same.first()) is not None:
            return mine
        booked = _insert(place, columns=columns | marks, by=by, now=now)
        if contact.email:
            transaction.on_commit(partial(tasks.send_confirmation.enqueue, booked.pk))
        return booked

    if (mine := same.first()) is not None:
        return mine
    try:
        wanted = service.visit.occupied(start)
        booked = first_to_take(diaries.places(start), wanted, now, insert)
    except ClientBusyError as busy:
        raise ClientBusy(start, []) from busy
    if booked is None and overbook and diaries.practitioners:
        booked = _overbook(
            diaries.place_regardless(start),
            partial(insert, overbooked=True, overbooked_reason=reason.strip()),
        )
    if booked is not None:
        return booked
    return refuse(service, location, practitioner_id, start, now, limits=limits)


def _overbook(place: Place, insert: Callable[[Place], Appointment]) -> Appointment:
    """Put a visit where a rule is against it; the lock still keeps double clicks apart."""
    with transaction.atomic():
        lock([place.practitioner], [place.room] if place.room else [])
        return insert(place)


def _insert(place: Place, *, columns: Columns, by: AbstractUser, now: datetime) -> Appointment:
    """Write a booked visit inside the caller's transaction."""
    uid = uuid.uuid4()
    booked = Appointment.objects.create(
        uid=uid,
        token_digest=tokens.digest(tokens.link_token(uid)),
        practitioner=place.practitioner,
        room=place.room,
        state=State.BOOKED,
        booked_at=now,
        created_by=by,
        **columns,
    )
    AppointmentEvent.objects.create(
        appointment=booked,
        kind=AppointmentEvent.Kind.BOOKED,
        at=now,
        by=by,
        reason=booked.overbooked_reason,
    )
    return booked
