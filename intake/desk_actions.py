"""What the staff does about a submission, as keyword-only verbs with their own transaction.

Each leaves an event that says who, when and why, and an entry in the access log. What the client
was told stays stored as it was, whatever the staff decides afterwards.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from intake import access_log, alert_actions, calls
from intake.access_log import Action
from intake.models import SavedFilter, Submission, SubmissionEvent
from intake.models.submission import rank_of
from intake.stages import ClosedBecause, Stage

KIND = "submission"
OVERRIDE = "intake.override_route"
ERASE = "intake.erase_submission"
SAME_WORDS = timedelta(minutes=1)
"""How long the same words sent again are taken for a second press of the button."""

Kind = SubmissionEvent.Kind


class StageError(Exception):
    """Raised when a submission cannot get to a stage from where it is."""


class ReasonMissingError(Exception):
    """Raised when something is to be done that needs a reason, and none is given."""


class MayNotError(Exception):
    """Raised when somebody lacks the permission for what they ask."""


@sensitive_variables()
def change_stage(
    *,
    submission: Submission,
    stage: Stage,
    by: Any,
    because: str = "",
    reason: str = "",
    now: datetime | None = None,
) -> bool:
    """Move a submission to a stage; tell whether it moved. It is there already: nothing happens.

    Closing needs to say why (`because`, a ClosedBecause). Who reaches the client, books or closes
    sees to its alert by that. Raise ReasonMissingError or StageError.
    """
    if stage.is_closed and because not in ClosedBecause.values:
        raise ReasonMissingError
    because = because if stage.is_closed else ""
    with transaction.atomic():
        moved = Submission.objects.filter(pk=submission.pk).become(stage, closed_because=because)
        submission.refresh_from_db(fields=["stage", "closed_because"])
        if not moved:
            if submission.stage == stage:
                return False
            raise StageError(submission.stage)
        _happened(submission, Kind.STAGE, by, now, stage=stage, text=reason.strip())
        if not stage.is_before_contact:
            alert_actions.see_to(submission_id=submission.pk, by=by, now=now)
    return True


def assign(*, submission: Submission, to: Any, by: Any, now: datetime | None = None) -> bool:
    """Let a member of staff look after a submission, nobody when `to` is None."""
    with transaction.atomic():
        found = Submission.objects.filter(pk=submission.pk)
        if not found.give_to(to.pk if to else None):
            return False
        submission.assigned_to = to
        _happened(submission, Kind.ASSIGNED, by, now, assigned_to=to)
    return True


@sensitive_variables()
def write_note(*, submission: Submission, text: str, by: Any, now: datetime | None = None) -> bool:
    """Keep a note that the next one should know; clients never see it."""
    if not text.strip():
        raise ReasonMissingError
    with transaction.atomic():
        if _said_just_now(submission, Kind.NOTE, by, text, now):
            return False
        _happened(submission, Kind.NOTE, by, now, text=text.strip())
    return True


@sensitive_variables()
def log_call(
    *,
    submission: Submission,
    by: Any,
    reached: bool,
    text: str = "",
    now: datetime | None = None,
) -> bool:
    """Note a call. Who was reached counts as contacted, where nobody is further on already.

    Whoever reaches the client sees to the alert by that, however far the work on it has come.
    """
    with transaction.atomic():
        if _said_just_now(submission, Kind.CALL, by, text, now):
            return False
        _happened(submission, Kind.CALL, by, now, text=text.strip())
        calls.tell(submission, by=by, reached=reached, now=now or timezone.now())
        if reached and submission.is_before_contact:
            change_stage(submission=submission, stage=Stage.CONTACTED, by=by, now=now)
        if reached:
            alert_actions.see_to(submission_id=submission.pk, by=by, now=now)
    return True


@sensitive_variables()
def override_route(
    *, submission: Submission, route: str, reason: str, by: Any, now: datetime | None = None
) -> bool:
    """Send a client elsewhere than the answers did, for a reason; tell whether that is new.

    The decision stays as it was. On the worklist a submission may rise by that; it never stands
    lower than the client's own answers put it.
    Raise MayNotError or ReasonMissingError.
    """
    if not by.has_perm(OVERRIDE):
        raise MayNotError
    if not reason.strip():
        raise ReasonMissingError
    with transaction.atomic():
        locked = Submission.objects.select_for_update().get(pk=submission.pk)
        override = SubmissionEvent.objects.override_of(locked)
        if route == (override.route if override else locked.route):
            return False
        own = rank_of(locked.route, locked.urgency)
        rank = max(own, rank_of(route, locked.urgency))
        Submission.objects.filter(pk=locked.pk).stand_at(rank)
        _happened(
            submission, Kind.ROUTE, by, now, Action.OVERRIDE, route=route, text=reason.strip()
        )
    return True


@sensitive_variables()
def set_legal_hold(
    *, submission: Submission, held: bool, reason: str, by: Any, now: datetime | None = None
) -> bool:
    """Keep a submission whatever the clock says, or let it go again; tell whether that is new.

    Lifting a hold lets the clock delete, so only who may erase may do it. Raise MayNotError or
    ReasonMissingError.
    """
    if not held and not by.has_perm(ERASE):
        raise MayNotError
    if not reason.strip():
        raise ReasonMissingError
    with transaction.atomic():
        if not Submission.objects.filter(pk=submission.pk).keep(held=held):
            return False
        submission.legal_hold = held
        _happened(submission, Kind.HOLD, by, now, Action.HOLD, text=reason.strip())
    return True


def save_filter(*, user: Any, name: str, query: str) -> None:
    """Keep a filter of the worklist under a name; the same name again means the new filter."""
    SavedFilter.objects.update_or_create(user=user, name=name, defaults={"query": query})


def forget_filter(*, user: Any, pk: int) -> bool:
    """Delete a filter of one's own; tell whether there was one."""
    return bool(SavedFilter.objects.of(user).filter(pk=pk).delete()[0])


def visit_booked(*, submission_id: int | None, now: datetime, by: Any = None) -> bool:
    """Note that a visit is booked, whoever booked it; inside the transaction that books it.

    No member of staff looked at the answers for that, so the access log says nothing. The alert
    about them goes on where the client booked (`by` None): nobody of the staff knows of it yet.
    That is a last safeguard, for no client is given a time after answers that lead to urgent care.
    """
    if submission_id is None:
        return False
    if by is not None:
        alert_actions.see_to(submission_id=submission_id, by=by, now=now)
    moved = Submission.objects.filter(pk=submission_id).become(Stage.BOOKED)
    if moved:
        SubmissionEvent.objects.create(
            submission_id=submission_id, kind=Kind.STAGE, at=now, stage=Stage.BOOKED
        )
    return bool(moved)


def _happened(
    submission: Submission,
    kind: SubmissionEvent.Kind,
    by: Any,
    now: datetime | None,
    action: Action = Action.CHANGE,
    **details: Any,
) -> None:
    at = now or timezone.now()
    SubmissionEvent.objects.create(submission=submission, kind=kind, at=at, by=by, **details)
    access_log.note(by=by, action=action, kind=KIND, reference=submission.reference, now=at)


def _said_just_now(
    submission: Submission, kind: SubmissionEvent.Kind, by: Any, text: str, now: datetime | None
) -> bool:
    """Tell whether the same person has just said the same: the other half of a double click."""
    # Two presses at once take turns here.
    Submission.objects.select_for_update().get(pk=submission.pk)
    since = (now or timezone.now()) - SAME_WORDS
    same = SubmissionEvent.objects.by_person_since(submission, kind, by, since)
    return any(event.text == text.strip() for event in same)
