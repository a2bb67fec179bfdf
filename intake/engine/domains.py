"""All that can be answered to one question, small enough to try: for each kind its own way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import NamedTuple

from intake.engine.conditions import leaves, within
from intake.engine.language import Answered, Condition, Includes, NumberIs
from intake.engine.scoring import flags
from intake.engine.types import (
    NOT_SURE,
    Answer,
    Option,
    Question,
    Questionnaire,
    Urgency,
)

Leaf = Answered | Includes | NumberIs
Weights = Mapping[str, int]
"""Total → how often its points count; −1 takes them away."""


class Literal(NamedTuple):
    """A leaf about an answer that has to hold, or not to hold."""

    leaf: Leaf
    said: bool = True


def fits(literal: Literal, answer: Answer | None) -> bool:
    """Tell whether an answer, or None for no answer, is as the literal wants it."""
    return _holds(literal.leaf, answer) == literal.said


def may_be_missing(literals: tuple[Literal, ...]) -> bool:
    """Tell whether no answer at all fits."""
    return all(fits(literal, None) for literal in literals)


def _holds(leaf: Leaf, answer: Answer | None) -> bool:
    if answer is None:
        return False
    match leaf:
        case Answered():
            return True
        case Includes(_, options, count):
            return len(set(answer.options) & set(options)) >= count
        case NumberIs(_, at_least, below):
            return within(answer.number, at_least, below)


@dataclass(frozen=True)
class _Try:
    """One answer, with its points and the gravest red flag that it raises by itself."""

    answer: Answer | None
    points: Mapping[str, int]
    level: Urgency = Urgency.NONE

    def counts(self, weights: Weights) -> int:
        return sum(self.points.get(total, 0) * weight for total, weight in weights.items())


NOTHING = _Try(None, {})


class Domain:
    """The answers to one question.

    `tries` holds every answer that makes a difference, but for several options picked together:
    those are `free` to be combined, and are looked at one by one.
    """

    def __init__(self, question: Question, cuts: set[float]) -> None:
        self.question = question
        self.tries = (NOTHING, *(_tried(question, answer) for answer in _answers(question, cuts)))
        self.free = tuple(
            _tried(question, Answer(options=(option.key,)))
            for option in question.options
            if question.kind.takes_several and not _says_none(option)
        )

    def allows(self, literals: tuple[Literal, ...], highest: Urgency) -> bool:
        """Tell whether an answer may fit all literals without raising more than a level."""
        return any(self._fitting(literals, highest)) or bool(self._picks(literals, highest))

    def reach(
        self, weights: Weights, literals: tuple[Literal, ...], highest: Urgency
    ) -> tuple[int, int]:
        """Return the fewest and the most points among such answers; (0, 0) without any."""
        counts = [tried.counts(weights) for tried in self._fitting(literals, highest)]
        picks = [tried.counts(weights) for tried in self._picks(literals, highest)]
        if picks:
            counts += [sum(min(count, 0) for count in picks), sum(max(count, 0) for count in picks)]
        return min(counts, default=0), max(counts, default=0)

    def _fitting(self, literals: tuple[Literal, ...], highest: Urgency) -> Iterator[_Try]:
        for tried in self.tries:
            if tried.level.rank <= highest.rank and all(
                fits(literal, tried.answer) for literal in literals
            ):
                yield tried

    def _picks(self, literals: tuple[Literal, ...], highest: Urgency) -> list[_Try]:
        """Return the options that several picked together may be made of; none if none fit."""
        free = [tried for tried in self.free if tried.level.rank <= highest.rank]
        for leaf, said in literals:
            if isinstance(leaf, Includes) and not said and leaf.count == 1:
                free = [tried for tried in free if not set(leaf.options) & _keys([tried])]
        return free if all(_combines(literal, free, literals) for literal in literals) else []


def _combines(literal: Literal, free: list[_Try], literals: tuple[Literal, ...]) -> bool:
    leaf, said = literal
    match leaf:
        case Answered():
            return said
        case NumberIs():
            return not said
        case Includes(_, options, count) if said:
            return len(_keys(free) & set(options)) >= count
        case Includes(_, options, count):
            wanted = [other.leaf for other in literals if other.said]
            return not any(
                isinstance(other, Includes) and _forced(other, set(options), free) >= count
                for other in wanted
            )


def _forced(wanted: Includes, unwanted: set[str], free: list[_Try]) -> int:
    """Return how many unwanted options are picked at least where `wanted` holds."""
    elsewhere = (_keys(free) & set(wanted.options)) - unwanted
    return wanted.count - len(elsewhere)


def _keys(tries: list[_Try]) -> set[str]:
    return {key for tried in tries if tried.answer for key in tried.answer.options}


def _tried(question: Question, answer: Answer) -> _Try:
    points: dict[str, int] = {}
    for scored in _scored(question, answer):
        for total, value in scored:
            points[total] = points.get(total, 0) + value
    raised = (flag.urgency for flag in flags(question, answer))
    level = max(raised, key=lambda urgency: urgency.rank, default=Urgency.NONE)
    return _Try(answer, points, level)


def _scored(question: Question, answer: Answer) -> Iterator[tuple[tuple[str, int], ...]]:
    for key in answer.options:
        option = question.option(key)
        if option is not None:
            yield option.points
    for band in question.bands:
        if within(answer.number, band.at_least, band.below):
            yield band.points


# --- every answer worth trying ---------------------------------------------------------------


def domains_of(questionnaire: Questionnaire) -> dict[str, Domain]:
    """Return the domain of every question."""
    cuts: dict[str, set[float]] = {}
    for condition in conditions_of(questionnaire):
        for leaf in leaves(condition):
            if isinstance(leaf, NumberIs):
                cuts.setdefault(leaf.question, set()).update(_stated(leaf.at_least, leaf.below))
    return {
        question.key: Domain(question, cuts.get(question.key, set()))
        for question in questionnaire.questions
    }


def conditions_of(questionnaire: Questionnaire) -> Iterator[Condition]:
    """Yield every condition of a definition."""
    for question in questionnaire.questions:
        if question.show_if is not None:
            yield question.show_if
    for rules in (questionnaire.point_rules, questionnaire.red_flag_rules, questionnaire.rules):
        for rule in rules:
            yield rule.when


def _says_none(option: Option) -> bool:
    return option.exclusive and option.key != NOT_SURE


def _answers(question: Question, cuts: set[float]) -> Iterator[Answer]:
    if question.kind.takes_options:
        for option in question.options:
            if not question.kind.takes_several or _says_none(option):
                yield Answer(options=(option.key,))
    elif question.kind.takes_number:
        yield Answer(options=(NOT_SURE,))
        for number in _numbers(question, cuts):
            yield Answer(number=number)
    else:
        yield Answer(text="…")


def _numbers(question: Question, cuts: set[float]) -> Iterator[float]:
    """Yield one number for every stretch on which all conditions and ranges agree."""
    low = -inf if question.minimum is None else question.minimum
    high = inf if question.maximum is None else question.maximum
    ends = set(cuts) | _stated(low if low > -inf else None, high if high < inf else None)
    for band in question.bands:
        ends |= _stated(band.at_least, band.below)
    ordered = sorted(ends) or [0.0]
    between = ((one + other) / 2 for one, other in pairwise(ordered))
    for number in (ordered[0] - 1, *ordered, *between, ordered[-1] + 1):
        if low <= number <= high:
            yield number


def _stated(*numbers: float | None) -> set[float]:
    return {number for number in numbers if number is not None}
