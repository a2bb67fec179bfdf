"""Lint on the very edge of each limit: what just fits is no problem, what just does not is one."""

from dataclasses import replace

import pytest

from intake.engine.language import Includes, TotalIs
from intake.engine.lint import lint
from intake.engine.safety import SecondLook
from intake.engine.types import (
    NOT_SURE,
    Band,
    Limits,
    Option,
    Questionnaire,
    RedFlagRule,
    Route,
    Step,
    Total,
    TotalKind,
    Urgency,
)
from tests.engine.forms import AGE, FLAG, GOOD, LAST, PAIN, WHERE, codes, routed, rule, with_last


def test_an_emergency_known_at_the_limit_is_known_in_time() -> None:
    assert codes(replace(GOOD, limits=Limits(before_emergency=1))) == []
    assert codes(replace(GOOD, limits=Limits(before_emergency=0))) == [
        ("emergency_too_late", "good")
    ]


@pytest.mark.parametrize(("days", "found"), [(0, []), (1, [("second_look_sends_nobody", "good")])])
def test_a_second_look_of_one_day_counts(days: int, found: list[tuple[str, str]]) -> None:
    assert codes(replace(GOOD, second_look=SecondLook(days, ()))) == found


@pytest.mark.parametrize(("at_most", "found"), [(1, True), (2, False), (None, False)])
def test_a_step_that_asks_all_of_its_questions_is_no_limited_one(
    at_most: int | None, found: bool
) -> None:
    last = replace(LAST, show_if=Includes("where", ("front",)))
    rest = Step("rest", "Rest", (WHERE, last), ask_at_most=at_most)
    form = replace(GOOD, steps=(Step("safe", "Safe", (FLAG,)), Step("pain", "Pain", (PAIN,)), rest))
    assert ("condition_in_limited_step" in dict(codes(form))) is found


@pytest.mark.parametrize(
    ("question", "option", "found"),
    [
        ("age", NOT_SURE, False),
        ("age", "young", True),
        ("where", NOT_SURE, True),
        ("where", "rear", False),
    ],
)
def test_only_a_number_may_be_not_sure_without_an_option_for_it(
    question: str, option: str, found: bool
) -> None:
    problems = codes(with_last(Includes(question, (option,)), replace(AGE, not_sure_label="Eh")))
    assert (("condition_on_nothing", "last") in problems) is found


def test_every_pair_of_rules_is_compared() -> None:
    first = rule("first", TotalIs("care", below=2), Route.SELF_HELP)
    same = rule("same", TotalIs("care", below=3), Route.SELF_HELP)
    other = rule("other", TotalIs("care", 1, 5))
    found = [place for code, place in routed(first, same, other) if code == "thresholds_overlap"]
    assert found == ["other", "other"]


def test_bands_are_put_in_order_by_where_they_begin() -> None:
    bands = (Band(at_least=4, points=(("care", 2),)), Band(below=4))
    assert codes(with_last(None, replace(AGE, bands=bands))) == []
    ends = (Band(at_least=4, below=6, points=(("care", 2),)), Band(below=4), Band(at_least=6))
    assert codes(with_last(None, replace(AGE, bands=ends))) == []


def test_a_red_flag_without_a_source_is_told_to_the_last_word() -> None:
    form = replace(GOOD, steps=(Step("safe", "Safe", (replace(FLAG, source=""),)), *GOOD.steps[1:]))
    [problem] = lint(form)
    assert problem.message == (
        "“Any of these?” names no source. Say from which guideline or paper it is taken, so that a "
        "reviewer can check it."
    )


# --- causes against each other ---------------------------------------------------------------


def weighed(*points: dict[str, int], minimum: int = 1) -> list[tuple[str, str]]:
    """Return what is found on top of causes that only the answers to one question weigh."""
    names = dict.fromkeys(name for given in points for name in given)
    options = tuple(
        Option(f"o{number}", f"O{number}", points=tuple(given.items()))
        for number, given in enumerate(points)
    )
    form: Questionnaire = replace(
        GOOD,
        steps=(GOOD.steps[0], Step("rest", "Rest", (replace(WHERE, options=options), PAIN))),
        totals=(
            *(Total(name, name.title(), TotalKind.CAUSE) for name in names),
            Total("care", "Care", TotalKind.CARE),
        ),
        naming=replace(GOOD.naming, minimum=minimum),
    )
    return [problem for problem in codes(form) if problem[0].startswith("cause_")]


