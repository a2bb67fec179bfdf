"""Lint knows what can never happen, and what is in each other's way."""

from dataclasses import replace

import pytest

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
from intake.engine.reach import MOST_NODES, Goal, Reach
from intake.engine.types import (
    NOT_SURE,
    Kind,
    Naming,
    PointRule,
    Question,
    RedFlagRule,
    Step,
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

WORDS = Question(key="words", kind=Kind.SHORT_TEXT, text="In your words?", required=False)
NEVER: dict[str, Condition] = {
    "one option and another of a single choice": AllOf(
        (Includes("where", ("front",)), Includes("where", ("rear",)))
    ),
    "an option and not that option": AllOf(
        (Includes("where", ("front",)), Not(Includes("where", ("front",))))
    ),
    "two options of a single choice": Includes("where", ("front", "rear"), count=2),
    "none of these beside another": AllOf(
        (Includes("places", ("none",)), Includes("places", ("hip",)))
    ),
    "more options than there are": Includes("places", ("hip", "knee", "none"), count=3),
    "two of them but neither": AllOf(
        (Includes("places", ("hip", "knee"), 2), Not(Includes("places", ("knee",))))
    ),
    "two of them but not two of them": AllOf(
        (Includes("places", ("hip", "knee"), 2), Not(Includes("places", ("knee", "hip"), 2)))
    ),
    "a number under its minimum": NumberIs("age", below=0),
    "a number over its maximum": NumberIs("age", at_least=121),
    "a number in two ranges": AllOf((NumberIs("age", at_least=60), NumberIs("age", below=50))),
    "a range without numbers": NumberIs("age", 60, 60),
    "a number of a choice": NumberIs("where", 1),
    "a number and no answer": AllOf((NumberIs("age", 1), Not(Answered("age")))),
    "not sure and a number": AllOf((NumberIs("age", 1), Includes("age", (NOT_SURE,)))),
    "more points than there are": TotalIs("care", at_least=5),
    "fewer points than there are": TotalIs("care", below=0),
    "points between two numbers that touch": TotalIs("care", 3, 3),
    "points that these answers do not give": AllOf(
        (TotalIs("care", 2), NumberIs("age", below=50), Includes("places", ("none",)),
         NumberIs("pain", below=4))
    ),
    "two ranges of points": AllOf((TotalIs("care", 3), TotalIs("care", below=3))),
    "points not over and not under": AllOf(
        (Not(TotalIs("care", 2)), Not(TotalIs("care", below=2)))
    ),
    "a lead without points": AllOf(
        (Leading(("hip",)), Includes("places", ("none",)), Includes("where", ("rear",)))
    ),
    "a lead of nobody": Leading(()),
    "an emergency before": Includes("flag", ("numb",)),
    "nothing at all": AnyOf(()),
    "not everything": Not(Not(AllOf(()))),
    "not nothing, and too many points": AllOf((Not(AnyOf(())), TotalIs("care", 9))),
    "no lead, and too many points": AllOf((Not(Leading(("hip",))), TotalIs("care", 9))),
}  # fmt: skip


@pytest.mark.parametrize("condition", NEVER.values(), ids=list(NEVER))
def test_a_question_that_is_never_asked_is_found(condition: Condition) -> None:
    assert ("question_never_asked", "last") in codes(with_last(condition))


SOMETIMES: dict[str, Condition] = {
    "no condition on anything": Not(AllOf(())),
    "two options of several": Includes("places", ("hip", "knee"), count=2),
    "one of them and not two": AllOf(
        (Includes("places", ("hip", "knee")), Not(Includes("places", ("hip", "knee"), 2)))
    ),
    "none of these alone": AllOf(
        (Includes("places", ("none",)), Not(Includes("places", ("hip",))))
    ),
    "the ends of a number": AllOf((NumberIs("age", 120), NumberIs("age", below=121))),
    "between two whole numbers": AllOf((NumberIs("age", 60), NumberIs("age", below=60.5))),
    "not sure of a number": Includes("age", (NOT_SURE,)),
    "a missing answer": Not(Answered("age")),
    "the most points": TotalIs("care", 4),
    "the fewest points": TotalIs("care", below=1),
    "points that these answers give": AllOf(
        (TotalIs("care", 3), NumberIs("age", 50), NumberIs("pain", 4))
    ),
    "points outside of a range": Not(TotalIs("care", 1, 4)),
    "a lead": Leading(("hip",)),
    "no lead": Not(Leading(("hip",))),
    "a red flag that does not end the path": Includes("flag", (NOT_SURE,)),
    "one of two, one of them never": AnyOf((TotalIs("care", 9), Includes("where", ("rear",)))),
}


@pytest.mark.parametrize("condition", SOMETIMES.values(), ids=list(SOMETIMES))
def test_a_question_that_may_be_asked_is_left_alone(condition: Condition) -> None:
    assert codes(with_last(condition)) == []


def test_what_hangs_on_a_question_that_is_never_asked_is_never_asked_either() -> None:
    never = replace(PLACES, show_if=NumberIs("pain", 11))
    pain = replace(PAIN, minimum=0, maximum=10)
    steps = (
        Step("safe", "Safe", (FLAG,)),
        Step("rest", "Rest", (WHERE, pain, never, AGE)),
        Step("last", "Last", (replace(LAST, show_if=Includes("places", ("hip",))),)),
    )
    assert codes(replace(GOOD, steps=steps)) == [
        ("question_never_asked", "places"), ("question_never_asked", "last"),
    ]  # fmt: skip


def test_an_answer_brings_along_why_its_question_was_asked() -> None:
    only_front = replace(PLACES, show_if=Includes("where", ("front",)))
    rear = AllOf((Includes("places", ("hip",)), Includes("where", ("rear",))))
    assert ("question_never_asked", "last") in codes(with_last(rear, only_front, AGE))
    front = AllOf((Includes("places", ("hip",)), Includes("where", ("front",))))
    assert codes(with_last(front, only_front, AGE)) == []


def test_points_count_from_the_next_step_on() -> None:
    same = replace(GOOD, steps=(GOOD.steps[0], Step("rest", "Rest", (
        WHERE, PAIN, replace(LAST, show_if=TotalIs("care", 2)),
    ))))  # fmt: skip
    assert codes(same) == [("question_never_asked", "last")]


def test_a_question_behind_a_full_step_is_never_asked() -> None:
    def limited(at_most: int) -> list[tuple[str, str]]:
        rest = Step("rest", "Rest", (WHERE, PAIN, LAST), ask_at_most=at_most)
        return codes(replace(GOOD, steps=(GOOD.steps[0], rest)))

    assert limited(2) == [("question_never_asked", "last")]
    assert limited(3) == []


def test_a_limited_step_gives_the_points_of_as_many_as_it_asks() -> None:
    def asked_from(points: int) -> list[tuple[str, str]]:
        optional = [replace(q, show_if=Includes("where", ("front",))) for q in (PLACES, AGE, PAIN)]
        steps = (
            Step("safe", "Safe", (FLAG, WHERE)),
            Step("rest", "Rest", tuple(optional), ask_at_most=2),
            Step("last", "Last", (replace(LAST, show_if=TotalIs("care", points)),)),
        )
        return codes(replace(GOOD, steps=steps))

    assert asked_from(3) == []
    assert asked_from(4) == [("question_never_asked", "last")]


# --- rules -----------------------------------------------------------------------------------


def test_a_rule_whose_condition_never_holds_is_found() -> None:
    assert routed(rule("never", TotalIs("care", 9))) == [("rule_never_fires", "never")]
    assert routed(rule("first", TotalIs("care", 5))) == []


def test_a_rule_on_a_red_flag_never_decides() -> None:
    assert routed(rule("numb", Includes("flag", ("numb",)))) == [("rule_never_fires", "numb")]
    assert routed(rule("unsure", Includes("flag", (NOT_SURE,)))) == [("rule_never_fires", "unsure")]
    assert routed(rule("fine", Includes("flag", ("none",)))) == []


def test_a_rule_that_an_earlier_one_covers_is_found() -> None:
    low, lower = TotalIs("care", below=4), TotalIs("care", below=3)
    assert routed(rule("low", low), rule("lower", lower)) == [("rule_never_fires", "lower")]
    assert routed(rule("lower", lower), rule("low", low)) == []
    front, rear = Includes("where", ("front",)), Includes("where", ("rear",))
    every = rule("every", AllOf((Answered("where"), Answered("age"))))
    assert routed(rule("a", front), rule("b", rear), every) == [("rule_never_fires", "every")]
    assert routed(rule("a", front), every) == []


def test_points_for_naming_no_cause_count_for_rules() -> None:
    naming = Naming(unclear_points=(("care", 3),))
    assert routed(rule("most", TotalIs("care", 8)), naming=naming) == []
    assert routed(rule("more", TotalIs("care", 9)), naming=naming) == [("rule_never_fires", "more")]


def test_points_and_red_flags_for_what_never_happens_are_found() -> None:
    never = AllOf((Includes("where", ("front",)), Includes("where", ("rear",))))
    point_rule = PointRule("extra", never, (("care", 1),), "Both.")
    assert codes(replace(GOOD, point_rules=(point_rule,))) == [("rule_never_fires", "extra")]
    flag = RedFlagRule("both", never, Urgency.SAME_DAY, "Both.", "Me")
    assert codes(replace(GOOD, red_flag_rules=(flag,))) == [("rule_never_fires", "both")]
    sometimes = replace(flag, when=Includes("where", ("front",)))
    assert codes(replace(GOOD, red_flag_rules=(sometimes,))) == []


def test_a_red_flag_on_an_emergency_and_a_later_answer_never_counts() -> None:
    late = AllOf((Includes("flag", ("numb",)), Includes("where", ("front",))))
    flag = RedFlagRule("late", late, Urgency.SAME_DAY, "Late.", "Me")
    assert codes(replace(GOOD, red_flag_rules=(flag,))) == [("rule_never_fires", "late")]


def test_combined_points_count_towards_what_can_be_reached() -> None:
    extra = PointRule("extra", Includes("where", ("front",)), (("care", 5),), "More.")
    nine = rule("nine", TotalIs("care", 9))
    assert routed(nine, point_rules=(extra,)) == []
    elsewhere = replace(extra, points=(("hip", 9),))
    assert routed(nine, point_rules=(elsewhere,)) == [("rule_never_fires", "nine")]


def test_one_combined_point_can_lead() -> None:
    lead = AllOf((Leading(("hip",)), Includes("where", ("rear",)), Includes("places", ("none",))))
    extra = PointRule("extra", Answered("age"), (("hip", 1),), "More.")
    assert codes(replace(with_last(lead), point_rules=(extra,))) == []


def test_a_search_that_grows_too_long_blames_nobody() -> None:
    def hidden(choices: int) -> Condition:
        """Return what never holds, behind so many choices that make no difference."""
        either = AnyOf((Answered("age"), Answered("where")))
        return AllOf((*[either] * choices, TotalIs("care", 9)))

    assert codes(with_last(hidden(3))) == [("question_never_asked", "last")]
    assert codes(with_last(hidden(30))) == []


def test_a_search_looks_at_just_so_many_parts_of_conditions() -> None:
    reach = Reach(GOOD)
    never = Includes("where", ("gone",))
    for parts, found in ((MOST_NODES - 1, False), (MOST_NODES, True)):
        assert reach.can_hold([Goal(AnyOf((never,) * parts))], reach.at_any_end()) is found


def test_a_search_does_not_look_beyond_points_that_cannot_be() -> None:
    reach = Reach(GOOD)
    long = Goal(AnyOf((Includes("where", ("gone",)),) * MOST_NODES))
    for total in (TotalIs("care", 3, 3), AllOf((TotalIs("care", 3), TotalIs("care", below=3)))):
        assert not reach.can_hold([Goal(total), long], reach.at_any_end())


def test_an_emergency_on_the_same_step_does_not_end_it_yet() -> None:
    follow_up = replace(LAST, show_if=Includes("flag", ("numb",)))
    same = replace(GOOD, steps=(Step("safe", "Safe", (FLAG, follow_up)), GOOD.steps[1]))
    assert codes(same) == []
    next_one = replace(GOOD, steps=(GOOD.steps[0], Step("rest", "Rest", (follow_up, WHERE, PAIN))))
    assert codes(next_one) == [("question_never_asked", "last")]
    second = Step("safe", "Safe", (WHERE, FLAG))
    behind = replace(GOOD, steps=(second, Step("rest", "Rest", (follow_up, PAIN))))
    assert codes(behind) == [("question_never_asked", "last")]


def test_points_of_an_emergency_do_not_reach_the_next_step() -> None:
    flag = replace(FLAG, options=(
        replace(FLAG.options[0], points=(("care", 9),)), *FLAG.options[1:],
    ))  # fmt: skip
    steps = (
        Step("safe", "Safe", (flag,)),
        Step("rest", "Rest", (WHERE, PAIN, replace(LAST, show_if=TotalIs("care", 9)))),
    )
    assert codes(replace(GOOD, steps=steps)) == [("question_never_asked", "last")]
    today = replace(flag, options=(
        replace(flag.options[0], flag=Urgency.SAME_DAY), *FLAG.options[1:],
    ))  # fmt: skip
    kept = (replace(steps[0], questions=(today,)), steps[1])
    assert ("question_never_asked", "last") not in codes(replace(GOOD, steps=kept))


def test_a_question_that_is_never_asked_has_no_answer_and_the_rest_still_counts() -> None:
    never = replace(PLACES, show_if=TotalIs("care", 99))

    def told(*parts: Condition) -> list[tuple[str, str]]:
        return [found for found in codes(with_last(AllOf(parts), never, AGE)) if found[1] == "last"]

    missing = Not(Answered("places"))
    assert told(missing, Includes("where", ("front",))) == []
    assert told(missing, TotalIs("care", 9)) == [("question_never_asked", "last")]
    assert told(missing, TotalIs("care", 3)) == []
    assert told(Answered("places"), Includes("where", ("front",))) != []


def test_what_need_not_be_answered_brings_no_reason_along() -> None:
    only_front = replace(PLACES, show_if=Includes("where", ("front",)))
    rear = AllOf((Not(Includes("places", ("hip",))), Includes("where", ("rear",))))
    assert codes(with_last(rear, only_front, AGE)) == []


CALM = TotalIs("care", below=1)


@pytest.mark.parametrize("calm_then", [CALM, Not(TotalIs("care", 1)), AllOf((CALM,))])
def test_points_may_have_moved_since_a_question_was_asked(calm_then: Condition) -> None:
    calm = replace(AGE, show_if=calm_then)
    moved = AllOf((NumberIs("age", 50), TotalIs("care", 3)))
    steps = (
        Step("safe", "Safe", (FLAG, WHERE)),
        Step("rest", "Rest", (PAIN, calm)),
        Step("last", "Last", (replace(LAST, show_if=moved),)),
    )
    assert codes(replace(GOOD, steps=steps)) == []


def test_the_rest_of_why_a_question_was_asked_still_holds() -> None:
    calm_in_front = AllOf((CALM, Includes("where", ("front",))))
    age = replace(AGE, show_if=calm_in_front)
    steps = (
        Step("safe", "Safe", (FLAG, WHERE)),
        Step("rest", "Rest", (PAIN, age)),
        Step("last", "Last", (replace(
            LAST, show_if=AllOf((NumberIs("age", 50), Includes("where", ("rear",))))),
        )),
    )  # fmt: skip
    assert codes(replace(GOOD, steps=steps)) == [("question_never_asked", "last")]


def test_a_limited_step_counts_no_points_for_answers_that_give_none() -> None:
    def asked_from(points: int, *literals: Condition) -> list[tuple[str, str]]:
        asked = [replace(q, show_if=Includes("where", ("front",))) for q in (PLACES, AGE, WORDS)]
        steps = (
            Step("safe", "Safe", (FLAG, WHERE)),
            Step("rest", "Rest", tuple(asked), ask_at_most=2),
            Step("last", "Last", (PAIN, replace(
                LAST, show_if=AllOf((TotalIs("hip", points), *literals))),
            )),
        )  # fmt: skip
        return codes(replace(GOOD, steps=steps))

    assert asked_from(7) == []
    assert asked_from(8) == [("question_never_asked", "last")]
    assert asked_from(6, Answered("age")) == []
