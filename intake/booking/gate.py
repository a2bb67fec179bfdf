"""Who may book: nobody whose answers call for medical care first."""

from intake.booking.errors import CareFirst, QuestionsFirst
from intake.engine.types import Decision, Route
from intake.models import Submission


def offers_booking(decision: Decision) -> bool:
    """Tell whether a visit may be offered after this decision."""
    return decision.route is not Route.URGENT


def admit(submission: Submission | None, *, direct_allowed: bool = True) -> None:
    """Let a client through to booking; raise CareFirst or QuestionsFirst when not.

    `submission` is what the browser has answered, if anything; `direct_allowed` is whether the
    clinic books without its questions.
    """
    complete = submission is not None and submission.is_complete
    if submission is not None and submission.route == Route.URGENT.value:
        raise CareFirst(submission.reference)
    if not complete and not direct_allowed:
        raise QuestionsFirst
