"""What follows when a visit is booked, whoever booked it; inside the transaction that books it."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser

from intake.booking import reminder_actions
from intake.booking.models import Appointment, AppointmentEvent, FollowUp


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
    FollowUp.objects.serve(appointment)
    reminder_actions.plan_reminders(appointment=appointment, now=now)
