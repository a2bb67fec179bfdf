"""What a client answers before a visit, and who of the staff sees to it."""

from datetime import datetime, timedelta
from functools import partial

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from intake.booking import tasks
from intake.booking.before_visit import Asking
from intake.booking.errors import NotChangeable
from intake.booking.models import Appointment, SafetyCheck
from intake.booking.warning_signs import Raw

SAME_ANSWER = timedelta(minutes=1)
"""How long the same answers sent again are taken for a second press of the button."""


@sensitive_variables()
def keep_check(
    *, appointment: Appointment, asked: Asking, answers: Raw, now: datetime
) -> SafetyCheck:
    """Keep what a client answers before a visit; an emergency is told to the staff, once.

    A double press gives one row. Raises NotChangeable when the visit is not to come.
    """
    urgency = asked.signs.urgency(answers)
    with transaction.atomic():
        # Two presses at once take turns here.
        locked = Appointment.objects.select_for_update().get(pk=appointment.pk)
        if not locked.is_to_come(now):
            raise NotChangeable(f"{locked} is over or not booked")
        latest = SafetyCheck.objects.latest_of(locked)
        if latest and latest.answers == answers and now - latest.answered_at < SAME_ANSWER:
            return latest
        check = SafetyCheck.objects.create(
            appointment=locked,
            version=asked.version,
            answers=answers,
            urgency=urgency.value,
            answered_at=now,
        )
        if check.is_emergency:
            transaction.on_commit(partial(tasks.send_alert.enqueue, check.pk))
    return check


def see_to_check(*, check: SafetyCheck, by: AbstractBaseUser, now: datetime) -> bool:
    """Note who sees to a client's warning sign; the first one stays noted."""
    return SafetyCheck.objects.filter(pk=check.pk).acknowledge(by=by, now=now)
