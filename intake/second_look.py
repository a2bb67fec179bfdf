"""A client comes back after self-help: the link, the answer, and where it leads.

The link is scoped: it opens the question "how is it now?" and booking after it, never the answers.
It carries the reference and a 256-bit signature, and works as long as the frozen version says.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone

from intake.engine.safety import Progress
from intake.engine.safety import SecondLook as Policy
from intake.engine.types import Decision, Route
from intake.models import SecondLook, Submission

SALT = "intake.second_look"
LONGEST_LINK = 120
SAME_ANSWER = timedelta(minutes=1)
"""How long the same answer sent again is taken for a second press of the button."""


class LinkGoneError(Exception):
    """Raised when a link opens nothing: not ours, run out, or its answers deleted."""


def link_token(submission: Submission) -> str:
    """Return the secret part of the link; the same every time."""
    return signing.Signer(salt=SALT).sign(submission.reference)


def open_link(token: str, now: datetime | None = None) -> Submission:
    """Return the submission that a link belongs to; raise LinkGoneError when it opens nothing."""
    try:
        reference = signing.Signer(salt=SALT).unsign(token[:LONGEST_LINK])
    except signing.BadSignature as error:
        raise LinkGoneError from error
    submission = Submission.objects.for_second_look(reference)
    if submission is None or not is_open(submission, now or timezone.now()):
        raise LinkGoneError
    return submission


def is_open(submission: Submission, now: datetime) -> bool:
    """Tell whether the client may look again: after self-help, and not too late."""
    until = ends_at(submission)
    return until is not None and now < until


def ends_at(submission: Submission) -> datetime | None:
    """Return when the link runs out; None where no second look is offered."""
    days = submission.definition.second_look.within_days
    is_self_help = submission.route == Route.SELF_HELP.value
    if not (is_self_help and days and submission.completed_at):
        return None
    return submission.completed_at + timedelta(days=days)


def last_day(submission: Submission) -> date | None:
    """Return the last day on which the link works from morning to night, as clients are told."""
    until = ends_at(submission)
    return timezone.localdate(until - timedelta(days=1)) if until else None


def look_again(
    *, submission: Submission, progress: Progress, now: datetime | None = None
) -> SecondLook:
    """Keep how a client is now and decide where that leads; a double press gives one row.

    The submission, its decision and its version stay as they are.
    """
    now = now or timezone.now()
    route = _route(submission.definition.second_look, progress)
    with transaction.atomic():
        # Two presses at once take turns here.
        locked = Submission.objects.select_for_update().get(pk=submission.pk)
        latest = SecondLook.objects.latest_of(locked)
        if latest and latest.progress == progress.value and now - latest.looked_at < SAME_ANSWER:
            return latest
        return SecondLook.objects.create(
            submission=locked, progress=progress.value, route=route.value, looked_at=now
        )


def booking_decision(submission: Submission) -> Decision:
    """Return the old decision as booking after a second look needs it: with the visit to book."""
    decision = submission.decide_again()
    service = submission.definition.second_look.service
    return replace(decision, service=service or decision.service)


def _route(policy: Policy, progress: Progress) -> Route:
    """Return where an answer leads. "Not sure" is never taken for better."""
    counts_as = {progress}
    if progress is Progress.NOT_SURE:
        counts_as |= {Progress.SAME, Progress.WORSE}
    return Route.BOOKING if counts_as & set(policy.person_when) else Route.SELF_HELP
