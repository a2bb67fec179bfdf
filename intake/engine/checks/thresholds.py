"""Rules on one number: whether they leave a gap between them, or meet on the same ground."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from math import inf

from intake.engine.checks.problems import Problem, warning
from intake.engine.conditions import leaves
from intake.engine.language import NumberIs, TotalIs
from intake.engine.sentences import question_name, rule_name, stretch_words, total_name
from intake.engine.types import Questionnaire, Rule


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The numbers in [low, high) that a rule speaks of."""

    low: float
    high: float
    rule: Rule


def thresholds(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find numbers between two rules that no rule speaks of, and numbers that two rules claim."""
    for name, stretches in _spoken_of(questionnaire).items():
        yield from _gaps(questionnaire, name, stretches)
    yield from _overlaps(questionnaire)


def _spoken_of(questionnaire: Questionnaire) -> dict[TotalIs | NumberIs, list[_Stretch]]:
    """Return what the rules read, each as a leaf without bounds, with every stretch they name."""
    found: dict[TotalIs | NumberIs, list[_Stretch]] = {}
    for rule in questionnaire.rules:
        for leaf in leaves(rule.when):
            if isinstance(leaf, TotalIs | NumberIs):
                found.setdefault(_unbounded(leaf), []).append(_stretch(leaf, rule))
    return found


def _stretch(leaf: TotalIs | NumberIs, rule: Rule) -> _Stretch:
    low = -inf if leaf.at_least is None else leaf.at_least
    return _Stretch(low, inf if leaf.below is None else leaf.below, rule)


def _unbounded(leaf: TotalIs | NumberIs) -> TotalIs | NumberIs:
    return replace(leaf, at_least=None, below=None)


def _gaps(
    questionnaire: Questionnaire, name: TotalIs | NumberIs, stretches: list[_Stretch]
) -> Iterator[Problem]:
    ordered = sorted(stretches, key=lambda stretch: stretch.low)
    end = ordered[0].high
    for before, after in pairwise(ordered):
        end = max(end, before.high)
        if end < after.low:
            if isinstance(name, TotalIs):
                called, numbers = total_name(questionnaire, name.total), "points"
            else:
                called, numbers = question_name(questionnaire, name.question), ""
            yield warning(
                "thresholds_gap",
                after.rule.key,
                f"No rule speaks of {called} {stretch_words(end, after.low, numbers)}, between "
                f"two that do: such answers fall to the safe default. Move one of the ends.",
            )


def _overlaps(questionnaire: Questionnaire) -> Iterator[Problem]:
    plain = [
        (rule.when, _stretch(rule.when, rule))
        for rule in questionnaire.rules
        if isinstance(rule.when, TotalIs | NumberIs)
    ]
    for (one, first), (other, second) in combinations(plain, 2):
        if _unbounded(one) != _unbounded(other) or first.rule.route is second.rule.route:
            continue
        low, high = max(first.low, second.low), min(first.high, second.high)
        within = (low, high) in ((first.low, first.high), (second.low, second.high))
        if low < high and not within:
            yield warning(
                "thresholds_overlap",
                second.rule.key,
                f"Both {rule_name(first.rule)} and {rule_name(second.rule)} hold "
                f"{stretch_words(low, high)}; the first one decides. Let one end where the other "
                "begins.",
            )
