"""The ledger of one decision as a table: points per answer and cause, and what was not asked.

Everything is worked out again from the frozen version; nothing here asks the database.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from intake.admin.unasked import reasons_unasked
from intake.engine.path import Walk, walk
from intake.engine.report import answer_words
from intake.engine.scoring import UNCLEAR
from intake.engine.sentences import condition_words, total_title
from intake.engine.types import (
    Answers,
    Decision,
    Question,
    Questionnaire,
    Total,
)


@dataclass(frozen=True, slots=True)
class PointsRow:
    """One answer, or one combination, with its points in the order of the columns.

    question is "" where the row goes on with the question above it.
    """

    question: str
    answer: str
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PointRuleRow:
    """A combination that gives points: when it holds, and what it gave ("" when it did not)."""

    reason: str
    when: str
    gave: str


@dataclass(frozen=True, slots=True)
class Unasked:
    """Questions the client never saw, for the same reason."""

    questions: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """The points of one decision; `columns` are the totals that got any points."""

    columns: tuple[str, ...]
    rows: tuple[PointsRow, ...]
    sums: tuple[int, ...]
    point_rules: tuple[PointRuleRow, ...]
    unasked: tuple[Unasked, ...]


def ledger(definition: Questionnaire, answers: Answers, decision: Decision) -> Ledger:
    """Return the ledger of a decision."""
    found = walk(definition, answers)
    scored = {entry.total for entry in decision.ledger}
    columns = tuple(total for total in definition.totals if total.key in scored)
    sums = dict(decision.totals)
    return Ledger(
        columns=tuple(total.title for total in columns),
        rows=tuple(_points_rows(definition, found, decision, columns)),
        sums=tuple(sums.get(total.key, 0) for total in columns),
        point_rules=tuple(_point_rules(definition, decision)),
        unasked=tuple(_unasked(definition, answers, found)),
    )


# --- points ----------------------------------------------------------------------------------


def _points_rows(
    definition: Questionnaire, found: Walk, decision: Decision, columns: tuple[Total, ...]
) -> Iterator[PointsRow]:
    given: dict[tuple[str, str, str, str], int] = {}
    for entry in decision.ledger:
        place = (entry.rule, "" if entry.rule else entry.question, entry.option, entry.total)
        given[place] = given.get(place, 0) + entry.points
    for question in found.questions:
        name = question.label
        for option, words in _answers(question, found):
            points = (given.get(("", question.key, option, total.key), 0) for total in columns)
            yield PointsRow(name, words, tuple(points))
            name = ""
    combined = {entry.rule: None for entry in decision.ledger if entry.rule}
    for rule in combined:
        points = (given.get((rule, "", "", total.key), 0) for total in columns)
        yield PointsRow(_("Combination"), _combination(definition, rule), tuple(points))


def _answers(question: Question, found: Walk) -> Iterator[tuple[str, str]]:
    answer = found.situation.answers.get(question.key)
    if answer is None:
        yield "", _("no answer")
    elif answer.text or answer.number is not None:
        yield "", answer.text or ", ".join(answer_words(question, (), answer.number))
    elif not answer.options:
        yield "", _("none of these")
    else:
        for option in answer.options:
            yield option, ", ".join(answer_words(question, (option,), None)) or option


def _combination(definition: Questionnaire, key: str) -> str:
    if key == UNCLEAR:
        return _("No cause is clear")
    reasons = {rule.key: rule.reason for rule in definition.point_rules}
    return reasons.get(key) or key


def _point_rules(definition: Questionnaire, decision: Decision) -> Iterator[PointRuleRow]:
    fired = {entry.rule for entry in decision.ledger}
    for rule in definition.point_rules:
        given = ", ".join(
            f"{total_title(definition, key)} {points:+d}" for key, points in rule.points
        )
        yield PointRuleRow(
            reason=rule.reason or rule.key,
            when=condition_words(definition, rule.when),
            gave=given if rule.key in fired else "",
        )


# --- what was not asked ----------------------------------------------------------------------


def _unasked(definition: Questionnaire, answers: Answers, found: Walk) -> Iterator[Unasked]:
    reasons = reasons_unasked(definition, answers, found)
    for why, together in groupby(reasons, key=lambda reason: reason[1]):
        yield Unasked(tuple(question.label for question, _why in together), why)
