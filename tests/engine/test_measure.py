"""How long a definition can get, and how far its points reach."""

from hypothesis import given

from intake.engine.language import AllOf, Answered, Leading, TotalIs
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


def giving(key: str, total: str) -> Step:
    """Return a step with one question that gives points to one total."""
    bands = (Band(at_least=1, points=((total, 1),)),)
    return Step(key, "Step", (Question(key=key, kind=Kind.NUMBER, text="?", bands=bands),))


def test_a_rule_on_causes_and_a_total_counts_what_gives_points_to_any_of_them() -> None:
    def asked_before(*steps: Step) -> int:
        rule = RedFlagRule(
            "r", AllOf((TotalIs("score", 1), Leading(("hip",)))), Urgency.EMERGENCY_NOW, "Because."
        )
        totals = (
            Total("score", "Score", TotalKind.SCORE),
            Total("hip", "Hip", TotalKind.CAUSE),
            Total("back", "Back", TotalKind.CAUSE),
        )
        return before_emergency(
            Questionnaire("form", "Form", steps, totals=totals, red_flag_rules=(rule,))
        )

    assert asked_before(giving("a", "score"), giving("b", "care")) == 1
    assert asked_before(giving("a", "hip"), giving("b", "score")) == 2
    assert asked_before(giving("a", "score"), giving("b", "hip")) == 2
    assert asked_before(giving("a", "score"), giving("b", "back")) == 2


def test_a_rule_on_a_total_counts_what_combinations_read_that_give_it_points() -> None:
    rule = RedFlagRule("r", TotalIs("score", 2), Urgency.EMERGENCY_NOW, "Because.")
    score = giving("s", "score")
    late, later = giving("late", "care"), giving("later", "care")
    combined = PointRule("p", Answered("late"), (("score", 1),))
    other = PointRule("o", Answered("later"), (("care", 1),))
    measured = form(score, late, later, rule=rule, point_rules=(combined, other))
    assert before_emergency(measured) == 2
    assert before_emergency(form(late, score, later, rule=rule, point_rules=(combined,))) == 2
    assert before_emergency(form(score, late, later, rule=rule)) == 1


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


def test_points_that_only_take_away_raise_nothing() -> None:
    less = (Option("a", "A", points=(("score", -2),)), Option("b", "B"))
    single = Question(key="q", kind=Kind.SINGLE, text="?", options=less)
    several = Question(key="q", kind=Kind.MULTIPLE, text="?", options=less)
    assert most_points(form(Step("s", "S", (single,)))) == {"score": 0}
    assert most_points(form(Step("s", "S", (several,)))) == {"score": 0}
    take = PointRule("p", Answered("q"), (("score", -4), ("care", 3)))
    give = PointRule("g", Answered("q"), (("care", 1),))
    rules = most_points(form(Step("s", "S", (single,)), point_rules=(take, give)))
    assert rules == {"score": 0, "care": 4}
