"""Lint finds what is in each other's way, leads nowhere, or is of no use."""

from dataclasses import replace
from typing import Any

import pytest

from intake.engine.language import AllOf, Answered, AnyOf, Includes, NumberIs, TotalIs
from intake.engine.lint import Level, lint
from intake.engine.safety import Progress, SecondLook
from intake.engine.types import (
    NOT_SURE,
    Kind,
    Option,
    PointRule,
    Question,
    RedFlagRule,
    Route,
    Step,
    Total,
    TotalKind,
    Urgency,
)
from tests.engine.forms import (
    AGE,
    FLAG,
    GOOD,
    LAST,
    PAIN,
    PLACES,
    WHERE,
    codes,
    routed,
    rule,
    with_last,
)

# --- thresholds ------------------------------------------------------------------------------


def test_a_gap_between_two_thresholds_is_found() -> None:
    low = rule("low", TotalIs("care", below=2), Route.SELF_HELP)
    assert routed(low, rule("high", TotalIs("care", 3))) == [("thresholds_gap", "high")]
    assert routed(low, rule("high", TotalIs("care", 2))) == []
    young = rule("young", NumberIs("age", below=18), Route.SELF_HELP)
    assert routed(young, rule("old", NumberIs("age", 65))) == [("thresholds_gap", "old")]
    either = AnyOf((NumberIs("age", 65), NumberIs("age", 18, 65)))
    assert routed(young, rule("old", either)) == []
    nested = rule("nested", AllOf((NumberIs("age", below=90), Answered("where"))))
    assert routed(young, nested, rule("old", NumberIs("age", 65))) == []


def test_thresholds_that_meet_on_the_same_ground_are_found() -> None:
    low = rule("low", TotalIs("care", below=3), Route.SELF_HELP)
    assert routed(low, rule("high", TotalIs("care", 2))) == [("thresholds_overlap", "high")]
    young = rule("young", NumberIs("age", below=30), Route.SELF_HELP)
    assert routed(young, rule("old", NumberIs("age", 20))) == [("thresholds_overlap", "old")]


def test_thresholds_inside_each_other_or_of_other_things_are_no_overlap() -> None:
    high = rule("high", TotalIs("care", 4), Route.SELF_HELP)
    assert routed(high, rule("some", TotalIs("care", 1))) == []
    assert routed(high, rule("hips", TotalIs("hip", below=5))) == []
    assert routed(high, rule("fewer", TotalIs("care", 1, 5), Route.SELF_HELP)) == []


# --- causes, options, red flags, self-help ---------------------------------------------------


def two_causes(front: dict[str, int], rear: dict[str, int], **more: Any) -> list[tuple[str, str]]:
    where = replace(
        WHERE,
        options=(
            Option("front", "Front", points=tuple(sorted(front.items()))),
            Option("rear", "Rear", points=tuple(sorted(rear.items()))),
        ),
    )
    causes = (Total("hip", "Hip", TotalKind.CAUSE), Total("back", "Back", TotalKind.CAUSE))
    steps = (GOOD.steps[0], Step("rest", "Rest", (where, PAIN)))
    return codes(replace(GOOD, steps=steps, totals=(*causes, GOOD.totals[1]), **more))


def test_a_cause_that_another_always_beats_is_found() -> None:
    assert two_causes({"hip": 5, "back": 4}, {"hip": 2}) == [("cause_never_on_top", "back")]
    assert two_causes({"hip": 5, "back": 5}, {}) == [("cause_never_on_top", "back")]
    assert two_causes({"hip": 4, "back": 5}, {"back": 1}) == [("cause_never_on_top", "hip")]
    assert two_causes({"hip": 5, "back": 4}, {"back": 4}) == []


def test_a_cause_that_comes_first_wins_a_tie() -> None:
    assert two_causes({"hip": 4, "back": 4}, {"back": 4}) == []
    never = [("cause_never_on_top", "hip")]
    assert two_causes({"hip": 4, "back": 5}, {"back": 4}) == never
    more = PointRule("more", Answered("where"), (("back", 1),), "More.")
    assert two_causes({"hip": 4, "back": 5}, {"hip": 3, "back": 4}) == never
    assert two_causes({"hip": 4, "back": 5}, {"hip": 4, "back": 5}, point_rules=(more,)) == never


