"""Answers on the path → points per total, with the ledger, and the red flags they raise."""

from collections.abc import Iterator

from intake.engine.conditions import Situation, cites, holds, within
from intake.engine.types import (
    NOT_SURE,
    Answer,
    Band,
    CauseScore,
    Cite,
    Entry,
    Flag,
    Naming,
    PointRule,
    Points,
    Question,
    Questionnaire,
    Urgency,
)

UNCLEAR = "unclear"


def score(question: Question, answer: Answer, situation: Situation) -> None:
    """Enter an answer into the situation: the answer itself and its ledger lines."""
    situation.answers[question.key] = answer
    for key in answer.options:
        option = question.option(key)
        if option is not None:
            situation.ledger.extend(_entries(question.key, key, option.points))
    for band in _bands(question, answer):
        situation.ledger.extend(_entries(question.key, "", band.points))


def settle(questionnaire: Questionnaire, situation: Situation) -> None:
    """Bring ledger and totals up to date with the answers, at the end of a step.

    Point rules are judged afresh, by the totals of answers alone, so that neither their order
    nor the step on which they first held makes a difference.
    """
    situation.ledger = [entry for entry in situation.ledger if not entry.rule]
    situation.totals = _sums(situation.ledger)
    combined = [
        entry
        for rule in questionnaire.point_rules
        if holds(rule.when, situation)
        for entry in _rule_entries(rule, situation)
    ]
    situation.ledger.extend(combined)
    situation.totals = _sums(situation.ledger)


def add_unclear(questionnaire: Questionnaire, situation: Situation) -> None:
    """Add the points for answers that name no cause."""
    situation.ledger.extend(_entries("", "", questionnaire.naming.unclear_points, UNCLEAR))
    situation.totals = _sums(situation.ledger)


def _rule_entries(rule: PointRule, situation: Situation) -> list[Entry]:
    cited = cites(rule.when, situation)
    return _entries(cited[0].question if cited else "", "", rule.points, rule.key)


def _entries(question: str, option: str, points: Points, rule: str = "") -> list[Entry]:
    return [Entry(question, option, total, value, rule) for total, value in points]


def _sums(ledger: list[Entry]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for entry in ledger:
        totals[entry.total] = totals.get(entry.total, 0) + entry.points
    return totals


def _bands(question: Question, answer: Answer) -> Iterator[Band]:
    for band in question.bands:
        if within(answer.number, band.at_least, band.below):
            yield band


def flags(question: Question, answer: Answer) -> Iterator[Flag]:
    """Yield the red flags that an answer raises by itself.

    "Not sure" on a question that can raise a red flag is never "no": where the definition gives
    it no level of its own, it means seeing a physician soon.
    """
    for key in answer.options:
        option = question.option(key)
        level = option.flag if option else Urgency.NONE
        if key == NOT_SURE and not level.rank and question.can_flag:
            level = Urgency.SEE_PHYSICIAN_SOON
        if level.rank:
            yield Flag(level, "", "", (Cite(question.key, (key,)),))
    for band in _bands(question, answer):
        if band.flag.rank:
            yield Flag(band.flag, "", "", (Cite(question.key, (), answer.number),))


def rank_causes(questionnaire: Questionnaire, situation: Situation) -> tuple[CauseScore, ...]:
    """Return the causes with points, highest first; ties keep the order of the definition.

    `named` is true for a cause at the top with at least the minimum, and for every other cause
    within the margin of it ("also possible").
    """
    naming: Naming = questionnaire.naming
    ranked = sorted(
        ((cause.key, situation.totals.get(cause.key, 0)) for cause in questionnaire.causes),
        key=lambda item: -item[1],
    )
    if not ranked:
        return ()
    top = ranked[0][1]
    clear = top >= naming.minimum
    return tuple(
        CauseScore(key, points, clear and points >= top - naming.margin)
        for key, points in ranked
        if points > 0
    )
