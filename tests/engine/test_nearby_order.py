"""The order in which nearby changes are told, and numbers whose question sets no ends."""

from dataclasses import replace
from typing import Any

import pytest

from intake.engine.answers import read_answers
from intake.engine.language import NumberIs
from intake.engine.nearby import nearby_changes, outcome
from intake.engine.routing import decide
from intake.engine.types import (
    NOT_SURE,
    Band,
    Kind,
    Question,
    Questionnaire,
    RedFlagRule,
    Step,
    Urgency,
)
from tests.engine.default import MILD, default_questionnaire
from tests.engine.test_nearby import FORM, near


def told(**raw: Any) -> list[tuple[str, Any]]:
    return [(change.question, change.value) for change in near(99, **raw)]


def test_no_more_than_twelve_are_told_unless_asked_for() -> None:
    form = default_questionnaire()
    mild = read_answers(form, MILD)[0]
    assert len(nearby_changes(form, mild)) == 12
    assert len(nearby_changes(form, mild, 99)) > 12


def test_one_option_more_or_less_comes_before_giving_up_two() -> None:
    assert told(where=["front", "rear"], age=40, pain=3, side="left") == [
        ("where", ["front", "rear", "numb"]),
        ("side", "both"),
        ("age", 70),
        ("pain", NOT_SURE),
        ("age", 17),
        ("pain", 4),
        ("where", ["none"]),
        ("where", [NOT_SURE]),
    ]


def test_exchanging_one_option_is_as_near_as_adding_one() -> None:
    assert told(where=["front"], age=40, pain=3) == [
        ("where", ["none"]),
        ("where", ["front", "numb"]),
        ("where", [NOT_SURE]),
        ("side", "both"),
        ("age", 70),
        ("pain", NOT_SURE),
        ("age", 17),
        ("pain", 4),
    ]


def test_from_none_of_these_each_option_is_one_step_away_and_told_once() -> None:
    assert told(where=["none"], pain=2) == [
        ("where", ["front"]),
        ("where", ["numb"]),
        ("where", [NOT_SURE]),
        ("side", "both"),
        ("age", 0),
        ("where", ["rear"]),
    ]
    dropped = [value for question, value in told(where=["numb"], pain=2) if question == "where"]
    assert dropped.count(["none"]) == 1
    assert ["numb"] not in dropped


def test_several_answers_are_told_with_a_comma_between_them() -> None:
    words = [change.words for change in near(99, where=["front", "rear"], age=40, pain=3)]
    assert "“Where?”: “Front”, “Rear” → “None of these”" in words


def test_what_a_client_notices_is_the_rules_article_then_the_named_then_the_closest() -> None:
    decision = decide(FORM, read_answers(FORM, {"where": ["front"], "pain": 3})[0])
    both = replace(decision, top_cause="named", closest_cause="closest")
    route, urgency = decision.route, decision.urgency
    assert outcome(replace(both, article="own")) == (route, urgency, "own")
    assert outcome(both) == (route, urgency, "named")
    assert outcome(replace(both, top_cause=None)) == (route, urgency, "closest")
    assert outcome(replace(both, top_cause=None, closest_cause=None)) == (route, urgency, "")


# --- numbers ---------------------------------------------------------------------------------


def flagged(number: Question, *rules: NumberIs) -> Questionnaire:
    """Return a definition in which each range of a number has an urgency of its own."""
    levels = (Urgency.SEE_PHYSICIAN_SOON, Urgency.SAME_DAY, Urgency.EMERGENCY_NOW)
    flags = (
        RedFlagRule(f"r{at}", rule, level, "Look.")
        for at, (rule, level) in enumerate(zip(rules, levels, strict=False))
    )
    return Questionnaire("form", "Form", (Step("one", "One", (number,)),), red_flag_rules=(*flags,))


OPEN = Question(key="n", kind=Kind.NUMBER, text="?")


@pytest.mark.parametrize(
    ("question", "rules", "number", "values"),
    [
        (OPEN, (NumberIs("n", 4),), 6, [3]),
        (OPEN, (NumberIs("n", 4),), 4, [3]),
        (OPEN, (NumberIs("n", 4),), 3, [4]),
        (OPEN, (NumberIs("n", 4),), None, [4]),
        (OPEN, (NumberIs("n", below=-4),), 1, [-5]),
        (OPEN, (NumberIs("n", 4), NumberIs("n", 7)), 20, [6, 3]),
        (OPEN, (NumberIs("n", 4), NumberIs("n", 7), NumberIs("n", 9)), 8, [9, 6, 3]),
        (replace(OPEN, minimum=4), (NumberIs("n", 4),), 6, []),
        (replace(OPEN, minimum=2), (NumberIs("n", 4),), 6, [3]),
        (replace(OPEN, maximum=6), (NumberIs("n", 4), NumberIs("n", 7)), 2, [4]),
        (replace(OPEN, maximum=7), (NumberIs("n", 4), NumberIs("n", 7)), 2, [4, 7]),
        (replace(OPEN, kind=Kind.SCALE), (NumberIs("n", 4), NumberIs("n", 11)), 2, [4]),
        (replace(OPEN, kind=Kind.SCALE, maximum=20), (NumberIs("n", 11),), 2, [11]),
        (replace(OPEN, kind=Kind.SCALE, minimum=5), (NumberIs("n", 4),), 6, []),
        (replace(OPEN, kind=Kind.SCALE), (NumberIs("n", 6.2), NumberIs("n", 6.4)), 2, [7]),
    ],
)
def test_a_number_stays_within_what_may_be_answered(
    question: Question, rules: tuple[NumberIs, ...], number: float | None, values: list[float]
) -> None:
    form = flagged(question, *rules)
    answers = read_answers(form, {} if number is None else {"n": number})[0]
    assert [change.value for change in nearby_changes(form, answers)] == values


def test_every_range_that_gives_points_is_tried() -> None:
    bands = (Band(below=3, flag=Urgency.SAME_DAY), Band(3, 6), Band(6, flag=Urgency.EMERGENCY_NOW))
    form = flagged(replace(OPEN, bands=bands))
    answers = read_answers(form, {"n": 4})[0]
    assert {change.value for change in nearby_changes(form, answers)} == {2, 6}
