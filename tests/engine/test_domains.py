"""All that one question can be answered, and the points that come of it."""

import pytest

from intake.engine.domains import Domain, Literal, conditions_of, domains_of, fits, may_be_missing
from intake.engine.language import Answered, Includes, NumberIs
from intake.engine.types import (
    NOT_SURE,
    Answer,
    Band,
    Kind,
    Option,
    Question,
    Questionnaire,
    Step,
    Urgency,
)
from tests.engine.default import default_questionnaire

CALM, NOW = Urgency.NONE, Urgency.EMERGENCY_NOW
SEVERAL = Question(
    key="several",
    kind=Kind.MULTIPLE,
    text="?",
    options=(
        Option("up", "Up", points=(("care", 3), ("hip", 1))),
        Option("more", "More", points=(("care", 2),)),
        Option("down", "Down", points=(("care", -4),)),
        Option("flag", "Flag", points=(("care", 9),), flag=Urgency.SAME_DAY),
        Option("none", "None", points=(("care", 1),), exclusive=True),
        Option("never", "Never", points=(("care", -9),), exclusive=True),
        Option(NOT_SURE, "Not sure", exclusive=True),
    ),
)
SINGLE = Question(key="single", kind=Kind.SINGLE, text="?", options=SEVERAL.options[:3])
NUMBER = Question(
    key="number",
    kind=Kind.NUMBER,
    text="?",
    minimum=0,
    bands=(Band(2, 4, (("care", 1),)), Band(4, 6, (("care", 5),)), Band(6, None, (("care", -1),))),
)
TEXT = Question(key="text", kind=Kind.SHORT_TEXT, text="?")


def yes(*options: str, count: int = 1) -> Literal:
    return Literal(Includes("several", options, count))


def no(*options: str, count: int = 1) -> Literal:
    return Literal(Includes("several", options, count), said=False)


def reach(question: Question, *literals: Literal, highest: Urgency = NOW) -> tuple[int, int]:
    return Domain(question, set()).reach({"care": 1}, literals, highest)


def test_several_options_add_up_each_for_itself() -> None:
    assert reach(SEVERAL) == (-9, 14)
    assert reach(SEVERAL, highest=CALM) == (-9, 5)
    assert reach(SEVERAL, no("never")) == (-4, 14)
    assert reach(SEVERAL, yes("up")) == (-4, 14)
    assert reach(SEVERAL, yes("up"), no("down", "flag")) == (0, 5)
    assert reach(SEVERAL, yes("none")) == (1, 1)
    assert reach(SEVERAL, Literal(Answered("several")), no("never")) == (-4, 14)
    assert reach(SEVERAL, yes("up"), Literal(NumberIs("several", 0), said=False)) == (-4, 14)
    assert reach(SEVERAL, Literal(Answered("several"), said=False)) == (0, 0)


def test_one_choice_gives_the_points_of_one_option() -> None:
    assert reach(SINGLE) == (-4, 3)
    assert reach(SINGLE, Literal(Includes("single", ("more",)))) == (2, 2)
    assert reach(SINGLE, Literal(Includes("single", ("gone",)))) == (0, 0)


def test_a_number_gives_the_points_of_its_range() -> None:
    assert reach(NUMBER) == (-1, 5)
    assert reach(NUMBER, Literal(NumberIs("number", below=4))) == (0, 1)
    assert reach(NUMBER, Literal(NumberIs("number", 4, 6))) == (5, 5)
    assert reach(NUMBER, Literal(NumberIs("number", 7))) == (-1, -1)


def test_totals_can_be_weighed_against_each_other() -> None:
    domain = Domain(SEVERAL, set())
    assert domain.reach({"care": 1, "hip": -1}, (yes("up"), no("more", "flag")), NOW) == (-4, 2)
    assert domain.reach({"hip": 2}, (), NOW) == (0, 2)
    assert domain.reach({"gone": 1}, (), NOW) == (0, 0)


ALLOWED = [
    (),
    (yes("up"), no("more")),
    (yes("up", "more", count=2),),
    (yes("up", "more", "down", count=2), no("up")),
    (yes("up", "more"), no("up", "more", count=2)),
    (yes(NOT_SURE), yes("up")),
    (yes("none"), no("up")),
    (no("up", "more", "down", "flag", "none", "never", NOT_SURE),),
]
FORBIDDEN = [
    (yes("up"), no("up")),
    (yes("none"), yes("up")),
    (yes("none", "never", count=2),),
    (yes("up", "more", count=2), no("more")),
    (yes("up", "more", count=2), no("more", "up", count=2)),
    (yes("up", "more", "down", count=3), no("more", "up", "flag", count=2)),
    (yes("up", "gone", count=2),),
    (yes("up"), Literal(Answered("several"), said=False)),
    (yes("up"), Literal(NumberIs("several", 0))),
    (Literal(Answered("several")), no("up", "more", "down", "flag", "none", "never", NOT_SURE)),
]


