"""What would change a result, found by changing one answer at a time."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.engine.answers import read_answer, read_answers
from intake.engine.language import Includes, NumberIs
from intake.engine.nearby import Nearby, nearby_changes, outcome
from intake.engine.routing import decide
from intake.engine.types import (
    NOT_SURE,
    Band,
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
from tests.engine.default import MILD, default_questionnaire
from tests.engine.examples import examples
from tests.engine.strategies import answers, questionnaire

WHERE = Question(
    key="where",
    kind=Kind.MULTIPLE,
    text="Where?",
    options=(
        Option("front", "Front", points=(("hip", 4),)),
        Option("rear", "Rear", points=(("hip", 4),)),
        Option("numb", "Numb", flag=Urgency.EMERGENCY_NOW),
        Option("none", "None of these", exclusive=True),
        Option(NOT_SURE, "I'm not sure", exclusive=True),
    ),
)
AGE = Question(key="age", kind=Kind.NUMBER, text="Age?", minimum=0, maximum=120, unit="years")
PAIN = Question(
    key="pain",
    kind=Kind.SCALE,
    text="Pain?",
    bands=(Band(below=4), Band(at_least=4, points=(("care", 4),))),
    not_sure_label="I can't say",
)
SIDE = Question(
    key="side", kind=Kind.SINGLE, text="Side?", required=False,
    options=(Option("left", "Left"), Option("both", "Both")),
)  # fmt: skip
FORM = Questionnaire(
    key="form",
    title="Form",
    steps=(Step("one", "One", (WHERE, AGE, PAIN, SIDE)),),
    totals=(Total("hip", "Hip", TotalKind.CAUSE), Total("care", "Care", TotalKind.CARE)),
    red_flag_rules=(
        RedFlagRule("child", NumberIs("age", below=17.5), Urgency.SEE_PHYSICIAN_SOON, "A child."),
        RedFlagRule("both", Includes("side", ("both",)), Urgency.SAME_DAY, "Both sides."),
    ),
    rules=(
        Rule("old", NumberIs("age", 70), Route.BOOKING, "Old."),
        Rule("strong", NumberIs("pain", 4), Route.BOOKING, "Strong."),
        Rule("mild", Includes("where", ("front", "rear")), Route.SELF_HELP, "Mild.", 14),
    ),
    self_help_needs=(("pain",),),
    default_reason="Ask us.",
)


def near(most: int = 12, definition: Questionnaire = FORM, **raw: Any) -> tuple[Nearby, ...]:
    return nearby_changes(definition, read_answers(definition, raw)[0], most)


def told(changes: tuple[Nearby, ...]) -> list[tuple[str, Any, str]]:
    return [(change.question, change.value, change.words) for change in changes]


def test_each_change_is_told_with_its_value() -> None:
    changes = near(where=["front"], age=40, pain=3, side="left")
    assert set(map(repr, told(changes))) >= {
        repr(("age", 17, "“Age?”: 40 years → 17 years")),
        repr(("age", 70, "“Age?”: 40 years → 70 years")),
        repr(("pain", 4, "“Pain?”: 3 → 4")),
        repr(("pain", NOT_SURE, "“Pain?”: 3 → “I can't say”")),
        repr(("side", "both", "“Side?”: “Left” → “Both”")),
    }
    assert [change.question for change in changes].count("age") == 2


def test_options_are_picked_dropped_and_exclude_each_other() -> None:
    changes = near(where=["front"], age=40, pain=3)
    values = [change.value for change in changes if change.question == "where"]
    assert ["front", "numb"] in values
    assert ["none"] in values
    assert [NOT_SURE] in values
    assert ["front", "none"] not in values
    [numb] = [change for change in changes if change.value == ["front", "numb"]]
    assert numb.words == "“Where?”: also “Numb”"
    assert numb.decision.urgency is Urgency.EMERGENCY_NOW


def test_picking_after_none_of_these_drops_it() -> None:
    changes = near(where=["none"], age=40, pain=3)
    [front] = [change for change in changes if change.value == ["front"]]
    assert front.words == "“Where?”: “None of these” → “Front”"


def test_dropping_the_last_of_several_means_none_of_these() -> None:
    changes = near(where=["numb"], age=40, pain=3)
    assert ("where", ["none"], "“Where?”: “Numb” → “None of these”") in told(changes)
    two = near(where=["front", "numb"], age=40, pain=3)
    assert ("where", ["front"], "“Where?”: without “Numb”") in told(two)


def test_a_change_that_leads_to_the_same_place_is_left_out() -> None:
    changes = near(where=["front"], age=40, pain=3)
    assert ["front", "rear"] not in [change.value for change in changes]
    assert {change.question for change in changes} == {"where", "age", "pain", "side"}


def test_a_missing_answer_may_be_the_change() -> None:
    changes = near(where=["front"], age=40)
    assert ("pain", 0, "“Pain?”: no answer → 0") in told(changes)


def test_smaller_changes_come_first_and_no_more_than_asked_for() -> None:
    form = near(where=["front", "rear"], age=40, pain=3)
    values = [change.value for change in form]
    assert values.index(["none"]) > values.index(["front", "rear", "numb"])
    assert near(2, where=["front", "rear"], age=40, pain=3) == form[:2]
    assert near(0, where=["front", "rear"], age=40, pain=3) == ()


def test_a_list_of_red_flags_does_not_hide_everything_else() -> None:
    mild = near(12, default_questionnaire(), **MILD)
    assert len({change.question for change in mild}) > 5
    assert len({outcome(change.decision) for change in mild}) > 3


@pytest.mark.parametrize(
    ("bounds", "number", "values"),
    [
        ((4, 7), 2, [4, 7]),
        ((4, 7), 5, [3, 7]),
        ((4, 7), 9, [6, 3]),
        ((6.5, 12.5), 3, [7, 13]),
        ((6.5, 12.5), 20, [12, 6]),
        ((6.2, 6.4), 3, [6.2, 7]),
        ((0, 200), 5, []),
        ((1, 120), 5, [0, 120]),
    ],
)
def test_numbers_move_to_the_nearest_of_each_other_range(
    bounds: tuple[float, float], number: float, values: list[float]
) -> None:
    low, high = bounds
    weeks = Question(key="age", kind=Kind.NUMBER, text="?", minimum=0, maximum=120)
    form = Questionnaire(
        key="form",
        title="Form",
        steps=(Step("one", "One", (weeks,)),),
        red_flag_rules=(
            RedFlagRule("low", NumberIs("age", low), Urgency.SEE_PHYSICIAN_SOON, "Low."),
            RedFlagRule("high", NumberIs("age", high), Urgency.SAME_DAY, "High."),
        ),
    )
    assert [change.value for change in near(12, form, age=number)] == values


@examples(250)
@given(st.integers(0, 2**48))
def test_each_change_is_one_answer_and_leads_elsewhere(seed: int) -> None:
    random = Random(seed)
    definition = questionnaire(random)
    said = answers(random, definition)
    now = decide(definition, said)
    for change in nearby_changes(definition, said, most=99):
        question = definition.question(change.question)
        assert question is not None
        assert change.question in now.path
        answer, unknown = read_answer(question, change.value)
        assert answer is not None
        assert answer != said.get(change.question)
        assert not unknown
        then = decide(definition, {**said, change.question: answer})
        assert then == change.decision
        assert outcome(then) != outcome(now)


@examples(150)
@given(st.integers(0, 2**48))
def test_no_single_choice_that_leads_elsewhere_is_missed(seed: int) -> None:
    random = Random(seed)
    definition = questionnaire(random)
    said = answers(random, definition)
    now = decide(definition, said)
    told_of = {(change.question, repr(change.value))
               for change in nearby_changes(definition, said, most=999)}  # fmt: skip
    for question in definition.questions:
        if question.key in now.path and question.kind in (Kind.SINGLE, Kind.YES_NO):
            for option in question.options:
                answer, _unknown = read_answer(question, option.key)
                assert answer is not None
                then = decide(definition, {**said, question.key: answer})
                elsewhere = outcome(then) != outcome(now)
                assert elsewhere == ((question.key, repr(option.key)) in told_of)
