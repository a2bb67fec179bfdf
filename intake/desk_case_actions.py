"""A submission becomes a worked case: what was answered, without anybody who answered it."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from intake import access_log, casework
from intake.desk_actions import KIND
from intake.engine.types import Kind, Route, Urgency
from intake.models import Submission, SubmissionEvent, WorkedCase

FREE_TEXT = (Kind.SHORT_TEXT, Kind.LONG_TEXT)


def case_from_submission(*, submission: Submission, by: Any) -> WorkedCase:
    """Add a worked case with these answers; where staff sent the client is what it expects.

    Nothing that was typed in free words goes along, and no reference: nobody can tell from the
    case whose answers they were.
    """
    values = {
        "story": _("From answers a client gave. Describe an invented person here."),
        "answers": _picked_answers(submission),
        **_expected(submission),
    }
    questionnaire = submission.version.questionnaire
    taken = set(WorkedCase.objects.of(questionnaire).names())
    with transaction.atomic():
        case = casework.add_case(
            questionnaire=questionnaire,
            values=values | {"name": _free_name(submission, taken)},
            by=by,
        )
        access_log.note(
            by=by,
            action=access_log.Action.CHANGE,
            kind=KIND,
            reference=submission.reference,
        )
    return case


def _picked_answers(submission: Submission) -> dict[str, Any]:
    """Return the answers to questions that are picked, not typed."""
    typed = {each.key for each in submission.definition.questions if each.kind in FREE_TEXT}
    known = {each.key for each in submission.definition.questions} - typed
    return {key: value for key, value in submission.answers.items() if key in known}


def _expected(submission: Submission) -> dict[str, Any]:
    override = SubmissionEvent.objects.override_of(submission)
    route = override.route if override else submission.route
    if route == submission.route:
        return {
            "route": route,
            "urgency": submission.urgency,
            "top_cause": submission.top_cause,
        }
    care = route == Route.URGENT.value
    urgency = Urgency.SEE_PHYSICIAN_SOON if care else Urgency.NONE
    cause = "" if care else submission.top_cause
    return {"route": route, "urgency": urgency.value, "top_cause": cause}


def _free_name(submission: Submission, taken: set[str]) -> str:
    stem = slugify(submission.top_cause or submission.route)[:50] or "case"
    names = (f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