def test_a_tie_without_a_point_does_not_put_a_cause_on_top() -> None:
    assert two_causes({"hip": 4, "back": 5}, {"hip": 4, "back": 4}) == []
    least = replace(GOOD.naming, minimum=5)
    beaten = two_causes({"hip": 5, "back": 6}, {"hip": 4, "back": 4}, naming=least)
    assert beaten == [("cause_never_on_top", "hip")]


def test_a_cause_that_stands_alone_or_never_gets_named_is_not_beaten() -> None:
    assert ("cause_never_on_top", "hip") not in codes(GOOD)
    assert two_causes({"hip": 5, "back": 1}, {}) == [("cause_never_named", "back")]


def test_an_option_that_changes_nothing_is_a_warning_at_its_question() -> None:
    idle = replace(PLACES, options=(*PLACES.options, Option("foot", "Foot")))
    assert codes(with_last(None, idle, AGE)) == [("option_without_use", "places")]
    read = with_last(Includes("places", ("foot",)), idle, AGE)
    assert codes(read) == []
    many = replace(idle, options=(*idle.options, *(Option(f"o{n}", f"O{n}") for n in range(5))))
    [problem] = lint(with_last(None, many, AGE))
    assert problem.level is Level.WARNING
    assert "“Foot”, “O0”, “O1”, “O2” and 2 more give" in problem.message


def test_a_question_that_changes_nothing_is_a_warning() -> None:
    idle = replace(LAST, options=(Option("yes", "Yes"), Option("no", "No")))
    steps = (*GOOD.steps, Step("last", "Last", (idle,)))
    assert codes(replace(GOOD, steps=steps)) == [("question_without_use", "last")]
    needed = replace(GOOD, steps=steps, self_help_needs=(("pain",), ("last",)))
    assert codes(needed) == []
    words = Question(key="words", kind=Kind.LONG_TEXT, text="Anything else?", required=False)
    assert codes(replace(GOOD, steps=(*GOOD.steps, Step("last", "Last", (words,))))) == []


def test_not_sure_is_of_use_where_it_means_a_red_flag() -> None:
    places = replace(FLAG, key="more", options=(
        Option("ill", "Ill", flag=Urgency.SAME_DAY), Option("none", "None", exclusive=True),
        Option(NOT_SURE, "I'm not sure", exclusive=True),
    ))  # fmt: skip
    assert codes(with_last(None, places)) == []


def test_questions_that_wait_for_each_other_are_a_cycle() -> None:
    one = replace(PLACES, show_if=Answered("age"))
    other = replace(AGE, show_if=Answered("last"))
    form = with_last(Answered("places"), one, other)
    [problem] = lint(form)
    assert (problem.code, problem.place) == ("cycle", "places")
    assert problem.message.startswith(
        "“Which places?” depends on “Age?”, which depends on “Last?”, which depends on "
        "“Which places?”: a cycle"
    )


def test_a_question_after_a_cycle_is_judged_by_itself() -> None:
    one = replace(PLACES, show_if=Answered("age"))
    other = replace(AGE, show_if=Answered("places"))
    assert codes(with_last(Answered("age"), one, other)) == [("cycle", "places")]
    later = replace(PLACES, show_if=Answered("last"))
    assert codes(with_last(None, later, AGE)) == [("condition_on_later", "places")]


def test_a_red_flag_asked_only_sometimes_is_a_warning() -> None:
    more = replace(FLAG, key="more", show_if=Includes("where", ("front",)))
    [problem] = lint(with_last(None, more))
    assert (problem.level, problem.code, problem.place) == (
        Level.WARNING, "red_flag_behind_condition", "more",
    )  # fmt: skip


