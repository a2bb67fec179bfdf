"""One submission decided twice, side by side. Nothing here asks the database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from intake.admin.replay_words import is_lower
from intake.engine import report
from intake.engine.answers import read_answers
from intake.engine.path import Walk, walk
from intake.engine.routing import decide
from intake.engine.sentences import condition_words, total_title
from intake.engine.types import (
    Answer,
    Decision,
    PointRule,
    Question,
    Questionnaire,
    RedFlagRule,
    Rule,
)
from intake.models import ReplayChange, Submission
from intake.models.submission import ROUTES, URGENCIES

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Side:
    """One decision in words; the clinical parts are empty for who may not read answers."""

    route: Words
    urgency: Words
    lowered: bool
    causes: tuple[tuple[str, int, bool], ...]
    reasons: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer, and the points it gives on both sides; `asked_now` by the draft."""

    question: str
    answer: tuple[str, ...]
    before: str
    after: str
    asked_now: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """One submission decided twice. `missing` are questions that only the draft asks."""

    before: Side
    after: Side
    answers: tuple[AnswerRow, ...]
    missing: tuple[str, ...]


def bare_comparison(change: ReplayChange) -> Comparison:
    """Return routes and urgencies only, as stored: for who may not read answers."""
    submission = change.submission
    before = _bare_side(submission.route, submission.urgency, lowered=False)
    lowered = is_lower(submission.urgency, change.urgency)
    return Comparison(before, _bare_side(change.route, change.urgency, lowered), (), ())


def _bare_side(route: str, urgency: str, lowered: bool) -> Side:
    return Side(dict(ROUTES)[route], dict(URGENCIES)[urgency], lowered, (), (), ())


@dataclass(frozen=True, slots=True)
class Told:
    """A definition, the answers as it reads them, and the decision they lead to under it."""

    definition: Questionnaire
    answers: Mapping[str, Answer]
    decision: Decision


def comparison(submission: Submission, draft: Questionnaire) -> Comparison:
    """Return a submission's decision and the draft's, with everything that led to them."""
    before, after = (_told(submission, found) for found in (submission.definition, draft))
    lowered = after.decision.urgency.rank < before.decision.urgency.rank
    walked, walked_now = (walk(told.definition, told.answers) for told in (before, after))
    return Comparison(
        before=_side(before, lowered=False),
        after=_side(after, lowered=lowered),
        answers=tuple(_answer_rows(before, after, walked, walked_now)),
        missing=tuple(
            question.label
            for question in walked_now.questions
            if question.required and question.key not in walked_now.situation.answers
        ),
    )


def _told(submission: Submission, definition: Questionnaire) -> Told:
    answers = read_answers(definition, submission.answers)[0]
    return Told(definition, answers, decide(definition, answers))


def _side(told: Told, *, lowered: bool) -> Side:
    definition, decision = told.definition, told.decision
    return Side(
        route=dict(ROUTES)[decision.route.value],
        urgency=dict(URGENCIES)[decision.urgency.value],
        lowered=lowered,
        causes=tuple((total_title(definition, c.key), c.points, c.named) for c in decision.causes),
        reasons=report.decision_reasons(definition, decision),
        rules=tuple(_rules(definition, decision)),
    )


def _rules(definition: Questionnaire, decision: Decision) -> Iterable[str]:
    """Yield each rule that fired, with its condition as a sentence."""
    fired = [flag.rule for flag in decision.flags]
    fired += [entry.rule for entry in decision.ledger]
    fired += [decision.rule]
    everything: tuple[RedFlagRule | PointRule | Rule, ...] = (
        *definition.red_flag_rules,
        *definition.point_rules,
        *definition.rules,
    )
    for rule in everything:
        if rule.key in fired:
            words = condition_words(definition, rule.when)
            outcome = dict(ROUTES)[rule.route.value] if isinstance(rule, Rule) else ""
            said = " → ".join(str(part) for part in (rule.reason or words, outcome) if part)
            yield f"{said} ({words})" if rule.reason else said


def _answer_rows(before: Told, after: Told, old: Walk, new: Walk) -> Iterable[AnswerRow]:
    points = _points(before), _points(after)
    for question in _in_order(old, new):
        answer = before.answers.get(question.key) or after.answers.get(question.key)
        if answer is not None:
            yield AnswerRow(
                question=question.label,
                answer=_answer(question, answer),
                before=points[0][question.key],
                after=points[1][question.key],
                asked_now=question.key in new.situation.answers,
            )


def _in_order(old: Walk, new: Walk) -> list[Question]:
    asked = {question.key: question for question in old.questions}
    return [*asked.values(), *(q for q in new.questions if q.key not in asked)]


def _answer(question: Question, answer: Answer) -> tuple[str, ...]:
    if answer.text:
        return (answer.text,)
    return tuple(report.answer_words(question, answer.options, answer.number))


def _points(told: Told) -> dict[str, str]:
    """Return question key → "Piriformis syndrome 2, Need for care 1"."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for entry in told.decision.ledger:
        if not entry.rule:
            sums[entry.question][entry.total] += entry.points
    found = {
        question: ", ".join(
            f"{total_title(told.definition, total)} {points:+d}" for total, points in given.items()
        )
        for question, given in sums.items()
    }
    return defaultdict(str, found)
