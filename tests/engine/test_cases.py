"""A worked case is judged by where the definition sends it, and never below its level."""

from dataclasses import replace
from typing import Any

import pytest

from intake.engine.cases import ANY_CAUSE, Case, Verdict, judge, judge_all, sha256
from intake.engine.language import Includes
from intake.engine.types import (
    Kind,
    Option,
    Question,
    Questionnaire,
    RedFlagRule,
    Route,
    Rule,
    Step,
    Total,
    TotalKind,
    Urgency,
)

ILL = Question(
    key="ill",
    kind=Kind.SINGLE,
    text="Ill?",
    options=(
        Option("no", "No"),
        Option("soon", "A little", flag=Urgency.SEE_PHYSICIAN_SOON),
        Option("now", "Very", flag=Urgency.EMERGENCY_NOW),
    ),
)
WHERE = Question(
    key="where",
    kind=Kind.SINGLE,
    text="Where?",
    options=(
        Option("hip", "Hip", points=(("hip", 4),)),
        Option("back", "Back", points=(("back", 4),)),
        Option("else", "Elsewhere"),
        Option("both", "Both sides"),
    ),
)
FORM = Questionnaire(
    key="form",
    title="Form",
    steps=(Step("ill", "Ill", (ILL,)), Step("where", "Where", (WHERE,))),
    totals=(Total("hip", "Hip", TotalKind.CAUSE), Total("back", "Back", TotalKind.CAUSE)),
    red_flag_rules=(
        RedFlagRule("both", Includes("where", ("both",)), Urgency.SAME_DAY, "Both sides."),
    ),
    rules=(Rule("hip", Includes("where", ("hip",)), Route.SELF_HELP, "It is the hip.", 14),),
    default_reason="Ask us.",
)
HIP = Case("Hip", {"ill": "no", "where": "hip"}, Route.SELF_HELP, top_cause="hip")
SOON = Case("Soon", {"ill": "soon", "where": "hip"}, Route.URGENT, Urgency.SEE_PHYSICIAN_SOON)


def verdict(case: Case, **changes: Any) -> Verdict:
    return judge(FORM, replace(case, **changes)).verdict


def test_a_case_that_goes_where_it_should_is_as_expected() -> None:
    result = judge(FORM, HIP)
    assert result.verdict is Verdict.AS_EXPECTED
    assert result.case is HIP
    assert result.decision.route is Route.SELF_HELP
    assert result.ignored == ()


def test_another_route_or_cause_is_different_unless_it_is_accepted_too() -> None:
    assert verdict(HIP, route=Route.BOOKING) is Verdict.DIFFERENT
    assert verdict(HIP, route=Route.BOOKING, routes=(Route.SELF_HELP,)) is Verdict.AS_EXPECTED
    assert verdict(HIP, top_cause="back") is Verdict.DIFFERENT
    assert verdict(HIP, top_cause="back", causes=("hip",)) is Verdict.AS_EXPECTED
    assert verdict(HIP, top_cause="back", causes=(ANY_CAUSE,)) is Verdict.AS_EXPECTED


def test_a_case_that_expects_no_cause_is_different_when_one_is_named() -> None:
    assert verdict(HIP, top_cause=None) is Verdict.DIFFERENT
    nowhere = {"ill": "no", "where": "else"}
    assert verdict(HIP, answers=nowhere, route=Route.BOOKING, top_cause=None) is Verdict.AS_EXPECTED
    assert verdict(HIP, answers=nowhere, route=Route.BOOKING) is Verdict.DIFFERENT


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"ill": "soon", "where": "hip"}, Verdict.AS_EXPECTED),
        ({"ill": "soon"}, Verdict.AS_EXPECTED),
        ({"ill": "now"}, Verdict.AS_EXPECTED),
        ({"ill": "no", "where": "hip"}, Verdict.LESS_URGENT),
        ({}, Verdict.LESS_URGENT),
    ],
)
def test_an_urgent_case_may_come_out_graver_but_never_lower(
    answers: dict[str, Any], expected: Verdict
) -> None:
    assert verdict(SOON, answers=answers) is expected


def test_a_lower_level_is_less_urgent_even_on_the_urgent_route() -> None:
    assert verdict(SOON, urgency=Urgency.SAME_DAY) is Verdict.LESS_URGENT
    assert verdict(SOON, urgency=Urgency.SAME_DAY, answers={"where": "both"}) is Verdict.AS_EXPECTED


def test_an_accepted_route_does_not_excuse_a_lower_level() -> None:
    calm = {"ill": "no", "where": "hip"}
    accepted = verdict(SOON, answers=calm, routes=(Route.SELF_HELP,), causes=(ANY_CAUSE,))
    assert accepted is Verdict.LESS_URGENT


def test_an_urgent_decision_names_no_cause_and_needs_none() -> None:
    assert verdict(SOON, top_cause="back") is Verdict.AS_EXPECTED


def test_a_case_that_comes_out_urgent_unexpectedly_is_different() -> None:
    assert verdict(HIP, answers={"ill": "now"}) is Verdict.DIFFERENT
    assert verdict(HIP, answers={"ill": "now"}, routes=(Route.URGENT,)) is Verdict.AS_EXPECTED


def test_answers_that_the_definition_does_not_ask_for_are_named() -> None:
    result = judge(FORM, replace(HIP, answers={**HIP.answers, "gone": 1, "ill": "never"}))
    assert set(result.ignored) == {"gone", "ill=never"}


def test_cases_are_judged_in_their_order() -> None:
    results = judge_all(FORM, iter([SOON, HIP, SOON]))
    assert [result.case.name for result in results] == ["Soon", "Hip", "Soon"]


def test_a_case_that_should_be_urgent_and_goes_elsewhere_is_less_urgent_at_any_level() -> None:
    expected = replace(SOON, urgency=Urgency.NONE)
    assert verdict(expected, answers={"ill": "no", "where": "hip"}) is Verdict.LESS_URGENT
    assert verdict(expected, answers={"ill": "now"}) is Verdict.AS_EXPECTED


def test_an_outcome_is_route_urgency_and_first_cause() -> None:
    assert judge(FORM, HIP).outcome == ("self_help", "none", "hip")
    assert judge(FORM, SOON).outcome == ("urgent", "see_physician_soon", "")


def test_the_sha256_of_a_case_stays_the_same_for_ever() -> None:
    case = replace(HIP, causes=("back",), routes=(Route.BOOKING,))
    assert sha256(case) == "c0504e23dd7f58dcc871e74872532c37b4533fb99652ce48fcab0ea472d20cb8"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Other"},
        {"answers": {"ill": "soon"}},
        {"route": Route.BOOKING},
        {"urgency": Urgency.SAME_DAY},
        {"top_cause": None},
        {"causes": ("back",)},
        {"routes": (Route.BOOKING,)},
    ],
)
def test_every_part_of_a_case_is_in_its_sha256(changes: dict[str, Any]) -> None:
    assert sha256(replace(HIP, **changes)) != sha256(HIP)