def after_exit(first: Urgency, exit_at: Urgency, later: Urgency) -> list[tuple[Level, str]]:
    early = replace(FLAG, options=(Option("ill", "Ill", flag=first), *FLAG.options[1:]))
    late = replace(
        FLAG, key="late", options=(Option("numb", "Numb", flag=later), *FLAG.options[1:])
    )
    steps = (
        Step("safe", "Safe", (early,), exit_at=exit_at),
        Step("late", "Late", (late,)),
        GOOD.steps[1],
    )
    problems = lint(replace(GOOD, steps=steps))
    return [(p.level, p.place) for p in problems if p.code == "red_flag_after_exit"]


SOON, TODAY, NOW = Urgency.SEE_PHYSICIAN_SOON, Urgency.SAME_DAY, Urgency.EMERGENCY_NOW


@pytest.mark.parametrize(
    ("first", "exit_at", "later", "level"),
    [
        (TODAY, TODAY, NOW, Level.ERROR),
        (SOON, SOON, NOW, Level.ERROR),
        (SOON, SOON, TODAY, Level.WARNING),
        (TODAY, SOON, NOW, Level.ERROR),
        (TODAY, SOON, TODAY, Level.WARNING),
        (TODAY, TODAY, TODAY, None),
        (SOON, TODAY, NOW, None),
        (NOW, NOW, NOW, None),
        (TODAY, Urgency.NONE, NOW, None),
    ],
)
def test_a_graver_sign_behind_an_exit_is_found(
    first: Urgency, exit_at: Urgency, later: Urgency, level: Level | None
) -> None:
    assert after_exit(first, exit_at, later) == ([(level, "late")] if level else [])


def test_a_red_flag_rule_can_end_the_questions_too() -> None:
    ill = RedFlagRule("ill", Includes("where", ("front",)), TODAY, "Ill.", "Me")
    steps = (Step("rest", "Rest", (WHERE, PAIN), exit_at=TODAY), GOOD.steps[0])
    assert codes(replace(GOOD, steps=steps)) == []
    assert codes(replace(GOOD, steps=steps, red_flag_rules=(ill,))) == [
        ("red_flag_after_exit", "flag")
    ]


def test_red_flags_without_a_source_are_one_warning() -> None:
    bare = RedFlagRule("bare", Includes("where", ("front",)), TODAY, "It is the front.")
    [problem] = lint(replace(GOOD, red_flag_rules=(bare,)))
    assert (problem.code, problem.place) == ("red_flag_without_source", "bare")
    assert problem.message.startswith("“It is the front.” names no source.")
    unsourced = replace(FLAG, source="")
    steps = (Step("safe", "Safe", (unsourced,)), GOOD.steps[1])
    [problem] = lint(replace(GOOD, steps=steps, red_flag_rules=(bare,)))
    assert problem.place == "flag"
    assert problem.message.startswith("“Any of these?” and 1 more red flags name no source.")


def test_self_help_without_causes_needs_an_article() -> None:
    where = replace(
        WHERE, options=(Option("front", "Front"), Option("rear", "Rear", (("care", 1),)))
    )
    plain = replace(
        GOOD,
        totals=GOOD.totals[1:],
        steps=(GOOD.steps[0], Step("rest", "Rest", (where, PAIN))),
    )
    assert codes(plain) == [("self_help_without_article", "mild")]
    named = replace(plain, rules=(replace(GOOD.rules[0], article="backs"),))
    assert codes(named) == []


def test_a_second_look_has_to_lead_somebody_to_a_person() -> None:
    def look(*person_when: Progress, days: int = 30) -> list[tuple[str, str]]:
        return codes(replace(GOOD, second_look=SecondLook(days, person_when)))

    assert look() == [("second_look_sends_nobody", "good")]
    assert look(Progress.SAME) == [("second_look_keeps_worse", "good")]
    assert look(Progress.WORSE) == []
    assert look(days=0) == []
    no_self_help = replace(GOOD, rules=(), second_look=SecondLook(30, ()))
    assert codes(no_self_help) == []


def test_a_number_needs_numbers_that_fit() -> None:
    wrong = replace(AGE, minimum=10, maximum=5)
    assert codes(with_last(None, wrong)) == [("no_number_fits", "age")]
    assert codes(with_last(None, replace(AGE, minimum=60, maximum=60))) == []