@pytest.mark.parametrize("literals", ALLOWED)
def test_options_that_go_together_are_allowed(literals: tuple[Literal, ...]) -> None:
    assert Domain(SEVERAL, set()).allows(literals, NOW)


@pytest.mark.parametrize("literals", FORBIDDEN)
def test_options_that_exclude_each_other_are_not(literals: tuple[Literal, ...]) -> None:
    assert not Domain(SEVERAL, set()).allows(literals, NOW)


def test_a_level_keeps_out_what_raises_more() -> None:
    domain = Domain(SEVERAL, set())
    assert domain.allows((yes("flag"),), Urgency.SAME_DAY)
    assert not domain.allows((yes("flag"),), Urgency.SEE_PHYSICIAN_SOON)
    assert domain.allows((yes(NOT_SURE),), Urgency.SEE_PHYSICIAN_SOON)
    assert not domain.allows((yes(NOT_SURE),), CALM)


def test_points_given_twice_to_one_total_are_added_up() -> None:
    twice = Option("twice", "Twice", points=(("care", 1), ("care", 2)))
    question = Question(key="single", kind=Kind.SINGLE, text="?", options=(twice,))
    assert reach(question, Literal(Answered("single"))) == (3, 3)


def test_of_two_ranges_that_overlap_the_graver_flag_counts() -> None:
    bands = (Band(0, flag=NOW), Band(2, flag=Urgency.SAME_DAY))
    domain = Domain(Question(key="n", kind=Kind.NUMBER, text="?", minimum=0, bands=bands), set())
    assert domain.allows((Literal(NumberIs("n", 3)),), NOW)
    assert not domain.allows((Literal(NumberIs("n", 3)),), Urgency.SAME_DAY)


def numbers(question: Question, *cuts: float) -> list[float]:
    tries = Domain(question, set(cuts)).tries
    return [one.answer.number for one in tries if one.answer and one.answer.number is not None]


def test_one_number_of_every_stretch_is_tried() -> None:
    free = Question(key="free", kind=Kind.NUMBER, text="?")
    assert sorted(numbers(free)) == [-1, 0, 1]
    assert sorted(numbers(free, 5)) == [4, 5, 6]
    assert sorted(numbers(free, 5, 8)) == [4, 5, 6.5, 8, 9]
    assert sorted(numbers(NUMBER)) == [0, 1, 2, 3, 4, 5, 6, 7]
    ended = Question(key="ended", kind=Kind.SCALE, text="?", minimum=1, maximum=3)
    assert sorted(numbers(ended, 2, 9)) == [1, 1.5, 2, 2.5, 3]
    assert sorted(numbers(ended)) == [1, 2, 3]
    banded = Question(key="banded", kind=Kind.NUMBER, text="?", bands=(Band(below=4),))
    assert sorted(numbers(banded)) == [3, 4, 5]


def test_not_sure_words_and_no_answer_are_tried_too() -> None:
    assert [one.answer for one in Domain(TEXT, set()).tries] == [None, Answer(text="…")]
    assert Answer(options=(NOT_SURE,)) in [one.answer for one in Domain(NUMBER, set()).tries]


def test_a_missing_answer_fits_what_asks_for_none() -> None:
    assert may_be_missing(())
    assert may_be_missing((no("up"), Literal(Answered("several"), said=False)))
    assert not may_be_missing((no("up"), yes("more")))
    assert fits(Literal(Answered("text")), Answer(text="sore"))
    assert not fits(Literal(NumberIs("number", 1)), Answer(options=(NOT_SURE,)))


def test_every_condition_lends_its_numbers_to_the_question_it_reads() -> None:
    asked = Question(key="asked", kind=Kind.SHORT_TEXT, text="?", show_if=NumberIs("number", 9, 11))
    form = Questionnaire("f", "F", (Step("s", "S", (NUMBER, asked)),))
    domain = domains_of(form)["number"]
    tried = {one.answer.number for one in domain.tries if one.answer}
    assert {9, 10, 11, 12} <= tried
    assert list(conditions_of(form)) == [asked.show_if]
    shipped = default_questionnaire()
    asked_if = [question for question in shipped.questions if question.show_if]
    rules = (*shipped.point_rules, *shipped.red_flag_rules, *shipped.rules)
    assert len(list(conditions_of(shipped))) == len(asked_if) + len(rules)
