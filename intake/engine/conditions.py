"""The one evaluator of the one condition language."""

from collections.abc import Iterator

from intake.engine.language import (
    AllOf,
    Answered,
    AnyOf,
    Condition,
    Includes,
    Leading,
    Not,
    NumberIs,
    TotalIs,
)
from intake.engine.types import Answer, Cite, Entry


class Situation:
    """What is known at one point of the path: answers on it, the ledger so far, the totals.

    The ledger grows with every answer; `totals` are those at the end of the last whole step.
    """

    __slots__ = ("answers", "causes", "ledger", "totals")

    def __init__(self, causes: frozenset[str]) -> None:
        self.causes = causes
        self.answers: dict[str, Answer] = {}
        self.totals: dict[str, int] = {}
        self.ledger: list[Entry] = []

    @property
    def highest(self) -> int:
        """The points of the leading cause; 0 when no cause has any."""
        return max((self.totals.get(cause, 0) for cause in self.causes), default=0)


def holds(condition: Condition, situation: Situation) -> bool:
    """Tell whether a condition is true now; an unanswered question makes its leaf false."""
    # The commonest come first, and loops are plain: a walk along the path asks a thousand times.
    match condition:
        case Includes():
            answer = situation.answers.get(condition.question)
            if answer is None:
                return False
            return len(set(answer.options) & set(condition.options)) >= condition.count
        case AllOf():
            for part in condition.parts:
                if not holds(part, situation):
                    return False
            return bool(condition.parts)
        case AnyOf():
            for part in condition.parts:  # noqa: SIM110
                if holds(part, situation):
                    return True
            return False
        case NumberIs(question, at_least, below):
            answer = situation.answers.get(question)
            return answer is not None and within(answer.number, at_least, below)
        case Not(part):
            return not holds(part, situation)
        case TotalIs(total, at_least, below):
            return within(situation.totals.get(total, 0), at_least, below)
        case Answered(question):
            return question in situation.answers
        case Leading(causes, margin):
            return _leads(causes, margin, situation)


def within(number: float | None, at_least: float | None, below: float | None) -> bool:
    """Tell whether a number lies in [at_least, below); None never does."""
    if number is None:
        return False
    return (at_least is None or number >= at_least) and (below is None or number < below)


def _leads(causes: tuple[str, ...], margin: int, situation: Situation) -> bool:
    highest = situation.highest
    if highest <= 0:
        return False
    return any(0 < situation.totals.get(cause, 0) >= highest - margin for cause in causes)


def leaves(condition: Condition) -> Iterator[Condition]:
    """Yield every leaf of a condition, left to right."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield condition


def questions_of(condition: Condition) -> set[str]:
    """Return the keys of the questions a condition reads directly."""
    return {
        leaf.question
        for leaf in leaves(condition)
        if isinstance(leaf, Answered | Includes | NumberIs)
    }


def cites(condition: Condition, situation: Situation) -> tuple[Cite, ...]:
    """Return the answers that make a true condition true, strongest first, each once."""
    found: dict[str, Cite] = {}
    for cite in _cites(condition, situation):
        found.setdefault(cite.question, cite)
    return tuple(found.values())


def _cites(condition: Condition, situation: Situation) -> Iterator[Cite]:
    # Not() has no case: what was not answered cannot be pointed at.
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                if holds(part, situation):
                    yield from _cites(part, situation)
        case Includes(question, options, _):
            picked = situation.answers[question].options
            yield Cite(question, tuple(option for option in picked if option in options))
        case Answered(question) | NumberIs(question):
            answer = situation.answers[question]
            yield Cite(question, answer.options, answer.number)
        case TotalIs(total):
            yield from contributions((total,), situation)
        case Leading(causes, _):
            yield from contributions(causes, situation)


def contributions(totals: tuple[str, ...], situation: Situation) -> Iterator[Cite]:
    """Yield the answers that raised these totals, the most points first."""
    raised: dict[str, list[Entry]] = {}
    for entry in situation.ledger:
        if entry.total in totals and entry.points > 0 and entry.question:
            raised.setdefault(entry.question, []).append(entry)
    ranked = sorted(raised.items(), key=lambda item: -sum(entry.points for entry in item[1]))
    for question, entries in ranked:
        answer = situation.answers[question]
        if any(entry.rule for entry in entries):
            options = answer.options
        else:
            options = tuple(dict.fromkeys(entry.option for entry in entries if entry.option))
        yield Cite(question, options, answer.number)
