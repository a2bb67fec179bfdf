"""What can ever be: whether some answers make a condition hold, and how far points can reach.

Everything errs on one side: what is said to be impossible is impossible. Where the search grows
too long, or answers depend on each other in ways it does not follow, it says "possible".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import NamedTuple

from intake.engine.domains import Literal, Weights, domains_of, fits, may_be_missing
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
from intake.engine.types import Points, Questionnaire, Step, Urgency

MOST_NODES = 1_500
"""How long one search may get, in parts of conditions looked at."""


class Goal(NamedTuple):
    """A condition that has to hold, or, where `said` is false, not to hold.

    past: it held when a question was asked; answers are still the same, totals may have moved.
    """

    condition: Condition
    said: bool = True
    past: bool = False


class Range(NamedTuple):
    """Points a total can have: at least `low`, at most `high`."""

    low: int
    high: int


@dataclass(frozen=True)
class Moment:
    """A point of the path at which a condition is judged.

    known: questions that may have an answer. steps: how many have given points, None for all.
    highest: the gravest red flag that answers may have raised without ending the path before.
    after: with it, as answers on earlier steps can be no emergency. unclear: whether the points
    for naming no cause may have been added.
    """

    known: frozenset[str]
    steps: int | None = None
    highest: Urgency = Urgency.EMERGENCY_NOW
    after: int = -1
    unclear: bool = False


@dataclass(frozen=True)
class _State:
    """What a search has settled on: about answers, and about totals."""

    literals: dict[str, tuple[Literal, ...]] = field(default_factory=dict)
    totals: dict[str, tuple[float, float]] = field(default_factory=dict)


class Reach:
    """What one definition allows. It needs keys of their own, and conditions on earlier answers."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.domains = domains_of(questionnaire)
        self.place = {
            question.key: (number, position)
            for number, step in enumerate(questionnaire.steps)
            for position, question in enumerate(step.questions)
        }
        self.never_asked = frozenset[str]()
        self._left: int
        for key in self.place:
            if not self._can_be_asked(key):
                self.never_asked |= {key}

    # --- moments -----------------------------------------------------------------------------

    def _before(self, key: str) -> frozenset[str]:
        place = self.place[key]
        earlier = {other for other, where in self.place.items() if where < place}
        return frozenset(earlier - self.never_asked)

    def _can_be_asked(self, key: str) -> bool:
        number, position = self.place[key]
        step = self.questionnaire.steps[number]
        always = [other for other in step.questions[:position] if other.show_if is None]
        if step.ask_at_most is not None and len(always) >= step.ask_at_most:
            return False
        show_if = step.questions[position].show_if
        moment = Moment(self._before(key), number, after=number)
        return show_if is None or self.can_hold([Goal(show_if)], moment)

    def at_any_end(self, *, calm: bool = False) -> Moment:
        """Return the end of any step; the end of the path without any red flag where `calm`."""
        known = frozenset(self.place) - self.never_asked
        if calm:
            return Moment(known, highest=Urgency.NONE, unclear=True)
        return Moment(known)

    # --- the search --------------------------------------------------------------------------

    def can_hold(self, goals: Iterable[Goal], moment: Moment) -> bool:
        """Tell whether some answers may meet all goals at that moment."""
        self._left = MOST_NODES
        return self._search(tuple(goals), _State(), moment)

    def _search(self, goals: tuple[Goal, ...], state: _State, moment: Moment) -> bool:
        self._left -= 1
        if self._left < 0:
            return True
        if not goals:
            return self._adds_up(state, moment)
        (condition, said, past), rest = goals[0], goals[1:]
        match condition:
            case Not(part):
                return self._search((Goal(part, not said, past), *rest), state, moment)
            case AllOf(parts) | AnyOf(parts):
                if not parts:
                    return not said and self._search(rest, state, moment)
                inner = tuple(Goal(part, said, past) for part in parts)
                if isinstance(condition, AllOf) == said:
                    return self._search((*inner, *rest), state, moment)
                return any(self._search((goal, *rest), state, moment) for goal in inner)
            case Answered() | Includes() | NumberIs():
                return self._answer(Literal(condition, said), rest, state, moment)
            case _ if past:
                return self._search(rest, state, moment)
            case TotalIs(total, at_least, below):
                low = -inf if at_least is None else at_least
                high = inf if below is None else below
                stretches = [(low, high)] if said else [(-inf, low), (high, inf)]
                return any(
                    self._total(total, stretch, rest, state, moment) for stretch in stretches
                )
            case Leading(causes):
                if not said:
                    return self._search(rest, state, moment)
                return any(self._total(cause, (1, inf), rest, state, moment) for cause in causes)

    def _answer(
        self,
        literal: Literal,
        rest: tuple[Goal, ...],
        state: _State,
        moment: Moment,
    ) -> bool:
        key = literal.leaf.question
        if key not in moment.known:
            return fits(literal, None) and self._search(rest, state, moment)
        literals = (*state.literals.get(key, ()), literal)
        if not self.domains[key].allows(literals, self._highest(key, moment)):
            return False
        show_if = self.domains[key].question.show_if
        if show_if is not None and not may_be_missing(literals):
            rest = (*rest, Goal(show_if, past=True))
        return self._search(
            rest, replace(state, literals={**state.literals, key: literals}), moment
        )

    def _total(
        self,
        total: str,
        stretch: tuple[float, float],
        rest: tuple[Goal, ...],
        state: _State,
        moment: Moment,
    ) -> bool:
        low, high = state.totals.get(total, (-inf, inf))
        low, high = max(low, stretch[0]), min(high, stretch[1])
        if low >= high:
            return False
        return self._search(
            rest, replace(state, totals={**state.totals, total: (low, high)}), moment
        )

    def _highest(self, key: str, moment: Moment) -> Urgency:
        """Return the gravest flag that an answer may raise by itself and still be known then."""
        if self.place[key][0] < moment.after:
            return min(moment.highest, Urgency.SAME_DAY, key=lambda level: level.rank)
        return moment.highest

    # --- totals ------------------------------------------------------------------------------

    def _adds_up(self, state: _State, moment: Moment) -> bool:
        moment = self._sharpened(state, moment)
        for key, literals in state.literals.items():
            if not self.domains[key].allows(literals, self._highest(key, moment)):
                return False
        for total, (low, high) in state.totals.items():
            reach = self.points({total: 1}, moment, state.literals)
            first = max(low, reach.low)
            if first > reach.high or first >= high:
                return False
        return True

    def _sharpened(self, state: _State, moment: Moment) -> Moment:
        """Return the moment after the last step that must have been answered."""
        answered = [
            self.place[key][0]
            for key, literals in state.literals.items()
            if not may_be_missing(literals)
        ]
        return replace(moment, after=max([moment.after, *answered]))

    def points(
        self,
        weights: Weights,
        moment: Moment,
        literals: Mapping[str, tuple[Literal, ...]] | None = None,
    ) -> Range:
        """Return between which ends weighted totals must lie at that moment."""
        low = high = 0
        for step in self.questionnaire.steps[: moment.steps]:
            reach = self._from_step(step, weights, moment, literals or {})
            low, high = low + reach.low, high + reach.high
        for points in self._extra_points(moment):
            extra = sum(value * weights.get(total, 0) for total, value in points)
            low, high = low + min(extra, 0), high + max(extra, 0)
        return Range(low, high)

    def _from_step(
        self,
        step: Step,
        weights: Weights,
        moment: Moment,
        literals: Mapping[str, tuple[Literal, ...]],
    ) -> Range:
        reaches = [
            self.domains[question.key].reach(
                weights, literals.get(question.key, ()), self._highest(question.key, moment)
            )
            for question in step.questions
            if question.key in moment.known
        ]
        lows, highs = [low for low, _high in reaches], [high for _low, high in reaches]
        if step.ask_at_most is not None:
            # Only an answer that must be given has a low above or a high under nought.
            lows = sorted(lows)[: step.ask_at_most]
            highs = sorted(highs, reverse=True)[: step.ask_at_most]
        return Range(sum(lows), sum(highs))

    def _extra_points(self, moment: Moment) -> Iterator[Points]:
        for rule in self.questionnaire.point_rules:
            yield rule.points
        if moment.unclear:
            yield self.questionnaire.naming.unclear_points
