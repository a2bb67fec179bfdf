"""How a visit is written as booked and what follows; inside the transaction that books it."""

import uuid
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser

from intake import desk_actions
from intake.booking import reminder_actions, tokens
from intake.booking.availability import Place
from intake.booking.models import Appointment, AppointmentEvent, FollowUp
from intake.booking.states import State
from intake.booking.taking import Columns


def insert_booked(
    place: Place, *, columns: Columns, by: AbstractBaseUser | None, now: datetime
) -> Appointment:
    """Write a visit that was never kept; `columns` say what, when, whose and on what consent."""
    uid = uuid.uuid4()
    booked: Appointment = Appointment.objects.create(
        uid=uid,
        token_digest=tokens.digest(tokens.link_token(uid)),
        practitioner=place.practitioner,
        room=place.room,
        state=State.BOOKED,
        booked_at=now,
        created_by_id=by.pk if by else None,
        **columns,
    )
    note_booked(booked, now=now, by=by, reason=booked.overbooked_reason)
    return booked


def note_booked(
    appointment: Appointment, *, now: datetime, by: AbstractBaseUser | None = None, reason: str = ""
) -> None:
    """Write down that a visit is booked, and plan its reminders.

    Nobody needs to get in touch with its client any more.
    """
    AppointmentEvent.objects.create(
        appointment=appointment,
        kind=AppointmentEvent.Kind.BOOKED,
        at=now,
        by_id=by.pk if by else None,
        reason=reason,
    )
    FollowUp.objects.serve(appointment, now)
    reminder_actions.plan_reminders(appointment=appointment, now=now)
    desk_actions.visit_booked(submission_id=appointment.submission_id, now=now, by=by)
