"""What a form or a file may say, and what it means."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.engine.answers import read_answer, read_answers, to_raw
from intake.engine.types import (
    NO,
    NOT_SURE,
    YES,
    Answer,
    Kind,
    Option,
    Question,
    Questionnaire,
    Step,
)
from tests.engine.default import default_questionnaire
from tests.engine.strategies import pairs

SEVERAL = Question(
    key="several",
    kind=Kind.MULTIPLE,
    text="Which?",
    options=(
        Option(NOT_SURE, "I'm not sure", exclusive=True),
        Option("none", "None of these", exclusive=True),
        Option("one", "One"),
        Option("two", "Two"),
    ),
)
ONE = Question(key="one", kind=Kind.SINGLE, text="Which?", options=(Option("a", "A"),))
TRUTH = Question(
    key="truth", kind=Kind.YES_NO, text="Is it?", options=(Option(YES, "Yes"), Option(NO, "No"))
)
SCALE = Question(key="scale", kind=Kind.SCALE, text="How much?", minimum=0, maximum=10)
WORDS = Question(key="words", kind=Kind.SHORT_TEXT, text="What?")
ALL = Questionnaire(
    key="all", title="All", steps=(Step("step", "Step", (SEVERAL, ONE, TRUTH, SCALE, WORDS)),)
)


@pytest.mark.parametrize(
    ("question", "value", "options"),
    [
        (SEVERAL, ["two", "one"], ("one", "two")),
        (SEVERAL, ["one", "one"], ("one",)),
        (SEVERAL, "one", ("one",)),
        (SEVERAL, [], ("none",)),
        (SEVERAL, ["none", "one"], ("one",)),
        (SEVERAL, ["none", NOT_SURE], (NOT_SURE,)),
        (SEVERAL, ["one", NOT_SURE], (NOT_SURE, "one")),
        (SEVERAL, NOT_SURE, (NOT_SURE,)),
        (ONE, "a", ("a",)),
        (ONE, ["a"], ("a",)),
        (TRUTH, True, (YES,)),
        (TRUTH, False, (NO,)),
        (SCALE, NOT_SURE, (NOT_SURE,)),
    ],
)
def test_options_are_read_in_the_order_of_the_form(
    question: Question, value: Any, options: tuple[str, ...]
) -> None:
    assert read_answer(question, value) == (Answer(options=options), [])


@pytest.mark.parametrize(("value", "number"), [(0, 0), (10, 10), (2.5, 2.5)])
def test_a_number_is_read(value: float, number: float) -> None:
    assert read_answer(SCALE, value) == (Answer(number=number), [])


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (SCALE, -1),
        (SCALE, 11),
        (SCALE, True),
        (SCALE, "7"),
        (SCALE, float("nan")),
        (SCALE, float("inf")),
        (SCALE, 10**400),
        (SCALE, [7]),
        (WORDS, "  "),
        (WORDS, 7),
        (SEVERAL, 7),
        (SEVERAL, {"one": 1}),
        (ONE, []),
    ],
)
def test_what_does_not_fit_is_ignored_by_the_name_of_the_question(
    question: Question, value: Any
) -> None:
    assert read_answers(ALL, {question.key: value}) == ({}, [question.key])


def test_unknown_questions_and_options_are_ignored_by_name() -> None:
    answers, ignored = read_answers(ALL, {"nothing": 1, "several": ["one", "three"], "one": "b"})
    assert answers == {"several": Answer(options=("one",))}
    assert ignored == ["nothing", "several=three", "one=b"]


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["one", "none", NOT_SURE]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from([q.key for q in ALL.questions]), junk))
def test_reading_never_raises_and_only_keeps_what_the_form_offers(raw: dict[str, Any]) -> None:
    answers, _ignored = read_answers(ALL, raw)
    for key, answer in answers.items():
        question = ALL.question(key)
        assert question is not None
        assert answer != Answer()
        for option in answer.options:
            assert option == NOT_SURE or question.option(option) is not None


@given(pairs(1))
def test_an_answer_written_out_is_read_back_the_same(several: list[Any]) -> None:
    [(questionnaire, answers)] = several
    raw = {question.key: to_raw(question, answers[question.key])
           for question in questionnaire.questions if question.key in answers}  # fmt: skip
    assert read_answers(questionnaire, raw) == (answers, [])


def test_not_sure_says_nothing_that_self_help_could_stand_on() -> None:
    assert not Answer(options=(NOT_SURE,)).is_stated
    assert not Answer().is_stated
    assert Answer(options=("none",)).is_stated
    assert Answer(number=0).is_stated


def test_nothing_picked_means_none_of_these_in_every_list_of_the_default() -> None:
    for question in default_questionnaire().questions:
        if question.kind.takes_several:
            answer, unknown = read_answer(question, [])
            assert (answer, unknown) == (Answer(options=("none",)), [])


def test_an_answer_is_written_as_plain_json() -> None:
    assert to_raw(SEVERAL, Answer(options=("one", "two"))) == ["one", "two"]
    assert to_raw(ONE, Answer(options=("a",))) == "a"
    assert to_raw(SCALE, Answer(number=0)) == 0
    assert to_raw(SCALE, Answer(options=(NOT_SURE,))) == NOT_SURE
    assert to_raw(WORDS, Answer(text="sore")) == "sore"


def test_nothing_picked_where_nobody_can_say_none_is_no_answer() -> None:
    bare = Question(key="q", kind=Kind.MULTIPLE, text="?", options=(Option("a", "A"),))
    assert read_answer(bare, []) == (None, [])
    assert read_answer(bare, ["a"]) == (Answer(options=("a",)), [])


def test_one_choice_takes_one_option_only() -> None:
    two = Question(
        key="q", kind=Kind.SINGLE, text="?", options=(Option("a", "A"), Option("b", "B"))
    )
    assert read_answer(two, ["a", "b"]) == (None, [])
    assert read_answer(two, ["a", 7]) == (Answer(options=("a",)), ["7"])


def test_a_number_without_ends_may_be_any() -> None:
    number = Question(key="n", kind=Kind.NUMBER, text="?")
    assert read_answer(number, -5) == (Answer(number=-5), [])
    assert read_answer(number, 10**6) == (Answer(number=10**6), [])
    assert read_answers(ALL, {"scale": None}) == ({}, ["scale"])


def test_words_are_kept_as_they_are() -> None:
    assert read_answer(WORDS, " sore ") == (Answer(text=" sore "), [])


def test_of_two_ways_to_say_none_the_first_counts() -> None:
    two = Question(
        key="q",
        kind=Kind.MULTIPLE,
        text="?",
        options=(
            Option("a", "A"),
            Option("none", "None", exclusive=True),
            Option("never", "Never", exclusive=True),
        ),
    )
    assert read_answer(two, ["never", "none"]) == (Answer(options=("none",)), [])
    assert read_answer(two, ["never"]) == (Answer(options=("never",)), [])
    assert read_answer(two, []) == (Answer(options=("none",)), [])
