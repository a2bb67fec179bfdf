"""Every write of a client's own booking, as a keyword-only verb with its own transaction.

The diary is decided by the database alone: each verb asks the rules first (hours, notice, grid),
then writes, and the guard refuses an overlap.
"""

import uuid
from copy import copy
from datetime import datetime
from functools import partial

from django.views.decorators.debug import sensitive_variables

from intake.afterwards import after_commit
from intake.booking import conf, gate, keeping, tasks, tokens
from intake.booking.availability import Diaries, Place
from intake.booking.booked import note_booked
from intake.booking.contacts import Consent, Contact
from intake.booking.errors import ClientBusyError, NotChangeable
from intake.booking.models import Appointment, Location, Service
from intake.booking.states import State
from intake.booking.taking import Columns, first_to_take, refuse, refuse_busy_client, times
from intake.models import Submission

__all__ = ["Consent", "Contact", "confirm_appointment", "hold_time", "release_hold"]


def hold_time(
    *,
    service: Service,
    location: Location,
    start: datetime,
    holder: str,
    now: datetime,
    address: str = "",
    practitioner_id: int | None = None,
    submission: Submission | None = None,
) -> Appointment:
    """Keep a time for a browser while its client types their details.

    `practitioner_id` None means whoever is free first. `address` is the network address asked
    from, which may keep only so many times at once. The same browser asking for the same time
    again gets the hold it has. Only finished answers are linked to it. Raises TimeTaken,
    TooManyHolds, CareFirst or AnswersFirst.
    """
    gate.admit(submission)
    asked = keeping.Asked(service.pk, location.pk, start, practitioner_id)

    def insert(chosen: Place) -> Appointment:
        # The other half of a double click may have been here while we waited for the lock.
        mine, others = keeping.kept_by(holder, address, now)
        if again := keeping.same_again(mine, asked):
            return again
        keeping.make_room(mine, others)
        return _insert_hold(
            place=chosen,
            practitioner_chosen=practitioner_id is not None,
            service=service,
            location=location,
            start=start,
            holder=holder,
            address=address,
            now=now,
            submission=gate.finished(submission),
        )

    diaries = Diaries(
        service=service,
        location=location,
        now=now,
        practitioner_id=practitioner_id,
        only_at=start,
    )
    wanted = service.visit.occupied(start)
    held = first_to_take(diaries.places(start), wanted, now, insert)
    if held is None:
        # What this browser keeps already stands in its own way.
        held = keeping.same_again(keeping.kept_by(holder, "", now)[0], asked)
    return held or refuse(service, location, practitioner_id, start, now)


@sensitive_variables()
def confirm_appointment(
    *,
    appointment: Appointment,
    contact: Contact,
    consent: Consent,
    now: datetime,
    start: datetime | None = None,
    submission: Submission | None = None,
    client_zone: str = "",
) -> Appointment:
    """Book a time that is kept, or the other free time `start`, and write to the client once.

    Saying it again changes nothing and returns the same booking. A hold that has run out is
    booked all the same while its time is free. Only finished answers are linked to it. Raises
    TimeTaken, ClientBusy, CareFirst, AnswersFirst or NotChangeable; the last also where the
    booking stands and another time is asked for.
    """
    if appointment.status.was_booked:
        return _same_again(appointment, start)
    gate.admit(submission)
    start = start or appointment.starts_at
    places = _places_for(appointment, start, now)
    changes = contact.as_fields() | consent.as_fields(now) | {"client_zone": client_zone}
    if start != appointment.starts_at:
        changes |= times(appointment.service, appointment.location, start)
    if appointment.submission_id is None:
        changes["submission"] = gate.finished(submission)
    wanted = appointment.service.visit.occupied(start)
    if start == appointment.starts_at:
        wanted = (appointment.occupied_from, appointment.occupied_to)
    book = partial(_book, appointment=appointment, changes=changes, now=now)
    try:
        booked = first_to_take(places, wanted, now, book)
    except ClientBusyError:
        refuse_busy_client(appointment, contact.client_digest, start, now)
    if booked is not None:
        return booked
    chosen = appointment.practitioner_id if appointment.practitioner_chosen else None
    return refuse(appointment.service, appointment.location, chosen, start, now)


def release_hold(*, appointment: Appointment) -> None:
    """Give a kept time back; a booked one stays booked."""
    Appointment.objects.filter(pk=appointment.pk).let_go()


def _same_again(appointment: Appointment, start: datetime | None) -> Appointment:
    if not appointment.status.is_booked or start not in (None, appointment.starts_at):
        raise NotChangeable(f"{appointment} is booked for another time, or not any more")
    return appointment


def _places_for(appointment: Appointment, start: datetime, now: datetime) -> list[Place]:
    """Return whose diary admits an appointment at `start`; a live hold has its own place."""
    own = appointment.practitioner
    if start == appointment.starts_at and appointment.hold_is_live(now):
        return [Place(own, appointment.room)]
    stays = start == appointment.starts_at or appointment.practitioner_chosen
    diaries = Diaries(
        service=appointment.service,
        location=appointment.location,
        now=now,
        practitioner_id=own.pk if stays else None,
        but=appointment,
        only_at=start,
    )
    return diaries.places(start)


def _insert_hold(
    *,
    place: Place,
    practitioner_chosen: bool,
    service: Service,
    location: Location,
    start: datetime,
    holder: str,
    address: str,
    now: datetime,
    submission: Submission | None,
) -> Appointment:
    uid = uuid.uuid4()
    return Appointment.objects.create(
        uid=uid,
        token_digest=tokens.digest(tokens.link_token(uid)),
        holder_digest=tokens.digest(holder),
        address_digest=tokens.digest(address) if address else "",
        practitioner=place.practitioner,
        practitioner_chosen=practitioner_chosen,
        room=place.room,
        service=service,
        location=location,
        submission=submission,
        state=State.HELD,
        hold_expires_at=now + conf.hold_time(),
        **times(service, location, start),
    )


def _book(
    place: Place, *, appointment: Appointment, changes: Columns, now: datetime
) -> Appointment:
    """Move a hold to booked inside the caller's transaction; exactly one caller gets to mail."""
    columns = changes | {
        "practitioner": place.practitioner,
        "room": place.room,
        "booked_at": now,
        "updated_at": now,
    }
    if not Appointment.objects.filter(pk=appointment.pk).become(State.BOOKED, **columns):
        known: Appointment = Appointment.objects.with_names().get(pk=appointment.pk)
        if not known.status.is_booked:
            raise NotChangeable(f"{appointment} cannot be booked")
        return known
    after_commit(tasks.send_confirmation.enqueue, appointment.pk)
    booked = copy(appointment)
    for name, value in {"state": State.BOOKED, **columns}.items():
        setattr(booked, name, value)
    note_booked(booked, now=now)
    return booked
