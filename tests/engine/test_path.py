"""Which questions are asked, and in which order pages may be seen."""

from typing import Any

import pytest

from intake.engine.answers import read_answers
from intake.engine.language import Includes, Leading, TotalIs
from intake.engine.path import Walk, walk
from intake.engine.types import (
    NOT_SURE,
    Kind,
    Option,
    Question,
    Questionnaire,
    RedFlagRule,
    Step,
    Total,
    TotalKind,
    Urgency,
)


def choice(key: str, *, show_if: Any = None, required: bool = True) -> Question:
    return Question(
        key=key,
        kind=Kind.SINGLE,
        text="Which?",
        required=required,
        options=(
            Option("calm", "Calm"),
            Option("hip", "Hip", points=(("hip", 3),)),
            Option("soon", "Soon", flag=Urgency.SEE_PHYSICIAN_SOON),
            Option("now", "Now", flag=Urgency.EMERGENCY_NOW),
            Option(NOT_SURE, "I'm not sure"),
        ),
        show_if=show_if,
    )


def form(*steps: Step, **more: Any) -> Questionnaire:
    return Questionnaire(
        key="form",
        title="Form",
        steps=steps,
        totals=(Total("hip", "Hip", TotalKind.CAUSE),),
        default_reason="Ask us.",
        **more,
    )


def follow(questionnaire: Questionnaire, **raw: Any) -> Walk:
    return walk(questionnaire, read_answers(questionnaire, raw)[0])


THREE = form(
    Step("first", "First", (choice("a"),)),
    Step("second", "Second", (choice("b", show_if=Includes("a", ("hip",))),)),
    Step("third", "Third", (choice("c"), choice("d", required=False))),
)


def asked(found: Walk) -> list[str]:
    return [question.key for question in found.questions]


def test_a_step_without_a_question_that_applies_is_left_out() -> None:
    assert asked(follow(THREE, a="calm")) == ["a", "c", "d"]
    assert asked(follow(THREE, a="hip")) == ["a", "b", "c", "d"]


def test_the_next_step_is_the_first_that_lacks_a_required_answer() -> None:
    def next_key(**raw: Any) -> str | None:
        step = follow(THREE, **raw).next_step
        return step.key if step else None

    assert next_key() == "first"
    assert next_key(a="hip") == "second"
    assert next_key(a="calm") == "third"
    assert next_key(a="calm", c="calm") is None
    assert follow(THREE, a="calm", c="calm").complete


def test_a_step_may_be_visited_only_when_every_step_before_it_is_answered() -> None:
    found = follow(THREE, a="hip")
    assert found.may_visit("first")
    assert found.may_visit("second")
    assert not found.may_visit("third")
    assert not found.may_visit("unknown")
    assert not follow(THREE, a="calm").may_visit("second")
    assert not follow(THREE, a="calm", c="calm").may_visit("unknown")


def test_steps_have_neighbors_and_a_place() -> None:
    found = follow(THREE, a="calm")
    before, after = found.step_before("third"), found.step_after("first")
    assert before is not None
    assert after is not None
    assert (before.key, after.key) == ("first", "third")
    assert found.step_before("first") is None
    assert found.step_after("third") is None
    assert found.step_after("second") is None
    assert THREE.step("unknown") is None
    assert found.place_of("third") == (2, 2)
    assert [question.key for question in found.asked_on("third")] == ["c", "d"]
    assert found.asked_on("second") == ()


def test_a_limited_step_asks_the_first_that_apply() -> None:
    only_hip = Includes("a", ("hip",))
    limited = form(
        Step("first", "First", (choice("a"),)),
        Step("more", "More", (choice("b", show_if=only_hip), choice("c"), choice("d")), "", 2),
    )
    assert asked(follow(limited, a="calm")) == ["a", "c", "d"]
    assert asked(follow(limited, a="hip")) == ["a", "b", "c"]


@pytest.mark.parametrize("condition", [Leading(("hip",)), TotalIs("hip", 1)], ids=repr)
def test_totals_stand_still_while_a_step_is_asked(condition: Any) -> None:
    one_page = form(Step("page", "Page", (choice("a"), choice("b", show_if=condition))))
    two_pages = form(
        Step("page", "Page", (choice("a"),)),
        Step("next", "Next", (choice("b", show_if=condition),)),
    )
    assert asked(follow(one_page, a="hip")) == ["a"]
    assert asked(follow(two_pages, a="hip")) == ["a", "b"]


def test_an_emergency_ends_the_path_after_its_step() -> None:
    found = follow(THREE, a="now", c="calm")
    assert asked(found) == ["a"]
    assert found.ended_early
    assert found.urgency is Urgency.EMERGENCY_NOW


def test_a_lower_level_ends_the_path_where_the_step_says_so() -> None:
    assert asked(follow(THREE, a="soon")) == ["a", "c", "d"]
    soon = Urgency.SEE_PHYSICIAN_SOON
    stricter = form(
        Step("first", "First", (choice("a"),)),
        Step("second", "Second", (choice("b"),), exit_at=soon),
        Step("third", "Third", (choice("c"),)),
    )
    assert asked(follow(stricter, a="soon", b="calm")) == ["a", "b"]
    assert asked(follow(stricter, a="calm", b="calm")) == ["a", "b", "c"]


def test_a_lower_level_never_skips_a_question_that_could_still_be_an_emergency() -> None:
    soon = Urgency.SEE_PHYSICIAN_SOON
    safety = form(
        Step("first", "First", (choice("a"),)),
        Step("second", "Second", (choice("b"),)),
        Step("third", "Third", (choice("c"),), exit_at=soon),
        Step("fourth", "Fourth", (choice("d"),)),
    )
    unanswered = follow(safety, a="soon")
    assert not unanswered.ended_early
    assert unanswered.next_step == safety.step("second")
    assert follow(safety, a="soon", b="now").urgency is Urgency.EMERGENCY_NOW
    answered = follow(safety, a="soon", b="calm", c="calm")
    assert answered.ended_early
    assert asked(answered) == ["a", "b", "c"]


def test_not_sure_where_a_red_flag_is_possible_means_a_physician_soon() -> None:
    assert follow(THREE, a=NOT_SURE).urgency is Urgency.SEE_PHYSICIAN_SOON


def test_a_rule_is_raised_once_at_the_step_where_it_first_holds() -> None:
    ruled = form(
        *THREE.steps,
        red_flag_rules=(
            RedFlagRule("hips", Includes("a", ("hip",)), Urgency.SAME_DAY, "Because of the hip."),
        ),
    )
    found = follow(ruled, a="hip", b="calm", c="calm")
    assert [flag.rule for flag in found.flags] == ["hips"]
    assert found.flags[0].cites[0].question == "a"
    assert not found.ended_early
