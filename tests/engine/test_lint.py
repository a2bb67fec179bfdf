"""Each mistake in a definition is found once, with its place and its cure in whole sentences."""

from dataclasses import replace
from typing import Any

import pytest

from intake.engine.language import Answered, Includes, Leading, NumberIs, TotalIs
from intake.engine.lint import Level, lint
from intake.engine.types import (
    NOT_SURE,
    Band,
    Kind,
    Limits,
    Naming,
    Option,
    PointRule,
    Question,
    Questionnaire,
    RedFlagRule,
    Route,
    Step,
    Total,
    TotalKind,
    Urgency,
)
from tests.engine.forms import ASKED_AT_FRONT, FLAG, GOOD, PAIN, REAR, WHERE, codes


def rest(*questions: Question, **step: Any) -> Questionnaire:
    return replace(GOOD, steps=(GOOD.steps[0], Step("rest", "Rest", questions, **step)))


def test_a_good_definition_has_no_problem() -> None:
    assert lint(GOOD) == ()


MISTAKES: dict[str, tuple[str, str, Questionnaire]] = {
    "two questions with one key": ("duplicate_key", "questions", rest(WHERE, WHERE, PAIN)),
    "two steps with one key": (
        "duplicate_key",
        "steps",
        replace(GOOD, steps=(*GOOD.steps, Step("safe", "Again", (replace(PAIN, key="p2"),)))),
    ),
    "two options with one key": (
        "duplicate_key",
        "where",
        rest(replace(WHERE, options=(*WHERE.options, Option("rear", "Again"))), PAIN),
    ),
    "one option": (
        "too_few_options",
        "where",
        rest(replace(WHERE, options=WHERE.options[:1]), PAIN),
    ),
    "no none of these": (
        "no_exclusive_option",
        "where",
        rest(replace(WHERE, kind=Kind.MULTIPLE, options=(*WHERE.options[:1], REAR)), PAIN),
    ),
    "not sure beside others": (
        "not_sure_with_others",
        "flag",
        replace(
            GOOD,
            steps=(
                Step(
                    "safe",
                    "Safe",
                    (replace(FLAG, options=(*FLAG.options[:2], Option(NOT_SURE, "?"))),),
                ),
                GOOD.steps[1],
            ),
        ),
    ),
    "ranges that overlap": (
        "bands_overlap",
        "pain",
        rest(WHERE, replace(PAIN, bands=(Band(below=5), *PAIN.bands[1:]))),
    ),
    "ranges with a gap": (
        "bands_gap",
        "pain",
        rest(WHERE, replace(PAIN, bands=(Band(below=3), *PAIN.bands[1:]))),
    ),
    "a condition on a later question": (
        "condition_on_later",
        "where",
        rest(replace(WHERE, show_if=NumberIs("pain", 3)), PAIN),
    ),
    "a condition on itself": (
        "condition_on_later",
        "where",
        rest(replace(WHERE, show_if=Answered("where")), PAIN),
    ),
    "a condition on a missing question": (
        "condition_on_nothing",
        "where",
        rest(replace(WHERE, show_if=Answered("gone")), PAIN),
    ),
    "a condition on a missing option": (
        "condition_on_nothing",
        "where",
        rest(replace(WHERE, show_if=Includes("flag", ("gone",))), PAIN),
    ),
    "a condition on a missing total": (
        "condition_on_nothing",
        "where",
        rest(replace(WHERE, show_if=TotalIs("gone", 1)), PAIN),
    ),
    "a condition on a missing cause": (
        "condition_on_nothing",
        "where",
        rest(replace(WHERE, show_if=Leading(("care",))), PAIN),
    ),
    "a rule on a missing question": (
        "condition_on_nothing",
        "gone",
        replace(
            GOOD,
            red_flag_rules=(RedFlagRule("gone", Answered("gone"), Urgency.SAME_DAY, "?", "Me"),),
        ),
    ),
    "a condition within a limited step": (
        "condition_in_limited_step",
        "pain",
        rest(WHERE, ASKED_AT_FRONT, replace(PAIN, key="later"), ask_at_most=2),
    ),
    "points for nothing": (
        "points_for_nothing",
        "extra",
        replace(GOOD, point_rules=(PointRule("extra", Answered("where"), (("gone", 1),)),)),
    ),
    "a total without points": (
        "total_without_points",
        "spare",
        replace(GOOD, totals=(*GOOD.totals, Total("spare", "Spare", TotalKind.SCORE))),
    ),
    "a cause that cannot be named": (
        "cause_never_named",
        "hip",
        replace(GOOD, naming=Naming(minimum=6)),
    ),
    "points for a cause when none is named": (
        "unclear_points_for_cause",
        "hip",
        replace(GOOD, naming=Naming(unclear_points=(("hip", 1),))),
    ),
    "a red flag without not sure": (
        "red_flag_without_not_sure",
        "flag",
        replace(
            GOOD,
            steps=(
                Step("safe", "Safe", (replace(FLAG, options=FLAG.options[:2]),)),
                GOOD.steps[1],
            ),
        ),
    ),
    "a red flag behind the limit": (
        "red_flag_behind_limit",
        "flag",
        replace(
            GOOD,
            steps=(
                Step("rest", "Rest", (WHERE,)),
                Step("all", "All", (ASKED_AT_FRONT, FLAG), ask_at_most=1),
            ),
        ),
    ),
    "a red flag that may be left empty": (
        "red_flag_optional",
        "flag",
        replace(
            GOOD,
            steps=(Step("safe", "Safe", (replace(FLAG, required=False),)), GOOD.steps[1]),
        ),
    ),
    "a red flag rule without a level": (
        "red_flag_without_level",
        "calm",
        replace(
            GOOD, red_flag_rules=(RedFlagRule("calm", Answered("flag"), Urgency.NONE, "?", "Me"),)
        ),
    ),
    "no emergency anywhere": (
        "no_emergency",
        "good",
        replace(GOOD, steps=GOOD.steps[1:]),
    ),
    "too many questions": (
        "too_long",
        "good",
        replace(GOOD, limits=Limits(longest_path=2)),
    ),
    "an emergency that shows late": (
        "emergency_too_late",
        "good",
        replace(GOOD, steps=GOOD.steps[::-1], limits=Limits(before_emergency=2)),
    ),
    "a step without questions": (
        "empty_step",
        "empty",
        replace(GOOD, steps=(*GOOD.steps, Step("empty", "Empty", ()))),
    ),
    "no default reason": ("no_default_reason", "good", replace(GOOD, default_reason="")),
    "a rule without a reason": (
        "rule_without_reason",
        "mild",
        replace(GOOD, rules=(replace(GOOD.rules[0], reason=""),)),
    ),
    "a rule to urgent care": (
        "urgent_by_rule",
        "mild",
        replace(GOOD, rules=(replace(GOOD.rules[0], route=Route.URGENT),)),
    ),
    "self-help without a day to look again": (
        "self_help_without_review",
        "mild",
        replace(GOOD, rules=(replace(GOOD.rules[0], review_after_days=None),)),
    ),
    "self-help that needs no answer": (
        "self_help_needs_nothing",
        "good",
        replace(GOOD, self_help_needs=()),
    ),
    "self-help that needs a missing question": (
        "needs_nothing_asked",
        "good",
        replace(GOOD, self_help_needs=(("pain",), ("gone",))),
    ),
}


@pytest.mark.parametrize(("code", "place", "questionnaire"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_found_where_it_is(
    code: str, place: str, questionnaire: Questionnaire
) -> None:
    assert codes(questionnaire) == [(code, place)]


def test_errors_come_before_warnings() -> None:
    wrong = replace(GOOD, self_help_needs=(), default_reason="")
    assert [problem.level for problem in lint(wrong)] == [Level.ERROR, Level.WARNING]
