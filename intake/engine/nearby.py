"""What would change a result: the nearest single answers that lead elsewhere."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, inf

from intake.engine.answers import RawValue, read_answer, to_raw
from intake.engine.conditions import leaves
from intake.engine.domains import conditions_of
from intake.engine.language import NumberIs
from intake.engine.report import answer_words
from intake.engine.routing import decide
from intake.engine.sentences import quoted
from intake.engine.types import (
    NOT_SURE,
    Answer,
    Answers,
    Decision,
    Kind,
    Option,
    Question,
    Questionnaire,
    Route,
    Urgency,
)

Outcome = tuple[Route, Urgency, str]

LOW, HIGH = 0, 10
"""The ends of a scale that sets none."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """One answer changed: the question, its new raw value, what changes in words, what follows."""

    question: str
    value: RawValue
    words: str
    decision: Decision


def nearby_changes(
    questionnaire: Questionnaire, answers: Answers, most: int = 12
) -> tuple[Nearby, ...]:
    """Return single-answer changes on the path that alter route, urgency or article.

    The smallest change comes first; among equals the questions, and the places they lead to, take
    turns, so that a list of red flags does not hide everything else. A change that opens
    questions not answered yet is decided as it stands, and its decision is not complete.
    """
    now = decide(questionnaire, answers)
    asked = [question for question in questionnaire.questions if question.key in now.path]
    found: list[tuple[tuple[float, ...], Nearby]] = []
    seen: Counter[object] = Counter()
    for question in asked:
        for size, answer in _variants(questionnaire, question, answers.get(question.key)):
            then = decide(questionnaire, {**answers, question.key: answer})
            where = outcome(then)
            if where != outcome(now):
                whole, part = divmod(size, 1)
                turn = seen[question.key, where]
                order = (whole, turn, seen[turn, where], part)
                seen.update(((question.key, where), (turn, where)))
                change = _nearby(question, answers.get(question.key), answer, then)
                found.append((order, change))
    found.sort(key=lambda item: item[0])
    return tuple(change for _size, change in found[:most])


def outcome(decision: Decision) -> Outcome:
    """Return what a client notices of a decision: route, urgency and the article to read."""
    article = decision.article or decision.top_cause or decision.closest_cause or ""
    return decision.route, decision.urgency, article


def _nearby(question: Question, old: Answer | None, new: Answer, then: Decision) -> Nearby:
    words = f"{quoted(question.label)}: {_change_words(question, old, new)}"
    return Nearby(question.key, to_raw(question, new), words, then)


def _change_words(question: Question, old: Answer | None, new: Answer) -> str:
    says = _answer_words(question, new)
    if old is None:
        return f"no answer → {says}"
    if question.kind.takes_several:
        came = [key for key in new.options if key not in old.options]
        went = [key for key in old.options if key not in new.options]
        if len(went) == 0:
            return f"also {_answer_words(question, Answer(options=tuple(came)))}"
        if len(came) == 0:
            return f"without {_answer_words(question, Answer(options=tuple(went)))}"
    return f"{_answer_words(question, old)} → {says}"


def _answer_words(question: Question, answer: Answer) -> str:
    words = answer_words(question, answer.options, answer.number)
    return ", ".join(words if answer.number is not None else map(quoted, words))


# --- other answers to one question -----------------------------------------------------------

Variant = tuple[float, Answer]
"""Another answer, and how big a change it is: 1 is one option picked, dropped or exchanged, or
the next range of a number; what comes after the point only puts equals in order."""


def _variants(
    questionnaire: Questionnaire, question: Question, old: Answer | None
) -> Iterator[Variant]:
    if question.kind.takes_several:
        raw = _toggles(question, old)
    elif question.kind.takes_options:
        raw = [(1, option.key) for option in question.options]
    elif question.kind.takes_number:
        raw = _numbers(questionnaire, question, old)
    else:
        raw = []
    seen = {old}
    for size, value in raw:
        answer, _unknown = read_answer(question, value)
        if answer is not None and answer not in seen:
            seen.add(answer)
            yield size, answer


def _toggles(question: Question, old: Answer | None) -> Iterable[tuple[float, RawValue]]:
    """Yield each option picked or dropped, the way a form lets them exclude each other."""
    picked = old.options if old else ()
    for option in question.options:
        if option.key in picked:
            yield 1, [key for key in picked if key != option.key]
        elif option.exclusive:
            yield max(len(picked), 1), [option.key]
        else:
            yield 1, [*(key for key in picked if not _excludes(question.option(key))), option.key]


def _excludes(option: Option | None) -> bool:
    return option is not None and option.exclusive


def _numbers(
    questionnaire: Questionnaire, question: Question, old: Answer | None
) -> Iterable[tuple[float, RawValue]]:
    """Yield the nearest number of every other range, and "not sure" where it can be said."""
    number = old.number if old else None
    if question.not_sure_label:
        yield 1, NOT_SURE
    low, high = _ends(question)
    cuts = sorted(cut for cut in _cuts(questionnaire, question) if low < cut <= high)
    edges = [low, *cuts, inf]
    here = None if number is None else sum(cut <= number for cut in cuts)
    for place, (start, end) in enumerate(pairwise(edges)):
        value = _nearest(start, end, number, question.kind is Kind.SCALE)
        if place == here or value is None or value > high:
            continue
        away = 1 if here is None else abs(place - here)
        distance = abs(value - number) if number is not None else value
        yield away + 1 - 1 / (1 + abs(distance)), value


def _ends(question: Question) -> tuple[float, float]:
    low, high = (LOW, HIGH) if question.kind is Kind.SCALE else (-inf, inf)
    return (
        low if question.minimum is None else question.minimum,
        high if question.maximum is None else question.maximum,
    )


def _nearest(start: float, end: float, number: float | None, whole: bool) -> float | None:
    """Return the number of [start, end) nearest to another, a whole one where there is one."""
    from_above = start == -inf or (number is not None and number >= end)
    if from_above:
        if end == inf:
            return 0
        value = ceil(end) - 1
        fits = value >= start
    else:
        value = ceil(start)
        fits = value < end
    if fits:
        return value
    return None if whole else start


def _cuts(questionnaire: Questionnaire, question: Question) -> set[float]:
    """Return the numbers at which a range, or a condition on this question, begins or ends."""
    bounds: set[float | None] = set()
    for band in question.bands:
        bounds |= {band.at_least, band.below}
    for condition in conditions_of(questionnaire):
        for leaf in leaves(condition):
            if isinstance(leaf, NumberIs) and leaf.question == question.key:
                bounds |= {leaf.at_least, leaf.below}
    return {bound for bound in bounds if bound is not None}
