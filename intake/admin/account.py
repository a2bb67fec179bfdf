"""The whole account of one set of answers, for staff: path, points, flags, rules, decision."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from intake.admin.unasked import reasons_unasked
from intake.engine.conditions import Situation, holds
from intake.engine.path import Walk, walk
from intake.engine.report import answer_words, cite_words, decision_reasons
from intake.engine.routing import decide
from intake.engine.scoring import UNCLEAR, add_unclear
from intake.engine.sentences import condition_words, total_title
from intake.engine.types import (
    Answer,
    Answers,
    Decision,
    Entry,
    Flag,
    Question,
    Questionnaire,
    Route,
    Rule,
)
from intake.models.submission import ROUTES, URGENCIES

ROUTE_NAMES = dict(ROUTES)
URGENCY_NAMES = dict(URGENCIES)


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One question of the path: its answer, or why it has none. `open` when it waits for one."""

    label: str
    asked: bool
    open: bool
    answer: str
    why: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step; `reachable` when a client may stand on it now."""

    key: str
    title: str
    reachable: bool
    current: bool
    rows: tuple[AskedRow, ...]

    @property
    def asked(self) -> bool:
        """Whether any of its questions is asked."""
        return any(row.asked for row in self.rows)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of the ledger in words; `rule` where no single answer gave the points."""

    question: str
    answer: str
    total: str
    points: int
    rule: str


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A red flag that was raised."""

    urgency: str
    reason: str
    said: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule in the order tried. `state`: decides, refused, holds, fails or untried."""

    number: int
    reason: str
    when: str
    leads_to: str
    state: str


@dataclass(frozen=True, slots=True)
class Account:
    """Everything that follows from some answers, as they stand."""

    decision: Decision
    route: str
    urgency: str
    reasons: tuple[str, ...]
    causes: tuple[tuple[str, int, bool], ...]
    totals: tuple[tuple[str, int], ...]
    steps: tuple[StepRow, ...]
    ledger: tuple[EntryRow, ...]
    flags: tuple[FlagRow, ...]
    red_flag_rules: tuple[RuleRow, ...]
    rules: tuple[RuleRow, ...]
    left: int

    @property
    def is_urgent(self) -> bool:
        """Whether it leads to medical care."""
        return self.decision.route is Route.URGENT


def account(definition: Questionnaire, answers: Answers, current: str = "") -> Account:
    """Return the account of some answers; `current` is the key of the step on the screen."""
    decision = decide(definition, answers)
    found = walk(definition, answers)
    return Account(
        decision=decision,
        route=str(ROUTE_NAMES[decision.route.value]),
        urgency=str(URGENCY_NAMES[decision.urgency.value]),
        reasons=decision_reasons(definition, decision),
        causes=tuple((total_title(definition, c.key), c.points, c.named) for c in decision.causes),
        totals=tuple((total_title(definition, key), points) for key, points in decision.totals),
        steps=tuple(_steps(definition, answers, found, current)),
        ledger=tuple(_entry(definition, answers, entry) for entry in decision.ledger),
        flags=tuple(_flag(definition, flag) for flag in decision.flags),
        red_flag_rules=tuple(_red_flag_rules(definition, found)),
        rules=tuple(_rules(definition, decision, found)),
        left=0 if decision.complete else _left(found),
    )


def _left(found: Walk) -> int:
    answered = found.situation.answers
    return sum(question.required and question.key not in answered for question in found.questions)


# --- the path --------------------------------------------------------------------------------


def _steps(
    definition: Questionnaire, answers: Answers, found: Walk, current: str
) -> Iterator[StepRow]:
    whys = {question.key: why for question, why in reasons_unasked(definition, answers, found)}
    for step in definition.steps:
        yield StepRow(
            key=step.key,
            title=step.title,
            reachable=found.may_visit(step.key),
            current=step.key == current,
            rows=tuple(_asked(question, found, whys) for question in step.questions),
        )


def _asked(question: Question, found: Walk, whys: Mapping[str, str]) -> AskedRow:
    if question.key in whys:
        return AskedRow(question.label, False, False, "", whys[question.key])
    answer = found.situation.answers.get(question.key)
    return AskedRow(question.label, True, answer is None, said(question, answer), "")


def said(question: Question, answer: Answer | None) -> str:
    """Return an answer in the words of the form; "" without one."""
    if answer is None:
        return ""
    return answer.text or ", ".join(answer_words(question, answer.options, answer.number))


# --- points and rules ------------------------------------------------------------------------


def _entry(definition: Questionnaire, answers: Answers, entry: Entry) -> EntryRow:
    question = definition.question(entry.question)
    answer = answers.get(entry.question)
    words = ""
    if question and entry.option:
        words = ", ".join(answer_words(question, (entry.option,), None))
    elif question and answer:
        words = said(question, answer)
    return EntryRow(
        question=question.label if question else "",
        answer=words,
        total=total_title(definition, entry.total),
        points=entry.points,
        rule=_point_rule(definition, entry.rule),
    )


def _point_rule(definition: Questionnaire, key: str) -> str:
    if key == UNCLEAR:
        return _("No cause stands out")
    rule = next((rule for rule in definition.point_rules if rule.key == key), None)
    return (rule.reason or rule.key) if rule else ""


def _flag(definition: Questionnaire, flag: Flag) -> FlagRow:
    return FlagRow(
        urgency=str(URGENCY_NAMES[flag.urgency.value]),
        reason=flag.text,
        said="; ".join(cite_words(definition, cite) for cite in flag.cites),
    )


def _red_flag_rules(definition: Questionnaire, found: Walk) -> Iterator[RuleRow]:
    raised = {flag.rule for flag in found.flags}
    for number, rule in enumerate(definition.red_flag_rules, start=1):
        yield RuleRow(
            number=number,
            reason=rule.reason or rule.key,
            when=condition_words(definition, rule.when),
            leads_to=str(URGENCY_NAMES[rule.urgency.value]),
            state="holds" if rule.key in raised else "fails",
        )


def _rules(definition: Questionnaire, decision: Decision, found: Walk) -> Iterator[RuleRow]:
    if not any(cause.named for cause in decision.causes):
        add_unclear(definition, found.situation)
    decided = decision.route is Route.URGENT
    for number, rule in enumerate(definition.rules, start=1):
        state = "untried" if decided else _state(decision, rule, found.situation)
        decided = decided or state in ("decides", "refused")
        yield RuleRow(
            number=number,
            reason=rule.reason or rule.key,
            when=condition_words(definition, rule.when),
            leads_to=str(ROUTE_NAMES[rule.route.value]),
            state=state,
        )


def _state(decision: Decision, rule: Rule, situation: Situation) -> str:
    if not holds(rule.when, situation):
        return "fails"
    return "decides" if decision.rule == rule.key else "refused"
