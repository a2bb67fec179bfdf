"""Every later change of a booked visit, as a keyword-only verb with its own transaction.

Each leaves an event behind; the e-mail about it is written once, after the commit.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F

from intake.afterwards import after_commit
from intake.booking import reminder_actions, tasks, waitlist_tasks
from intake.booking.availability import Diaries, Place, limits_of
from intake.booking.errors import ClientBusyError, NotChangeable, OverlapError, TimeTaken
from intake.booking.follow_up_actions import follow_attendance
from intake.booking.guard import refusing_overlaps
from intake.booking.models import Appointment, AppointmentEvent, FollowUp
from intake.booking.slots import Refusal
from intake.booking.states import State
from intake.booking.taking import first_to_take, refuse, refuse_busy_client, times

Kind = AppointmentEvent.Kind
TOLD = (Kind.MOVED, Kind.CANCELLED)
"""What the client is told by e-mail."""
FREEING = (Kind.MOVED, Kind.CANCELLED, Kind.NO_SHOW)
"""What gives time back; people on the waitlist are asked first."""


def move_appointment(
    *,
    appointment: Appointment,
    start: datetime,
    by: AbstractBaseUser | None,
    now: datetime,
    practitioner_id: int | None = None,
    reason: str = "",
) -> Appointment:
    """Move a booked visit to another free time and tell the client; the old time is free at once.

    One row changes its time, so a move that is refused leaves everything as it was, and a visit
    never stands in its own way. `practitioner_id` None keeps the practitioner where the client
    chose one, and takes whoever is free first otherwise. Staff (`by`) move without the notice and
    the horizon. What was overbooked is not, once it has a free time. Saying it again changes
    nothing. Raises TimeTaken, ClientBusy or NotChangeable.
    """
    chosen = practitioner_id
    if chosen is None and appointment.practitioner_chosen:
        chosen = appointment.practitioner_id
    if start == appointment.starts_at and chosen in (None, appointment.practitioner_id):
        return _still_booked(appointment)
    limits = limits_of(appointment.service, now, ignored=by is not None)
    diaries = Diaries(
        service=appointment.service,
        location=appointment.location,
        now=now,
        practitioner_id=chosen,
        but=appointment,
        limits=limits,
    )

    def take(place: Place) -> Appointment:
        moved = Appointment.objects.filter(
            pk=appointment.pk, ics_sequence=appointment.ics_sequence
        ).stay_booked(
            practitioner=place.practitioner,
            room=place.room,
            overbooked=False,
            overbooked_reason="",
            ics_sequence=appointment.ics_sequence + 1,
            updated_at=now,
            **times(appointment.service, appointment.location, start),
        )
        if not moved:
            raise NotChangeable(f"{appointment} is not booked, or was changed meanwhile")
        _note(appointment, Kind.MOVED, by=by, now=now, reason=reason)
        found = Appointment.objects.with_names().get(pk=appointment.pk)
        reminder_actions.replan_reminders(appointment=found, now=now)
        return found

    wanted = appointment.service.visit.occupied(start)
    places = _own_first(diaries.places(start), appointment)
    try:
        moved = first_to_take(places, wanted, now, take)
    except ClientBusyError:
        refuse_busy_client(appointment, appointment.client_digest, start, now)
    if moved is not None:
        return moved
    visit, place = appointment.service, appointment.location
    return refuse(visit, place, chosen, start, now, but=appointment, limits=limits)


def cancel_appointment(
    *, appointment: Appointment, by: AbstractBaseUser | None, now: datetime, reason: str = ""
) -> Appointment:
    """Cancel a booked visit, free its time at once and tell the client; raises NotChangeable.

    Cancelling again changes nothing. `by` is the member of staff, None for the client.
    """
    with transaction.atomic():
        moved = Appointment.objects.filter(pk=appointment.pk).become(
            State.CANCELLED,
            cancelled_at=now,
            cancelled_by=by,
            # Counted in the database: a move may have been a moment faster.
            ics_sequence=F("ics_sequence") + 1,
            updated_at=now,
        )
        if moved:
            _note(appointment, Kind.CANCELLED, by=by, now=now, reason=reason)
            reminder_actions.skip_reminders(appointment=appointment, now=now)
            FollowUp.objects.open_again(appointment)
    appointment.refresh_from_db()
    if not appointment.status.is_cancelled:
        raise NotChangeable(f"{appointment} is not booked")
    return appointment


def note_arrival(*, appointment: Appointment, by: AbstractBaseUser, now: datetime) -> Appointment:
    """Note that the client came; raises NotChangeable."""
    return _attend(appointment, State.ARRIVED, Kind.ARRIVED, by=by, now=now, arrived_at=now)


def note_no_show(*, appointment: Appointment, by: AbstractBaseUser, now: datetime) -> Appointment:
    """Note that the client did not come, which frees what is left of the time."""
    return _attend(appointment, State.NO_SHOW, Kind.NO_SHOW, by=by, now=now, missed_at=now)


def undo_attendance(
    *, appointment: Appointment, by: AbstractBaseUser, now: datetime
) -> Appointment:
    """Take back that a client came or did not; raises NotChangeable or TimeTaken.

    A time that was missed may belong to somebody else by now.
    """
    return _attend(appointment, State.BOOKED, Kind.UNDONE, by=by, now=now)


def _attend(
    appointment: Appointment,
    target: State,
    kind: AppointmentEvent.Kind,
    *,
    by: AbstractBaseUser,
    now: datetime,
    **changes: datetime,
) -> Appointment:
    try:
        with transaction.atomic(), refusing_overlaps():
            moved = Appointment.objects.filter(pk=appointment.pk).become(
                target, updated_at=now, **changes
            )
            if moved:
                _note(appointment, kind, by=by, now=now)
                appointment.refresh_from_db()
                follow_attendance(appointment=appointment, by=by, now=now)
    except OverlapError as error:
        raise TimeTaken(appointment.starts_at, Refusal.OCCUPIED, []) from error
    appointment.refresh_from_db()
    if appointment.status is not target:
        raise NotChangeable(f"{appointment} cannot become that")
    return appointment


def _own_first(places: list[Place], appointment: Appointment) -> list[Place]:
    """Keep the client with the practitioner, and in the room, they have, where that is free."""
    own = (appointment.practitioner_id, appointment.room_id)

    def strangeness(place: Place) -> tuple[bool, bool]:
        room_id = place.room.pk if place.room else None
        return place.practitioner.pk != own[0], room_id != own[1]

    return sorted(places, key=strangeness)


def _still_booked(appointment: Appointment) -> Appointment:
    if not appointment.status.is_booked:
        raise NotChangeable(f"{appointment} is not booked")
    return appointment


def _note(
    appointment: Appointment,
    kind: AppointmentEvent.Kind,
    *,
    by: AbstractBaseUser | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Write down what happened and let the client know where they should; once, on commit."""
    event = AppointmentEvent.objects.create(
        appointment=appointment,
        kind=kind,
        at=now,
        by_id=by.pk if by else None,
        reason=reason,
        starts_before=appointment.starts_at if kind is Kind.MOVED else None,
    )
    if kind in TOLD:
        after_commit(tasks.send_change.enqueue, event.pk)
    if kind in FREEING:
        waitlist_tasks.offer_on_commit(appointment)
