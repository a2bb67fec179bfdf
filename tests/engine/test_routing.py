"""Red flags, then rules, then the safe default, each with its reasons."""

from dataclasses import replace
from typing import Any

from intake.engine.answers import read_answers
from intake.engine.language import Answered, Includes, TotalIs
from intake.engine.routing import MOST_CITES, NO_CAUSE, NOT_STATED, NOTHING_MATCHED, decide
from intake.engine.types import (
    NOT_SURE,
    Cite,
    Decision,
    Kind,
    Option,
    Question,
    Questionnaire,
    ReasonKind,
    RedFlagRule,
    Route,
    Rule,
    Step,
    Total,
    TotalKind,
    Urgency,
)


def question(key: str, flag: Urgency = Urgency.NONE) -> Question:
    return Question(
        key=key,
        kind=Kind.SINGLE,
        text="Which?",
        required=False,
        options=(
            Option("hip", "Hip", points=(("hip", 4),)),
            Option("little", "Little", points=(("hip", 1),)),
            Option("flag", "Flag", flag=flag),
            Option("calm", "Calm"),
            Option(NOT_SURE, "I'm not sure"),
        ),
    )


FORM = Questionnaire(
    key="form",
    title="Form",
    steps=(
        Step("first", "First", (question("a", Urgency.SEE_PHYSICIAN_SOON),)),
        Step("second", "Second", (question("b", Urgency.SAME_DAY),)),
        Step("third", "Third", (question("c"),)),
    ),
    totals=(Total("hip", "Hip", TotalKind.CAUSE),),
    red_flag_rules=(
        RedFlagRule("both", Answered("nothing"), Urgency.SAME_DAY, "Never."),
        RedFlagRule("calm_all_over", Includes("c", ("flag",)), Urgency.SAME_DAY, "A combination."),
    ),
    rules=(
        Rule("worse", Includes("c", ("calm",)), Route.BOOKING, "You are calm.", service="visit"),
        Rule("hips", TotalIs("hip", 1), Route.SELF_HELP, "It is the hip.", review_after_days=14),
    ),
    self_help_needs=(("b", "c"),),
    default_reason="A person should look at this.",
)


def decided(questionnaire: Questionnaire = FORM, **raw: Any) -> Decision:
    return decide(questionnaire, read_answers(questionnaire, raw)[0])


def kinds(decision: Decision) -> list[tuple[ReasonKind, str]]:
    return [(reason.kind, reason.key) for reason in decision.reasons]


def test_a_red_flag_wins_over_every_rule_and_names_no_cause() -> None:
    decision = decided(a="flag", b="hip", c="calm")
    assert (decision.route, decision.urgency) == (Route.URGENT, Urgency.SEE_PHYSICIAN_SOON)
    assert decision.top_cause is None
    assert decision.closest_cause is None
    assert decision.rule == ""


def test_the_highest_red_flag_comes_first_in_the_reasons() -> None:
    decision = decided(a="flag", b="flag", c="flag")
    assert decision.urgency is Urgency.SAME_DAY
    assert [reason.cites for reason in decision.reasons] == [
        (Cite("b", ("flag",)),),
        (Cite("c", ("flag",)),),
        (Cite("a", ("flag",)),),
    ]
    assert [reason.text for reason in decision.reasons] == ["", "A combination.", ""]
    assert kinds(decision) == [
        (ReasonKind.RED_FLAG, ""),
        (ReasonKind.RED_FLAG, "calm_all_over"),
        (ReasonKind.RED_FLAG, ""),
    ]


def test_the_first_rule_that_holds_decides() -> None:
    decision = decided(a="hip", b="calm", c="calm")
    assert (decision.route, decision.rule, decision.service) == (Route.BOOKING, "worse", "visit")
    assert kinds(decision) == [(ReasonKind.RULE, "worse"), (ReasonKind.CAUSE, "hip")]
    assert decision.reasons[0].cites == (Cite("c", ("calm",)),)
    assert [reason.text for reason in decision.reasons] == ["You are calm.", ""]


