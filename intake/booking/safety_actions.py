"""What a client answers before a visit, and who of the staff sees to it."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from intake import alert_actions
from intake import tasks as intake_tasks
from intake.afterwards import after_commit
from intake.booking import tasks
from intake.booking.before_visit import Asking
from intake.booking.errors import NotChangeable
from intake.booking.models import Appointment, BookingSettings, SafetyCheck, SafetyNotice
from intake.booking.warning_signs import Raw
from intake.models import DeskSettings

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
            _call_the_staff(check, now)
    return check


def see_to_check(*, check: SafetyCheck, by: AbstractBaseUser, now: datetime) -> bool:
    """Note who sees to a client's warning sign; the first one stays noted."""
    return SafetyCheck.objects.filter(pk=check.pk).acknowledge(by=by, now=now)


def escalate_checks(*, now: datetime) -> int:
    """Go on with every emergency nobody has seen to in time; return how many people are told."""
    return sum(_escalate(check.pk, now) for check in SafetyCheck.objects.calling(now))


def _call_the_staff(check: SafetyCheck, now: datetime) -> None:
    """Tell the addresses the clinic named; where it named none, the first person on duty."""
    if not BookingSettings.objects.of_default_site().alert_addresses:
        _call_next(check, now)
        return
    after_commit(tasks.send_alert.enqueue, check.pk)
    _wake(now)


def _escalate(check_id: int, now: datetime) -> int:
    """Tell the next person where nobody has seen to it in time; return how many are told."""
    with transaction.atomic():
        check = SafetyCheck.objects.locked(check_id, now)
        if check is None:
            return 0
        last = check.notices.last_due()
        if last is None and BookingSettings.objects.of_default_site().alert_addresses:
            last = check.answered_at
        if last is not None and now < last + DeskSettings.for_page(None).escalate_after:
            return 0
        return _call_next(check, now)


def _call_next(check: SafetyCheck, now: datetime) -> int:
    called = 0
    for person in alert_actions.next_to_tell(told=check.notices.told_ids()):
        notice, is_new = SafetyNotice.objects.get_or_create(
            safety_check=check, person_id=person, defaults={"due_at": now}
        )
        if is_new:
            after_commit(tasks.send_notice.enqueue, notice.pk)
        called += is_new
    if called:
        _wake(now)
    return called


def _wake(now: datetime) -> None:
    """Let a worker look again when the next person is due."""
    later = now + DeskSettings.for_page(None).escalate_after
    after_commit(intake_tasks.escalate_later, later)
