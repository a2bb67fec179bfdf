"""Lint looks at every list, at the very ends, and names what it found by the right name."""

from dataclasses import replace

import pytest

from intake.engine.language import Answered, Includes, NumberIs, TotalIs
from intake.engine.lint import lint
from intake.engine.types import (
    Kind,
    Naming,
    Option,
    PointRule,
    Question,
    Questionnaire,
    RedFlagRule,
    Route,
    Urgency,
)
from tests.engine.forms import AGE, FLAG, GOOD, LAST, PLACES, codes, rule, with_last

POINT = PointRule("twice", Answered("where"), (("care", 1),), "Both.")
FLAGGED = RedFlagRule("twice", Answered("where"), Urgency.SAME_DAY, "It is there.", "Me")
TWICE: dict[str, Questionnaire] = {
    "totals": replace(GOOD, totals=(*GOOD.totals, GOOD.totals[1])),
    "point rules": replace(GOOD, point_rules=(POINT, POINT)),
    "red flag rules": replace(GOOD, red_flag_rules=(FLAGGED, FLAGGED)),
    "rules": replace(GOOD, rules=(*GOOD.rules, GOOD.rules[0])),
}


@pytest.mark.parametrize(("place", "questionnaire"), TWICE.items(), ids=list(TWICE))
def test_a_key_used_twice_is_found_in_the_list_it_stands_in(
    place: str, questionnaire: Questionnaire
) -> None:
    assert ("duplicate_key", place) in codes(questionnaire)


def test_a_key_used_twice_is_counted() -> None:
    [problem] = lint(replace(GOOD, point_rules=(POINT,) * 3))
    assert problem.message.startswith("The key “twice” is used 3 times.")


def idle(count: int) -> str:
    """Return what is said of so many options of one question that change nothing."""
    more = (Option(f"o{number}", f"O{number}") for number in range(count))
    [problem] = lint(with_last(None, replace(PLACES, options=(*PLACES.options, *more)), AGE))
    return problem.message


def test_options_without_use_are_named_up_to_four() -> None:
    assert idle(1) == (
        "“O0” gives no points, no red flag, and no condition reads it. Give it points, use it in a "
        "condition, remove it, or keep it for the therapist to read."
    )
    assert idle(2) == (
        "“O0” and “O1” give no points, no red flag, and no condition reads them. Give them points, "
        "use them in a condition, remove them, or keep them for the therapist to read."
    )
    assert idle(4).startswith("“O0”, “O1”, “O2” and “O3” give no points")
    assert idle(5).startswith("“O0”, “O1”, “O2”, “O3” and 1 more give no points")


def said_of(questionnaire: Questionnaire) -> str:
    """Return the message of the only problem."""
    [problem] = lint(questionnaire)
    return problem.message


def test_points_for_nothing_when_no_cause_is_named_stand_at_the_naming() -> None:
    form = replace(GOOD, naming=Naming(unclear_points=(("gone", 1),)))
    assert codes(form) == [("points_for_nothing", "naming")]


def test_a_cause_that_cannot_be_named_is_told_with_its_points() -> None:
    message = said_of(replace(GOOD, naming=Naming(minimum=6)))
    assert message.startswith("“Hip” can reach 5 points and is named from 6.")


def test_what_is_never_true_is_told_as_a_sentence() -> None:
    never = NumberIs("age", below=0)
    why = "no answers before it make it true that “Age?” is under 0, or the step is full"
    assert why in said_of(with_last(never))
    point = replace(POINT, when=never)
    assert "true that “Age?” is under 0." in said_of(replace(with_last(None), point_rules=(point,)))
    ruled = replace(with_last(None), rules=(rule("never", never),))
    assert "true that “Age?” is under 0." in said_of(ruled)


def test_a_full_step_is_told_as_the_reason() -> None:
    rest = replace(GOOD.steps[1], questions=(*GOOD.steps[1].questions, LAST), ask_at_most=2)
    message = said_of(replace(GOOD, steps=(GOOD.steps[0], rest)))
    assert message.startswith("“Last?” is never asked: the step is full before its turn comes.")


def test_the_condition_before_a_red_flag_is_told_to_its_end() -> None:
    more = replace(FLAG, key="more", show_if=Includes("where", ("front",)))
    message = said_of(with_last(None, more))
    assert "is only asked when “Where?” is “Front”." in message
    assert message.endswith("is passed over, or ask it always.")


def test_a_gap_and_an_overlap_are_told_with_their_numbers() -> None:
    low = rule("low", TotalIs("care", below=2), Route.SELF_HELP)
    gap = replace(with_last(None), rules=(low, rule("high", TotalIs("care", 3))))
    assert "No rule speaks of “Care” from 2 to under 3 points, between" in said_of(gap)
    wide = rule("wide", TotalIs("care", below=3), Route.SELF_HELP)
    both = replace(with_last(None), rules=(wide, rule("high", TotalIs("care", 2))))
    assert "hold from 2 to under 3; the first one decides" in said_of(both)


def test_words_before_an_unused_question_do_not_hide_it() -> None:
    words = Question("words", Kind.LONG_TEXT, "Anything else?", required=False)
    unused = replace(LAST, options=(Option("yes", "Yes"), Option("no", "No")))
    assert codes(with_last(None, words, unused, AGE))[:1] == [("duplicate_key", "questions")]
    renamed = replace(unused, key="unused")
    assert codes(with_last(None, words, renamed, AGE)) == [("question_without_use", "unused")]


def test_an_option_that_sees_a_physician_soon_is_of_use() -> None:
    soon = Option("soon", "Soon", flag=Urgency.SEE_PHYSICIAN_SOON)
    unsure = Option("not_sure", "Not sure", exclusive=True)
    places = replace(PLACES, options=(*PLACES.options, soon, unsure), source="A guideline")
    assert codes(with_last(None, places, AGE)) == []
