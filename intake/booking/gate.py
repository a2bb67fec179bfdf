"""Who may book: nobody whose answers call for medical care first."""

from datetime import datetime, timedelta

from intake.booking.errors import AnswersFirst, CareFirst, NotChangeable, QuestionsFirst, TooLate
from intake.booking.models import Appointment
from intake.engine.path import walk
from intake.engine.types import Decision, Route, Urgency
from intake.models import Submission


def offers_booking(decision: Decision) -> bool:
    """Tell whether a visit may be offered after this decision."""
    return decision.route is not Route.URGENT


def admit(submission: Submission | None, *, direct_allowed: bool = True) -> None:
    """Let a client through to booking; raise CareFirst, AnswersFirst or QuestionsFirst when not.

    `submission` is what the browser has answered, if anything; `direct_allowed` is whether the
    clinic books without its questions.
    """
    if submission is not None and submission.route == Route.URGENT.value:
        raise CareFirst(submission.reference)
    if submission is not None and not submission.is_complete and _has_flags(submission):
        raise AnswersFirst(submission.reference)
    if finished(submission) is None and not direct_allowed:
        raise QuestionsFirst


def may_change(appointment: Appointment, notice: timedelta, now: datetime) -> bool:
    """Tell whether a visit is far enough away for its client to change it online."""
    return appointment.starts_at - now >= notice


def offers_call(decision: Decision) -> bool:
    """Tell whether a call may be offered after this decision: where it leads to self-help."""
    return decision.route is Route.SELF_HELP


def admit_call(submission: Submission) -> None:
    """Let a client ask for a call; raise CareFirst or NotChangeable when the answers forbid it."""
    admit(submission)
    if not submission.is_complete or submission.route != Route.SELF_HELP.value:
        raise NotChangeable(f"{submission.reference} does not lead to self-help")


def admit_change(appointment: Appointment, notice: timedelta, now: datetime) -> None:
    """Let a client change their visit; raise TooLate within the clinic's shortest notice."""
    if not may_change(appointment, notice, now):
        raise TooLate(f"{appointment} begins too soon")


def finished(submission: Submission | None) -> Submission | None:
    """Return a client's answers once they led to a decision, None before."""
    return submission if submission is not None and submission.is_complete else None


def _has_flags(submission: Submission) -> bool:
    found = walk(submission.definition, submission.read_answers())
    return found.urgency is not Urgency.NONE
