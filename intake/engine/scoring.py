"""Answers on the path → points per total, with the ledger, and the red flags they raise."""

from collections.abc import Iterator

from intake.engine.conditions import Situation, within
from intake.engine.types import (
    NOT_SURE,
    Answer,
    Band,
    CauseScore,
    Cite,
    Entry,
    Flag,
    Naming,
    Points,
    Question,
    Questionnaire,
    Urgency,
)


def score(question: Question, answer: Answer, situation: Situation) -> None:
    """Enter an answer into the situation: the answer itself, its points, its ledger lines."""
    situation.answers[question.key] = answer
    for key in answer.options:
        option = question.option(key)
        if option is not None:
            enter(question.key, key, option.points, situation)
    for band in _bands(question, answer):
        enter(question.key, "", band.points, situation)


def enter(question: str, option: str, points: Points, situation: Situation) -> None:
    """Add points to the totals and write one ledger line for each."""
    for total, value in points:
        situation.totals[total] = situation.totals.get(total, 0) + value
        situation.ledger.append(Entry(question, option, total, value))


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
    top = ranked[0][1] if ranked else 0
    clear = top >= naming.minimum
    return tuple(
        CauseScore(key, points, clear and points >= top - naming.margin)
        for key, points in ranked
        if points > 0
    )
