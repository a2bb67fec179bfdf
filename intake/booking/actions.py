"""Every write of booking, as a keyword-only verb with its own transaction.

The diary is decided by the database alone: each verb asks the rules first (hours, notice, grid),
then writes, and the guard refuses an overlap. The practitioner's row is locked on the way, which
on PostgreSQL keeps two writers from waiting for each other; it is not what prevents the overlap.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NoReturn

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from intake.booking import conf, gate, slots, tasks, tokens
from intake.booking.availability import Diaries
from intake.booking.errors import NotChangeable, OverlapError, TimeTaken
from intake.booking.guard import refusing_overlaps
from intake.booking.models import Appointment, Location, Practitioner, Service
from intake.booking.states import State
from intake.models import Submission

Changes = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a client; the phone number in international form (E.164)."""

    name: str
    email: str
    phone: str

    def as_fields(self) -> Changes:
        """Return the columns that keep a contact, digests for exact look-ups included."""
        return {
            "client_name": self.name,
            "client_email": self.email,
            "client_phone": self.phone,
            "name_digest": tokens.contact_digest(self.name),
            "email_digest": tokens.contact_digest(self.email),
            "phone_digest": tokens.phone_digest(self.phone),
        }


@dataclass(frozen=True, slots=True)
class Consent:
    """The exact words a client agreed to."""

    text: str

    @property
    def version(self) -> str:
        """A short fingerprint that changes with the words."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    def as_fields(self, now: datetime) -> Changes:
        """Return the columns that keep a consent."""
        return {
            "consent_text": self.text,
            "consent_version": self.version,
            "consented_at": now,
        }


def hold_time(
    *,
    service: Service,
    location: Location,
    start: datetime,
    holder: str,
    now: datetime,
    practitioner_id: int | None = None,
    submission: Submission | None = None,
) -> Appointment:
    """Keep a time for a browser while its client types their details.

    `practitioner_id` None means whoever is free first. The same browser asking for the same time
    again gets the hold it has. Only finished answers are linked to it. Raises TimeTaken, CareFirst
    or AnswersFirst.
    """
    gate.admit(submission)
    kept = Appointment.objects.kept_by(holder, now).for_visit(
        service=service, location=location, start=start, practitioner_id=practitioner_id
    )
    if (mine := kept.first()) is not None:
        return mine

    def insert(chosen: Practitioner) -> Appointment:
        # The other half of a double click may have been here while we waited for the lock.
        if (mine := kept.first()) is not None:
            return mine
        _release_surplus(holder=holder, now=now)
        return _insert_hold(
            practitioner=chosen,
            practitioner_chosen=practitioner_id is not None,
            service=service,
            location=location,
            start=start,
            holder=holder,
            now=now,
            submission=gate.finished(submission),
        )

    diaries = Diaries(service=service, location=location, now=now, practitioner_id=practitioner_id)
    wanted = service.visit.occupied(start)
    held = _first_to_take(diaries.who_is_free(start), wanted, now, insert)
    return held or kept.first() or _refuse(service, location, practitioner_id, start, now)


@sensitive_variables()
def confirm_appointment(
    *,
    appointment: Appointment,
    contact: Contact,
    consent: Consent,
    now: datetime,
    start: datetime | None = None,
    submission: Submission | None = None,
) -> Appointment:
    """Book a time that is kept, or the other free time `start`, and write to the client once.

    Saying it again changes nothing and returns the same booking. A hold that has run out is
    booked all the same while its time is free. Only finished answers are linked to it. Raises
    TimeTaken, CareFirst, AnswersFirst or NotChangeable.
    """
    if appointment.status.is_booked:
        return appointment
    gate.admit(submission)
    start = start or appointment.starts_at
    wanted, candidates = _claim(appointment, start, now)
    changes = contact.as_fields() | consent.as_fields(now)
    if start != appointment.starts_at:
        changes |= _times(appointment.service, appointment.location, start)
    if appointment.submission_id is None:
        changes["submission"] = gate.finished(submission)
    book = partial(_book, appointment=appointment, changes=changes, now=now)
    booked = _first_to_take(candidates, wanted, now, book)
    if booked is not None:
        return booked
    chosen = appointment.practitioner_id if appointment.practitioner_chosen else None
    return _refuse(appointment.service, appointment.location, chosen, start, now)


def release_hold(*, appointment: Appointment) -> None:
    """Give a kept time back; a booked one stays booked."""
    Appointment.objects.filter(pk=appointment.pk).let_go()


def cancel_appointment(
    *, appointment: Appointment, by: AbstractBaseUser | None, now: datetime
) -> Appointment:
    """Cancel a booked visit, free its time at once and tell the client; raises NotChangeable.

    Cancelling again changes nothing. `by` is the member of staff, None for the client.
    """
    with transaction.atomic():
        moved = Appointment.objects.filter(pk=appointment.pk).become(
            State.CANCELLED,
            cancelled_at=now,
            cancelled_by=by,
            ics_sequence=appointment.ics_sequence + 1,
            updated_at=now,
        )
        if moved:
            transaction.on_commit(partial(tasks.send_cancellation.enqueue, appointment.pk))
    appointment.refresh_from_db()
    if not appointment.status.is_cancelled:
        raise NotChangeable(f"{appointment} is not booked")
    return appointment


def _claim(
    appointment: Appointment, start: datetime, now: datetime
) -> tuple[slots.Range, list[Practitioner]]:
    """Return the range an appointment wants at `start`, and whose diary admits it there."""
    own = appointment.practitioner
    if start == appointment.starts_at and appointment.hold_is_live(now):
        return (appointment.occupied_from, appointment.occupied_to), [own]
    stays = start == appointment.starts_at or appointment.practitioner_chosen
    diaries = Diaries(
        service=appointment.service,
        location=appointment.location,
        now=now,
        practitioner_id=own.pk if stays else None,
        but=appointment,
    )
    return diaries.visit.occupied(start), diaries.who_is_free(start)


def _first_to_take(
    candidates: Iterable[Practitioner],
    wanted: slots.Range,
    now: datetime,
    take: Callable[[Practitioner], Appointment],
) -> Appointment | None:
    """Let the first diary that the database lets us into take the time; None when none does."""
    for practitioner in candidates:
        try:
            with transaction.atomic(), refusing_overlaps():
                _lock_and_sweep(practitioner, wanted, now)
                return take(practitioner)
        except OverlapError:
            continue
    return None


def _refuse(
    service: Service,
    location: Location,
    practitioner_id: int | None,
    start: datetime,
    now: datetime,
) -> NoReturn:
    fresh = Diaries(service=service, location=location, now=now, practitioner_id=practitioner_id)
    raise TimeTaken(start, fresh.refusal(start), fresh.next_free(near=max(start, now)))


def _lock_and_sweep(practitioner: Practitioner, wanted: slots.Range, now: datetime) -> None:
    Practitioner.objects.select_for_update(no_key=True).get(pk=practitioner.pk)
    Appointment.objects.in_diaries([practitioner]).lapsed(now).meeting(wanted).let_go()


def _release_surplus(*, holder: str, now: datetime) -> None:
    kept = list(Appointment.objects.kept_by(holder, now).values_list("pk", flat=True))
    surplus = kept[: max(0, len(kept) - conf.holds_per_browser() + 1)]
    Appointment.objects.filter(pk__in=surplus).let_go()


def _times(service: Service, location: Location, start: datetime) -> Changes:
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


def _insert_hold(
    *,
    practitioner: Practitioner,
    practitioner_chosen: bool,
    service: Service,
    location: Location,
    start: datetime,
    holder: str,
    now: datetime,
    submission: Submission | None,
) -> Appointment:
    uid = uuid.uuid4()
    return Appointment.objects.create(
        uid=uid,
        token_digest=tokens.digest(tokens.link_token(uid)),
        holder_digest=tokens.digest(holder),
        practitioner=practitioner,
        practitioner_chosen=practitioner_chosen,
        service=service,
        location=location,
        submission=submission,
        state=State.HELD,
        hold_expires_at=now + conf.hold_time(),
        **_times(service, location, start),
    )


def _book(
    practitioner: Practitioner, *, appointment: Appointment, changes: Changes, now: datetime
) -> Appointment:
    """Move a hold to booked inside the caller's transaction; exactly one caller gets to mail."""
    moved = Appointment.objects.filter(pk=appointment.pk).become(
        State.BOOKED, practitioner=practitioner, booked_at=now, updated_at=now, **changes
    )
    if moved:
        transaction.on_commit(partial(tasks.send_confirmation.enqueue, appointment.pk))
    appointment = Appointment.objects.with_names().get(pk=appointment.pk)
    if not appointment.status.is_booked:
        raise NotChangeable(f"{appointment} cannot be booked")
    return appointment
