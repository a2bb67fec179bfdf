"""What is wrong with a definition: problems an editor can cure before publishing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import inf

from intake.engine.conditions import leaves, questions_of
from intake.engine.language import Condition, Includes, Leading, TotalIs
from intake.engine.measure import before_emergency, can_raise, longest_path, most_points
from intake.engine.types import (
    NOT_SURE,
    Band,
    Kind,
    Question,
    Questionnaire,
    Route,
    Step,
    Urgency,
)


class Level(StrEnum):
    """How bad a problem is: an error keeps a questionnaire from being published."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it is, and what to do about it."""

    level: Level
    code: str
    place: str
    message: str


def lint(questionnaire: Questionnaire) -> tuple[Problem, ...]:
    """Return every problem of a definition, errors first."""
    checks = (
        _keys,
        _questions,
        _conditions,
        _points,
        _red_flags,
        _lengths,
        _outcomes,
    )
    found = [problem for check in checks for problem in check(questionnaire)]
    return tuple(sorted(found, key=lambda problem: problem.level is not Level.ERROR))


def _error(code: str, place: str, message: str) -> Problem:
    return Problem(Level.ERROR, code, place, message)


def _warning(code: str, place: str, message: str) -> Problem:
    return Problem(Level.WARNING, code, place, message)


# --- keys ------------------------------------------------------------------------------------


def _keys(questionnaire: Questionnaire) -> Iterator[Problem]:
    named: tuple[tuple[str, Iterable[str]], ...] = (
        ("steps", (step.key for step in questionnaire.steps)),
        ("questions", (question.key for question in questionnaire.questions)),
        ("totals", (total.key for total in questionnaire.totals)),
        ("point rules", (rule.key for rule in questionnaire.point_rules)),
        ("red flag rules", (rule.key for rule in questionnaire.red_flag_rules)),
        ("rules", (rule.key for rule in questionnaire.rules)),
    )
    for place, keys in named:
        yield from _duplicates(place, keys)
    for question in questionnaire.questions:
        yield from _duplicates(question.key, (option.key for option in question.options))


def _duplicates(place: str, keys: Iterable[str]) -> Iterator[Problem]:
    for key, count in Counter(keys).items():
        if count > 1:
            yield _error(
                "duplicate_key", place, f"The key “{key}” is used {count} times. Give each its own."
            )


# --- questions -------------------------------------------------------------------------------


def _questions(questionnaire: Questionnaire) -> Iterator[Problem]:
    for question in questionnaire.questions:
        yield from _options(question)
        yield from _bands(question)


def _options(question: Question) -> Iterator[Problem]:
    if not question.kind.takes_options:
        return
    if len(question.options) < 2:
        yield _error(
            "too_few_options", question.key, "There is nothing to choose. Add a second option."
        )
    exclusive = [o for o in question.options if o.exclusive and o.key != NOT_SURE]
    if question.kind.takes_several and question.required and not exclusive:
        yield _error(
            "no_exclusive_option",
            question.key,
            "Nobody can say “none of these”. Add such an option and let it exclude the others.",
        )
    not_sure = question.option(NOT_SURE)
    if question.kind is Kind.MULTIPLE and not_sure and not not_sure.exclusive:
        yield _warning(
            "not_sure_with_others",
            question.key,
            "“Not sure” can be picked beside other answers. Let it exclude the others.",
        )


def _bands(question: Question) -> Iterator[Problem]:
    if not question.bands:
        return
    starts = sorted(question.bands, key=lambda band: _bounds(band)[0])
    for lower, upper in pairwise(starts):
        end, start = _bounds(lower)[1], _bounds(upper)[0]
        if end > start:
            yield _error(
                "bands_overlap",
                question.key,
                f"Numbers from {start:g} on are in two ranges. End the first one at {start:g}.",
            )
        elif end < start:
            yield _warning(
                "bands_gap",
                question.key,
                f"Numbers from {end:g} up to {start:g} are in no range. Add one or move an end.",
            )


def _bounds(band: Band) -> tuple[float, float]:
    return (
        -inf if band.at_least is None else band.at_least,
        inf if band.below is None else band.below,
    )


