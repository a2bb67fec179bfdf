"""How long a definition can get, and how far its points reach."""

from hypothesis import given

from intake.engine.language import Answered, TotalIs
from intake.engine.measure import before_emergency, longest_path, most_points
from intake.engine.path import walk
from intake.engine.routing import decide
from intake.engine.types import (
    Band,
    Kind,
    Option,
    PointRule,
    Question,
    Questionnaire,
    RedFlagRule,
    Step,
    Total,
    TotalKind,
    Urgency,
)
from tests.engine.examples import examples
from tests.engine.strategies import Pair, pairs


def number(key: str, flag: Urgency = Urgency.NONE) -> Question:
    bands = (Band(at_least=1, points=(("score", 1),), flag=flag),)
    return Question(key=key, kind=Kind.NUMBER, text="How many?", bands=bands)


def form(*steps: Step, rule: RedFlagRule | None = None, **more: object) -> Questionnaire:
    return Questionnaire(
        key="form",
        title="Form",
        steps=steps,
        totals=(Total("score", "Score", TotalKind.SCORE),),
        red_flag_rules=(rule,) if rule else (),
        **more,  # type: ignore[arg-type]
    )


ONE = Step("one", "One", (number("a"), number("b")))
TWO = Step("two", "Two", (number("c"), number("d"), number("e")), ask_at_most=2)
THREE = Step("three", "Three", (number("f"),))


def test_a_limited_step_counts_as_many_as_it_asks() -> None:
    assert longest_path(form(ONE, TWO, THREE)) == 5


def test_without_emergencies_nothing_comes_before_one() -> None:
    assert before_emergency(form(ONE, TWO, THREE)) == 0


def test_a_step_with_an_emergency_counts_whole() -> None:
    last = Step("last", "Last", (number("x", Urgency.EMERGENCY_NOW), number("y")))
    assert before_emergency(form(ONE, last, THREE)) == 4


def test_a_rule_counts_up_to_the_last_question_it_reads() -> None:
    rule = RedFlagRule("r", Answered("c"), Urgency.EMERGENCY_NOW, "Because.")
    assert before_emergency(form(ONE, TWO, THREE, rule=rule)) == 4


def test_a_rule_on_a_total_counts_every_question_that_gives_it_points() -> None:
    rule = RedFlagRule("r", TotalIs("score", 2), Urgency.EMERGENCY_NOW, "Because.")
    assert before_emergency(form(ONE, TWO, THREE, rule=rule)) == 5


def test_several_options_add_up_and_single_ones_do_not() -> None:
    options = (Option("a", "A", points=(("score", 2),)), Option("b", "B", points=(("score", 3),)))
    single = Question(key="q", kind=Kind.SINGLE, text="?", options=options)
    several = Question(key="q", kind=Kind.MULTIPLE, text="?", options=options)
    bonus = PointRule("p", Answered("q"), (("score", 4),))
    assert most_points(form(Step("s", "S", (single,))))["score"] == 3
    assert most_points(form(Step("s", "S", (several,)), point_rules=(bonus,)))["score"] == 9


@examples(500)
@given(pairs(2))
def test_nobody_is_asked_more_or_reaches_more_points_than_measured(several: list[Pair]) -> None:
    for questionnaire, answers in several:
        assert len(walk(questionnaire, answers).questions) <= longest_path(questionnaire)
        most = most_points(questionnaire)
        for cause in decide(questionnaire, answers).causes:
            assert cause.points <= most[cause.key]


@examples(500)
@given(pairs(2))
def test_no_emergency_comes_later_than_measured(several: list[Pair]) -> None:
    for questionnaire, answers in several:
        found = walk(questionnaire, answers)
        if any(flag.urgency is Urgency.EMERGENCY_NOW and not flag.rule for flag in found.flags):
            assert len(found.questions) <= before_emergency(questionnaire)