def test_each_cause_that_another_one_always_beats_is_found() -> None:
    assert weighed({"a": 3, "b": 2, "c": 1}, {"a": 1}) == [
        ("cause_never_on_top", "b"),
        ("cause_never_on_top", "c"),
    ]
    assert weighed({"a": 1, "b": 2}, {"b": 1}) == [("cause_never_on_top", "a")]


def test_of_two_that_are_always_equal_the_first_goes_first() -> None:
    assert weighed({"a": 2, "b": 2}, {}) == [("cause_never_on_top", "b")]
    assert weighed({"a": 2}, {"b": 2}) == []


def test_a_cause_of_one_point_can_lead_and_one_below_the_minimum_is_only_never_named() -> None:
    assert weighed({"a": 2, "b": 1}, {}) == [("cause_never_on_top", "b")]
    assert weighed({"a": 4, "b": 3, "c": 2}, {}, minimum=3) == [
        ("cause_never_named", "c"),
        ("cause_never_on_top", "b"),
    ]
    assert weighed({"a": 2, "b": 4, "c": 3}, {}, minimum=3) == [
        ("cause_never_named", "a"),
        ("cause_never_on_top", "c"),
    ]


def test_a_tie_of_one_point_puts_the_first_of_two_on_top() -> None:
    assert weighed({"a": 1, "b": 1}, {"b": 1}) == []


def test_a_lead_that_only_a_red_flag_gives_puts_no_cause_on_top() -> None:
    options = (
        Option("front", "Front", points=(("hip", 4), ("back", 5))),
        Option("ill", "Ill", points=(("hip", 9),), flag=Urgency.SAME_DAY),
        Option("rear", "Rear"),
    )
    causes = (Total("hip", "Hip", TotalKind.CAUSE), Total("back", "Back", TotalKind.CAUSE))
    rest = Step("rest", "Rest", (replace(WHERE, options=options), PAIN))
    form = replace(GOOD, steps=(GOOD.steps[0], rest), totals=(*causes, GOOD.totals[1]))
    assert ("cause_never_on_top", "hip") in codes(form)


# --- options, ranges and red flags -----------------------------------------------------------


def test_an_idle_option_beside_a_red_flag_is_found() -> None:
    tingling = replace(FLAG, options=(*FLAG.options, Option("tingling", "Tingling")))
    form = replace(GOOD, steps=(Step("safe", "Safe", (tingling,)), GOOD.steps[1]))
    assert codes(form) == [("option_without_use", "flag")]


def told(bands: tuple[Band, ...]) -> list[str]:
    return [problem.message for problem in lint(with_last(None, replace(AGE, bands=bands)))]


def test_ranges_inside_each_other_and_ranges_without_an_end_overlap() -> None:
    some = (("care", 1),)
    cure = "on are in two ranges. End the first one at"
    assert told((Band(0, 10, some), Band(2, 4))) == [f"Numbers from 2 {cure} 2."]
    assert told((Band(4, points=some), Band(6))) == [f"Numbers from 6 {cure} 6."]


@pytest.mark.parametrize(
    ("urgency", "found"), [(Urgency.EMERGENCY_NOW, False), (Urgency.SAME_DAY, True)]
)
def test_a_rule_may_be_what_leads_to_emergency_care(urgency: Urgency, found: bool) -> None:
    numb = RedFlagRule("numb", Includes("where", ("rear",)), urgency, "Numb.", "Me")
    form = replace(GOOD, steps=GOOD.steps[1:], red_flag_rules=(numb,))
    assert (("no_emergency", "good") in codes(form)) is found


def test_the_first_step_that_may_end_the_questions_is_named() -> None:
    today = replace(FLAG, options=(replace(FLAG.options[0], flag=Urgency.SAME_DAY),
                                   *FLAG.options[1:]))  # fmt: skip
    steps = (
        Step("one", "One", (today,), exit_at=Urgency.SAME_DAY),
        Step("two", "Two", (replace(today, key="again"),), exit_at=Urgency.SAME_DAY),
        Step("three", "Three", (replace(FLAG, key="late"),)),
        GOOD.steps[1],
    )
    [late] = [p for p in lint(replace(GOOD, steps=steps)) if p.code == "red_flag_after_exit"]
    assert late.place == "late"
    assert "with “same day” on step “One”." in late.message
