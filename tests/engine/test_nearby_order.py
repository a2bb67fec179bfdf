"""The order in which nearby changes are told, and numbers whose question sets no ends."""

from dataclasses import replace
from typing import Any

import pytest

from intake.engine.answers import read_answers
from intake.engine.language import Includes, NumberIs
from intake.engine.nearby import nearby_changes, outcome
from intake.engine.routing import decide
from intake.engine.types import (
    NOT_SURE,
    Band,
    Kind,
    Option,
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


def test_not_sure_gives_way_to_what_is_picked_after_it() -> None:
    assert ("where", ["front"]) in told(where=[NOT_SURE], age=40, pain=3)


def test_a_range_further_off_comes_later_than_one_nearer_by_whatever_they_lead_to() -> None:
    near_by = Question(key="a", kind=Kind.NUMBER, text="A?")
    far_off = Question(key="b", kind=Kind.NUMBER, text="B?", bands=(Band(below=2), Band(2, 4)))
    form = Questionnaire(
        key="form",
        title="Form",
        steps=(Step("one", "One", (near_by, far_off)),),
        red_flag_rules=(
            RedFlagRule("some", NumberIs("a", 4), Urgency.SEE_PHYSICIAN_SOON, "Some."),
            RedFlagRule("more", NumberIs("a", 7), Urgency.SEE_PHYSICIAN_SOON, "More."),
            RedFlagRule("most", NumberIs("b", 6), Urgency.SAME_DAY, "Most."),
        ),
    )
    changes = near(99, form, a=1, b=1)
    assert [(change.question, change.value) for change in changes] == [
        ("a", 4), ("a", 7), ("b", 6),
    ]  # fmt: skip


def test_a_first_answer_of_nought_is_as_near_as_picking_an_option() -> None:
    number = Question(key="n", kind=Kind.NUMBER, text="N?", minimum=0)
    side = Question(
        key="side", kind=Kind.SINGLE, text="Side?", options=(Option("a", "A"), Option("b", "B"))
    )
    form = Questionnaire(
        key="form",
        title="Form",
        steps=(Step("one", "One", (number, side)),),
        red_flag_rules=(
            RedFlagRule("any", NumberIs("n", 0), Urgency.SEE_PHYSICIAN_SOON, "Any."),
            RedFlagRule("b", Includes("side", ("b",)), Urgency.SAME_DAY, "B."),
        ),
    )
    changes = near(99, form, side="a")
    assert [(change.question, change.value) for change in changes] == [("n", 0), ("side", "b")]


def test_a_number_that_opens_a_question_answered_before_is_tried() -> None:
    first = Question(key="n", kind=Kind.NUMBER, text="N?")
    opened = Question(
        key="opened", kind=Kind.NUMBER, text="More?", show_if=NumberIs("n", 5),
        bands=(Band(3, flag=Urgency.SAME_DAY),),
    )  # fmt: skip
    steps = (Step("one", "One", (first,)), Step("two", "Two", (opened,)))
    changes = near(99, Questionnaire("form", "Form", steps), n=2, opened=3)
    assert [(change.question, change.value) for change in changes] == [("n", 5)]


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
        (replace(OPEN, minimum=2), (NumberIs("n", 4),), 4, [3]),
        (replace(OPEN, minimum=4), (NumberIs("n", 4), NumberIs("n", 9)), 12, [8]),
        (OPEN, (NumberIs("n"),), None, [0]),
        (OPEN, (NumberIs("n", 6.5), NumberIs("n", 7)), 3, [6.5, 7]),
        (OPEN, (NumberIs("n", 2), NumberIs("n", 6), NumberIs("n", 7)), 5, [6, 1, 7]),
        (replace(OPEN, maximum=6), (NumberIs("n", 4), NumberIs("n", 7)), 2, [4]),
        (replace(OPEN, maximum=7), (NumberIs("n", 4), NumberIs("n", 7)), 2, [4, 7]),
        (replace(OPEN, kind=Kind.SCALE), (NumberIs("n", 4), NumberIs("n", 11)), 2, [4]),
        (replace(OPEN, kind=Kind.SCALE, maximum=20), (NumberIs("n", 11),), 2, [11]),
        (replace(OPEN, kind=Kind.SCALE, minimum=5), (NumberIs("n", 4),), 6, []),
        (replace(OPEN, kind=Kind.SCALE), (NumberIs("n", 6.2), NumberIs("n", 6.4)), 2, [7]),
        (replace(OPEN, kind=Kind.SCALE), (NumberIs("n", 4), NumberIs("n", 5)), 7, [4, 3]),
        (replace(OPEN, kind=Kind.SCALE, minimum=5), (NumberIs("n", below=8),), None, [5]),
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
    apart = flagged(replace(OPEN, bands=(Band(below=3, flag=Urgency.SAME_DAY), Band(8, 9))))
    answers = read_answers(apart, {"n": 4})[0]
    assert [change.value for change in nearby_changes(apart, answers)] == [2]
