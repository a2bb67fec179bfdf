"""What ends together when a client withdraws their consent: visits to come, waits, calls."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from intake.booking import change_actions, waitlist_actions
from intake.booking.models import Appointment, FollowUp, WaitlistEntry
from intake.booking.states import FollowUpState
from intake.models import Submission


def stop(record: Any, by: Any, now: datetime) -> dict[str, int]:
    """End all that is to come for the client of a record; return how many rows of what.

    `by` is the member of staff who confirmed it, None where nobody did.
    """
    entries = WaitlistEntry.objects.of_client_of(record).waiting()
    follow_ups = FollowUp.objects.of_client_of(record)
    return {
        Appointment._meta.label: cancel_visits(record, by, now, reason=_("Consent withdrawn")),
        WaitlistEntry._meta.label: sum(
            waitlist_actions.leave_waitlist(entry=entry, now=now) for entry in entries
        ),
        FollowUp._meta.label: follow_ups.become(
            FollowUpState.DONE,
            closed_at=now,
            closed_by=by,
            closing_reason=FollowUp.ClosingReason.NOT_WANTED,
        ),
    }


def cancel_visits(record: Any, by: Any, now: datetime, *, reason: str = "") -> int:
    """Cancel the visits to come of the client of a record; return how many."""
    booked = Appointment.objects.with_names().of_client_of(record).booked()
    coming = list(booked.filter(starts_at__gt=now))
    for visit in coming:
        change_actions.cancel_appointment(appointment=visit, by=by, now=now, reason=reason)
    return len(coming)


def stop_after(submission: Submission, by: Any, now: datetime) -> dict[str, int]:
    """End all that is to come for a client who gave a name after some answers."""
    ended: Counter[str] = Counter()
    for model in (Appointment, WaitlistEntry, FollowUp):
        for record in model.objects.after_answers(submission):
            ended.update(stop(record, by, now))
    return dict(ended)
