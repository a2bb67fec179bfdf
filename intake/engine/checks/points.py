"""Points: where they go, what they can reach, and options that give none."""

from collections.abc import Iterator

from intake.engine.checks.problems import Problem, error, warning
from intake.engine.conditions import leaves, questions_of
from intake.engine.domains import conditions_of
from intake.engine.language import Includes
from intake.engine.measure import most_points
from intake.engine.reach import Reach
from intake.engine.sentences import either, points_word, question_name, quoted
from intake.engine.types import NOT_SURE, Option, Question, Questionnaire, Total

HEAVY = 10_000
"""So much that where no lead is possible, only a tie is left: its height is then read off."""

MOST_NAMES = 4
"""How many names a message lists before it only counts the rest."""


def points(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find points for nothing, and totals and causes that cannot get enough."""
    totals = {total.key for total in questionnaire.totals}
    causes = {cause.key for cause in questionnaire.causes}
    unclear = dict(questionnaire.naming.unclear_points)
    for total in sorted(causes & unclear.keys()):
        yield error(
            "unclear_points_for_cause",
            total,
            "It gets points when no cause is named, which is too late. Give them to another total.",
        )
    given: set[str] = set()
    for place, found in (*_all_points(questionnaire), ("naming", unclear)):
        given |= set(found)
        for total in sorted(set(found) - totals):
            yield error(
                "points_for_nothing",
                place,
                f"Points go to “{total}”, which does not exist. Add that total or remove them.",
            )
    for total in sorted(totals - given):
        yield error(
            "total_without_points",
            total,
            "No answer gives points to it. Give it points or remove it.",
        )
    most = most_points(questionnaire)
    for cause in questionnaire.causes:
        reached = most.get(cause.key)
        if reached is not None and reached < questionnaire.naming.minimum:
            yield error(
                "cause_never_named",
                cause.key,
                f"{quoted(cause.title)} can reach {points_word(reached)} and is named from "
                f"{questionnaire.naming.minimum}. Give it more points or lower the minimum.",
            )


def _all_points(questionnaire: Questionnaire) -> Iterator[tuple[str, dict[str, int]]]:
    for question in questionnaire.questions:
        for scored in question.scored:
            yield question.key, dict(scored.points)
    for rule in questionnaire.point_rules:
        yield rule.key, dict(rule.points)


# --- causes against each other ---------------------------------------------------------------


def tops(questionnaire: Questionnaire, reach: Reach) -> Iterator[Problem]:
    """Find causes that another one always beats: whatever is answered, it has as many points.

    Answers that raise a red flag are left out, as no cause is named beside one. The check
    compares two causes at a time, and takes each question for itself.
    """
    causes = questionnaire.causes
    end = reach.at_any_end(calm=True)
    for place, cause in enumerate(causes):
        if reach.points({cause.key: 1}, end).high < max(questionnaire.naming.minimum, 1):
            continue
        for other in causes:
            if other is cause:
                continue
            lead = reach.points({cause.key: 1, other.key: -1}, end).high
            tied = reach.points({cause.key: HEAVY + 1, other.key: -HEAVY}, end).high
            loses_ties = other in causes[:place] or tied < max(questionnaire.naming.minimum, 1)
            if lead < 0 or (lead == 0 and loses_ties):
                yield _beaten(cause, other)
                break


def _beaten(cause: Total, other: Total) -> Problem:
    return error(
        "cause_never_on_top",
        cause.key,
        f"{quoted(cause.title)} can never come out on top: whatever is answered, "
        f"{quoted(other.title)} has at least as many points and goes first. Give "
        f"{quoted(cause.title)} points of its own, or take some from {quoted(other.title)}.",
    )


# --- options without use ---------------------------------------------------------------------


def uses(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find answers that change nothing: they are for the therapist to read, or forgotten."""
    read: set[tuple[str, str]] = set()
    read_at_all: set[str] = {key for group in questionnaire.self_help_needs for key in group}
    for condition in conditions_of(questionnaire):
        read_at_all |= questions_of(condition)
        for leaf in leaves(condition):
            if isinstance(leaf, Includes):
                read |= {(leaf.question, option) for option in leaf.options}
    for question in questionnaire.questions:
        if not question.kind.takes_options and not question.kind.takes_number:
            continue
        if question.key not in read_at_all and not any(
            scored.points or scored.flag.rank for scored in question.scored
        ):
            yield _unused_question(questionnaire, question)
        elif question.kind.takes_several:
            idle = [o for o in question.options if _is_idle(question, o, read)]
            if idle:
                yield _unused_options(question, idle)


def _is_idle(question: Question, option: Option, read: set[tuple[str, str]]) -> bool:
    useful = bool(option.points) or option.flag.rank > 0 or option.exclusive
    is_not_sure_of_flag = option.key == NOT_SURE and question.can_flag
    return not (useful or is_not_sure_of_flag or (question.key, option.key) in read)


def _unused_question(questionnaire: Questionnaire, question: Question) -> Problem:
    return warning(
        "question_without_use",
        question.key,
        f"No answer to {question_name(questionnaire, question.key)} changes anything: it is only "
        "for the therapist to read. Give an answer points, use it in a condition, or ask less.",
    )


def _unused_options(question: Question, idle: list[Option]) -> Problem:
    names = [quoted(option.text) for option in idle[:MOST_NAMES]]
    if len(idle) > MOST_NAMES:
        names.append(f"{len(idle) - MOST_NAMES} more")
    gives, them = ("gives", "it") if len(idle) == 1 else ("give", "them")
    return warning(
        "option_without_use",
        question.key,
        f"{either(names, 'and')} {gives} no points, no red flag, and no condition reads {them}. "
        f"Give {them} points, use {them} in a condition, remove {them}, or keep {them} for the "
        "therapist to read.",
    )