# --- conditions ------------------------------------------------------------------------------


def _conditions(questionnaire: Questionnaire) -> Iterator[Problem]:
    asked: set[str] = set()
    for step in questionnaire.steps:
        for question in step.questions:
            if question.show_if is not None:
                yield from _names(questionnaire, question.key, question.show_if)
                yield from _order(question, question.show_if, asked, questionnaire)
                yield from _same_step(step, question.key, question.show_if)
            asked.add(question.key)
    for key, when in _rule_conditions(questionnaire):
        yield from _names(questionnaire, key, when)


def _rule_conditions(questionnaire: Questionnaire) -> Iterator[tuple[str, Condition]]:
    for rules in (questionnaire.point_rules, questionnaire.red_flag_rules, questionnaire.rules):
        for rule in rules:
            yield rule.key, rule.when


def _names(questionnaire: Questionnaire, place: str, condition: Condition) -> Iterator[Problem]:
    for key in sorted(questions_of(condition)):
        if questionnaire.question(key) is None:
            yield _missing(place, f"There is no question “{key}”.")
    causes = {cause.key for cause in questionnaire.causes}
    for leaf in leaves(condition):
        if isinstance(leaf, TotalIs) and questionnaire.total(leaf.total) is None:
            yield _missing(place, f"There is no total “{leaf.total}”.")
        elif isinstance(leaf, Leading):
            for cause in leaf.causes:
                if cause not in causes:
                    yield _missing(place, f"There is no cause “{cause}”.")
        elif isinstance(leaf, Includes):
            question = questionnaire.question(leaf.question)
            for option in leaf.options if question else ():
                if question and question.option(option) is None:
                    yield _missing(place, f"“{leaf.question}” has no option “{option}”.")


def _missing(place: str, what: str) -> Problem:
    return _error("condition_on_nothing", place, f"{what} Choose another one in the condition.")


def _order(
    question: Question, condition: Condition, asked: set[str], questionnaire: Questionnaire
) -> Iterator[Problem]:
    for key in sorted(questions_of(condition) - asked):
        if questionnaire.question(key) is not None:
            yield _error(
                "condition_on_later",
                question.key,
                f"It depends on “{key}”, which is asked later. Move one of the two.",
            )


def _same_step(step: Step, key: str, condition: Condition) -> Iterator[Problem]:
    if step.ask_at_most is None or step.ask_at_most >= len(step.questions):
        return
    for other in sorted(questions_of(condition) & {question.key for question in step.questions}):
        yield _error(
            "condition_in_limited_step",
            key,
            f"It depends on “{other}” on the same step, which asks only some of its questions: "
            "an answer there could push away a question that is already answered. "
            "Move one of the two to another step.",
        )


# --- points ----------------------------------------------------------------------------------


def _points(questionnaire: Questionnaire) -> Iterator[Problem]:
    totals = {total.key for total in questionnaire.totals}
    causes = {cause.key for cause in questionnaire.causes}
    unclear = dict(questionnaire.naming.unclear_points)
    for total in sorted(causes & unclear.keys()):
        yield _error(
            "unclear_points_for_cause",
            total,
            "It gets points when no cause is named, which is too late. Give them to another total.",
        )
    given: set[str] = set()
    for place, points in (*_all_points(questionnaire), ("naming", unclear)):
        given |= set(points)
        for total in sorted(set(points) - totals):
            yield _error(
                "points_for_nothing",
                place,
                f"Points go to “{total}”, which does not exist. Add that total or remove them.",
            )
    for total in sorted(totals - given):
        yield _error(
            "total_without_points",
            total,
            "No answer gives points to it. Give it points or remove it.",
        )
    most = most_points(questionnaire)
    for cause in questionnaire.causes:
        if cause.key in given and most.get(cause.key, 0) < questionnaire.naming.minimum:
            yield _error(
                "cause_never_named",
                cause.key,
                f"It can reach {most.get(cause.key, 0)} points at most and is named from "
                f"{questionnaire.naming.minimum}. Give it more points or lower the minimum.",
            )