def test_self_help_comes_with_a_day_to_look_again() -> None:
    decision = decided(a="hip", b="calm")
    assert (decision.route, decision.review_after_days) == (Route.SELF_HELP, 14)
    assert decision.reasons[0].cites == (Cite("a", ("hip",)),)


def test_a_visit_comes_with_how_soon_it_should_be() -> None:
    soon = replace(FORM, rules=(replace(FORM.rules[0], see_within_days=7), FORM.rules[1]))
    assert decided(soon, a="hip", b="calm", c="calm").see_within_days == 7
    assert decided(soon, a="hip", b="calm").see_within_days is None
    assert decided(soon, a="calm", b="calm").see_within_days is None


def test_no_rule_means_a_person() -> None:
    decision = decided(a="calm", b="calm")
    assert decision.route is Route.BOOKING
    assert kinds(decision) == [(ReasonKind.SAFE_DEFAULT, NOTHING_MATCHED)]
    assert (decision.rule, decision.service, decision.article) == ("", "", "")
    assert decision.review_after_days is None


def test_self_help_is_refused_when_a_needed_answer_is_not_stated() -> None:
    for unstated in ({}, {"c": NOT_SURE}):
        decision = decided(a="hip", **unstated)
        assert decision.route is Route.BOOKING
        assert kinds(decision)[0] == (ReasonKind.SAFE_DEFAULT, NOT_STATED)
        assert decision.review_after_days is None


def test_self_help_is_refused_when_no_cause_stands_out_at_all() -> None:
    decision = decided(a="little", b="calm")
    assert decision.route is Route.BOOKING
    assert kinds(decision)[0] == (ReasonKind.SAFE_DEFAULT, NO_CAUSE)


def test_a_mild_case_under_the_minimum_may_read_the_closest_article() -> None:
    decision = decided(a="little", b="little")
    assert decision.route is Route.SELF_HELP
    assert (decision.top_cause, decision.closest_cause) == (None, "hip")


def test_a_reason_cites_few_enough_answers_to_read_on_a_phone() -> None:
    steps = tuple(Step(f"s{n}", "Step", (question(f"q{n}"),)) for n in range(9))
    long_form = replace(FORM, steps=steps, self_help_needs=())
    decision = decided(long_form, **{f"q{n}": "hip" for n in range(9)})
    assert decision.route is Route.SELF_HELP
    assert {len(reason.cites) for reason in decision.reasons} == {MOST_CITES}


def test_a_decision_knows_its_path_and_whether_it_is_complete() -> None:
    required = replace(
        FORM,
        steps=(Step("first", "First", (replace(question("a"), required=True),)), *FORM.steps[1:]),
    )
    assert decided(required, a="calm").complete
    assert not decided(required, b="calm").complete
    assert decided(required, a="calm").path == ("a", "b", "c")


SCORED = replace(
    FORM,
    totals=(Total("hip", "Points", TotalKind.SCORE),),
    rules=(Rule("mild", TotalIs("hip", 1), Route.SELF_HELP, "It is mild.", 14, article="backs"),),
)


def test_without_causes_a_rule_may_advise_the_article_it_names() -> None:
    decision = decided(SCORED, a="hip", b="calm")
    assert (decision.route, decision.rule, decision.article) == (Route.SELF_HELP, "mild", "backs")
    assert (decision.top_cause, decision.closest_cause) == (None, None)
    assert kinds(decision) == [(ReasonKind.RULE, "mild")]


def test_without_causes_and_without_an_article_a_person_takes_over() -> None:
    bare = replace(SCORED, rules=(replace(SCORED.rules[0], article=""),))
    decision = decided(bare, a="hip", b="calm")
    assert (decision.route, decision.rule, decision.article) == (Route.BOOKING, "", "")
    assert kinds(decision) == [(ReasonKind.SAFE_DEFAULT, NO_CAUSE)]


def test_without_causes_a_needed_answer_is_needed_all_the_same() -> None:
    decision = decided(SCORED, a="hip")
    assert kinds(decision) == [(ReasonKind.SAFE_DEFAULT, NOT_STATED)]
