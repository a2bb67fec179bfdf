"""Keys, options and ranges: the parts by themselves."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import inf

from intake.engine.checks.problems import Problem, error, warning
from intake.engine.measure import before_emergency, longest_path
from intake.engine.sentences import quoted
from intake.engine.types import NOT_SURE, Band, Kind, Question, Questionnaire


def keys(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find keys that are used twice."""
    named: tuple[tuple[str, Iterable[str]], ...] = (
        ("steps", (step.key for step in questionnaire.steps)),
        ("questions", (question.key for question in questionnaire.questions)),
        ("totals", (total.key for total in questionnaire.totals)),
        ("point rules", (rule.key for rule in questionnaire.point_rules)),
        ("red flag rules", (rule.key for rule in questionnaire.red_flag_rules)),
        ("rules", (rule.key for rule in questionnaire.rules)),
    )
    for place, found in named:
        yield from _duplicates(place, found)
    for question in questionnaire.questions:
        yield from _duplicates(question.key, (option.key for option in question.options))


def _duplicates(place: str, found: Iterable[str]) -> Iterator[Problem]:
    for key, count in Counter(found).items():
        if count > 1:
            yield error(
                "duplicate_key", place, f"The key “{key}” is used {count} times. Give each its own."
            )


def questions(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find questions that cannot be answered well."""
    for question in questionnaire.questions:
        if question.kind.takes_options:
            yield from _options(question)
        if question.bands:
            yield from _bands(question)
        low, high = question.minimum, question.maximum
        if low is not None and high is not None and low > high:
            yield error(
                "no_number_fits",
                question.key,
                f"No number is from {low:g} to {high:g}. Exchange the two ends.",
            )


def _options(question: Question) -> Iterator[Problem]:
    if len(question.options) < 2:
        yield error(
            "too_few_options", question.key, "There is nothing to choose. Add a second option."
        )
    exclusive = [o for o in question.options if o.exclusive and o.key != NOT_SURE]
    if question.kind.takes_several and question.required and not exclusive:
        yield error(
            "no_exclusive_option",
            question.key,
            "Nobody can say “none of these”. Add such an option and let it exclude the others.",
        )
    not_sure = question.option(NOT_SURE)
    if question.kind is Kind.MULTIPLE and not_sure and not not_sure.exclusive:
        yield warning(
            "not_sure_with_others",
            question.key,
            "“Not sure” can be picked beside other answers. Let it exclude the others.",
        )


def _bands(question: Question) -> Iterator[Problem]:
    starts = sorted(question.bands, key=lambda band: _bounds(band)[0])
    for lower, upper in pairwise(starts):
        end, start = _bounds(lower)[1], _bounds(upper)[0]
        if end > start:
            yield error(
                "bands_overlap",
                question.key,
                f"Numbers from {start:g} on are in two ranges. End the first one at {start:g}.",
            )
        elif end < start:
            yield warning(
                "bands_gap",
                question.key,
                f"Numbers from {end:g} up to {start:g} are in no range. Add one or move an end.",
            )


def _bounds(band: Band) -> tuple[float, float]:
    return (
        -inf if band.at_least is None else band.at_least,
        inf if band.below is None else band.below,
    )


def lengths(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find a form that is too long, and steps that ask nothing."""
    limits = questionnaire.limits
    longest, before = longest_path(questionnaire), before_emergency(questionnaire)
    if longest > limits.longest_path:
        yield error(
            "too_long",
            questionnaire.key,
            f"A client may be asked {longest} questions; the limit is {limits.longest_path}. "
            "Remove questions or let a step ask only some of its own.",
        )
    if before > limits.before_emergency:
        yield error(
            "emergency_too_late",
            questionnaire.key,
            f"An emergency may show only after {before} questions; the limit is "
            f"{limits.before_emergency}. Ask for emergency signs earlier.",
        )
    for step in questionnaire.steps:
        if not step.questions:
            yield error(
                "empty_step",
                step.key,
                f"Step {quoted(step.title)} asks nothing. Add a question or remove it.",
            )