def _all_points(questionnaire: Questionnaire) -> Iterator[tuple[str, dict[str, int]]]:
    for question in questionnaire.questions:
        for scored in question.scored:
            yield question.key, dict(scored.points)
    for rule in questionnaire.point_rules:
        yield rule.key, dict(rule.points)


# --- red flags -------------------------------------------------------------------------------


def _red_flags(questionnaire: Questionnaire) -> Iterator[Problem]:
    for step in questionnaire.steps:
        for place, question in enumerate(step.questions):
            if question.can_flag:
                yield from _red_flag(step, place, question)
    rules = questionnaire.red_flag_rules
    if not any(rule.urgency is Urgency.EMERGENCY_NOW for rule in rules) and not any(
        can_raise(question, Urgency.EMERGENCY_NOW) for question in questionnaire.questions
    ):
        yield _warning(
            "no_emergency",
            questionnaire.key,
            "No answer leads to emergency care. Ask for emergency signs first.",
        )
    for rule in rules:
        if not rule.urgency.rank:
            yield _error(
                "red_flag_without_level", rule.key, "It has no level. Say how soon care is needed."
            )


def _red_flag(step: Step, place: int, question: Question) -> Iterator[Problem]:
    if question.kind.takes_options and question.option(NOT_SURE) is None:
        yield _error(
            "red_flag_without_not_sure",
            question.key,
            "It can raise a red flag, and nobody can say “not sure”. Add that option.",
        )
    if step.ask_at_most is not None and place >= step.ask_at_most:
        yield _error(
            "red_flag_behind_limit",
            question.key,
            f"The step asks {step.ask_at_most} questions at most, so this red flag may never be "
            "asked. Move it to the front of the step.",
        )
    if not question.required:
        yield _error(
            "red_flag_optional",
            question.key,
            "It can raise a red flag and may be left empty. Let it need an answer.",
        )


# --- length ----------------------------------------------------------------------------------


def _lengths(questionnaire: Questionnaire) -> Iterator[Problem]:
    limits = questionnaire.limits
    longest, before = longest_path(questionnaire), before_emergency(questionnaire)
    if longest > limits.longest_path:
        yield _error(
            "too_long",
            questionnaire.key,
            f"A client may be asked {longest} questions; the limit is {limits.longest_path}. "
            "Remove questions or let a step ask only some of its own.",
        )
    if before > limits.before_emergency:
        yield _error(
            "emergency_too_late",
            questionnaire.key,
            f"An emergency may show only after {before} questions; the limit is "
            f"{limits.before_emergency}. Ask for emergency signs earlier.",
        )
    for step in questionnaire.steps:
        if not step.questions:
            yield _error("empty_step", step.key, "It asks nothing. Add a question or remove it.")


# --- outcomes --------------------------------------------------------------------------------


def _outcomes(questionnaire: Questionnaire) -> Iterator[Problem]:
    if not questionnaire.default_reason:
        yield _error(
            "no_default_reason",
            questionnaire.key,
            "Nothing is said when no rule holds. Write why a person should look at the answers.",
        )
    for rule in questionnaire.rules:
        if not rule.reason:
            yield _error("rule_without_reason", rule.key, "It gives no reason. Write one.")
        if rule.route is Route.URGENT:
            yield _error(
                "urgent_by_rule",
                rule.key,
                "A routing rule cannot send anyone to urgent care. Make it a red flag.",
            )
        if rule.route is Route.SELF_HELP and rule.review_after_days is None:
            yield _warning(
                "self_help_without_review",
                rule.key,
                "It has no day to look again. Say after how many days.",
            )
    offers_self_help = any(rule.route is Route.SELF_HELP for rule in questionnaire.rules)
    if offers_self_help and not questionnaire.self_help_needs:
        yield _warning(
            "self_help_needs_nothing",
            questionnaire.key,
            "Self-help may follow although nothing is known. Say which answers it needs.",
        )
    for group in questionnaire.self_help_needs:
        for key in group:
            if questionnaire.question(key) is None:
                yield _error(
                    "needs_nothing_asked",
                    questionnaire.key,
                    f"Self-help needs an answer to “{key}”, which is not asked. Remove it.",
                )
