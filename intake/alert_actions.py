"""Alerts about urgent results: raised with the result, told to one person after the other.

An alert is raised in the transaction that decides the submission. The first person on duty is
told by e-mail; who does not see to it in time is followed by the next, each person once. After
the last person nothing more is sent: `doctor` reports what still waits.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from intake import access_log
from intake.access_log import Action
from intake.afterwards import after_commit
from intake.engine.types import Urgency
from intake.models import (
    Alert,
    AlertNotice,
    DeskSettings,
    DutyPerson,
    Submission,
    SubmissionEvent,
)

KIND = "submission"
Escalation = Callable[..., int]

_elsewhere: dict[str, Escalation] = {}
ALWAYS, IF_WANTED = Urgency.EMERGENCY_NOW.value, Urgency.SAME_DAY.value


def register(*, name: str, escalate: Escalation) -> None:
    """Add or replace what an app goes on with in the same run; it returns how many are told."""
    _elsewhere[name] = escalate


def is_alarming(*, urgency: str) -> bool:
    """Tell whether a result that urgent may need somebody of the staff at once."""
    return urgency in (ALWAYS, IF_WANTED)


def raise_alert(*, submission: Submission, now: datetime) -> Alert | None:
    """Raise the alert of a result, where the clinic wants one, and tell the first person.

    Inside the transaction that decides the submission: neither is there without the other.
    """
    settings = DeskSettings.for_page(submission.page)
    if submission.urgency != ALWAYS and not settings.alert_same_day:
        return None
    alert, raised = Alert.objects.get_or_create(submission=submission, defaults={"raised_at": now})
    if raised:
        _tell_next(alert, now)
    return alert


def acknowledge(*, alert: Alert, by: Any, now: datetime | None = None, why: str = "") -> bool:
    """Note that a member of staff sees to an alert; tell whether they were the first.

    `why` says what ended it where nobody saw to it; `by` is then who confirmed that, or None.
    """
    at = now or timezone.now()
    with transaction.atomic():
        by_id = by.pk if by and not why else None
        if not Alert.objects.filter(pk=alert.pk).acknowledge(by_id=by_id, now=at):
            return False
        SubmissionEvent.objects.create(
            submission_id=alert.submission_id,
            kind=SubmissionEvent.Kind.ALERT,
            at=at,
            by=by,
            text=why,
        )
        reference = alert.submission.reference
        access_log.note(by=by, action=Action.CHANGE, kind=KIND, reference=reference, now=at)
    return True


def see_to(*, submission_id: int, by: Any, now: datetime | None = None, why: str = "") -> bool:
    """Acknowledge the alert about a submission somebody moved on; tell whether one waited."""
    alert = Alert.objects.waiting_about(submission_id)
    return alert is not None and acknowledge(alert=alert, by=by, now=now, why=why)


def escalate(*, alert: Alert, now: datetime) -> int:
    """Tell the next person of an alert nobody has seen to in time; return how many are told.

    Two that escalate at once tell the same person, and the database lets one of them.
    """
    with transaction.atomic():
        waiting = Alert.objects.locked(alert.pk)
        if waiting is None:
            return 0
        last = waiting.notices.last_due()
        settings = DeskSettings.for_page(waiting.submission.page)
        if last is not None and now < last + settings.escalate_after:
            return 0
        return _tell_next(waiting, now)


def escalate_all(*, now: datetime) -> int:
    """Go on with every alert that waits, other apps' too; return how many people are told."""
    told = sum(escalate(alert=alert, now=now) for alert in Alert.objects.waiting())
    return told + sum(escalate_others(now=now) for escalate_others in _elsewhere.values())


def next_to_tell(*, told: Iterable[int]) -> list[int]:
    """Return whom to tell after those who were: the next person on duty.

    While nobody is on duty, all who may do everything, once.
    """
    on_duty = DutyPerson.objects.reachable().account_ids()
    if not on_duty:
        return [person for person in _owners() if person not in told]
    return [person for person in on_duty if person not in told][:1]


def _tell_next(alert: Alert, now: datetime) -> int:
    chosen = next_to_tell(told=alert.notices.told_ids())
    told = sum(_tell(alert, person, now) for person in chosen)
    if told:
        from intake.tasks import escalate_later

        settings = DeskSettings.for_page(alert.submission.page)
        after_commit(escalate_later, now + settings.escalate_after)
    return told


def _tell(alert: Alert, person: int, now: datetime) -> bool:
    from intake.tasks import send_alert_notice

    notice, is_new = AlertNotice.objects.get_or_create(
        alert=alert, person_id=person, defaults={"due_at": now}
    )
    if is_new:
        after_commit(send_alert_notice.enqueue, notice.pk)
    return is_new


def _owners() -> list[int]:
    found = get_user_model()._default_manager.filter(is_superuser=True, is_active=True)
    return list(found.exclude(email="").order_by("pk").values_list("pk", flat=True))
