"""What the admin shows of a submission. Nothing here asks the database."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from intake.engine import report
from intake.engine.path import walk
from intake.engine.types import Decision, Entry, Questionnaire
from intake.models import Submission
from intake.presenters import SummaryRow, summary


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of the ledger in words."""

    question: str
    answer: str
    total: str
    points: int


@dataclass(frozen=True, slots=True)
class Record:
    """A submission as staff read it; the clinical parts are empty for who may not."""

    submission: Submission
    version: str
    may_read: bool
    reasons: tuple[str, ...]
    causes: tuple[tuple[str, int, bool], ...]
    totals: tuple[tuple[str, int], ...]
    groups: list[tuple[str, list[SummaryRow]]]
    ledger: tuple[LedgerRow, ...]
    local_zone: str


def submission_url(submission: Submission) -> str:
    """Return the address of a submission's page in the admin."""
    return reverse("submission:inspect", args=[submission.pk])


def submission_record(submission: Submission, *, with_answers: bool) -> Record:
    """Return a submission with its decision made again from the frozen version."""
    definition = submission.definition
    decision = submission.decide_again()
    found = walk(definition, submission.read_answers())
    return Record(
        submission=submission,
        version=f"{definition.title} · {submission.version.number}",
        may_read=with_answers,
        reasons=_reasons(definition, decision) if with_answers else (),
        causes=_causes(definition, decision) if with_answers else (),
        totals=_totals(definition, decision) if with_answers else (),
        groups=summary(found) if with_answers else [],
        ledger=_ledger(definition, decision) if with_answers else (),
        local_zone=timezone.get_current_timezone_name(),
    )


def _reasons(definition: Questionnaire, decision: Decision) -> tuple[str, ...]:
    return tuple(report.reason_words(definition, reason) for reason in decision.reasons)


def _title(definition: Questionnaire, key: str) -> str:
    total = definition.total(key)
    return total.title if total else key


def _causes(definition: Questionnaire, decision: Decision) -> tuple[tuple[str, int, bool], ...]:
    return tuple((_title(definition, c.key), c.points, c.named) for c in decision.causes)


def _totals(definition: Questionnaire, decision: Decision) -> tuple[tuple[str, int], ...]:
    return tuple((_title(definition, key), points) for key, points in decision.totals)


def _ledger(definition: Questionnaire, decision: Decision) -> tuple[LedgerRow, ...]:
    return tuple(_ledger_row(definition, entry) for entry in decision.ledger)


def _ledger_row(definition: Questionnaire, entry: Entry) -> LedgerRow:
    question = definition.question(entry.question)
    option = question.option(entry.option) if question else None
    return LedgerRow(
        question=question.label if question else entry.rule,
        answer=option.text if option else entry.option,
        total=_title(definition, entry.total),
        points=entry.points,
    )
