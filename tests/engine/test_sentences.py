"""A condition reads as a sentence made of the words of the form."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.engine.language import (
    AllOf,
    Answered,
    AnyOf,
    Condition,
    Includes,
    Leading,
    Not,
    NumberIs,
    TotalIs,
)
from intake.engine.sentences import (
    MOST_LETTERS,
    condition_words,
    option_name,
    points_word,
    quoted,
    rule_name,
)
from intake.engine.types import NOT_SURE, Kind, Question, RedFlagRule, Route, Rule, Urgency
from tests.engine.default import default_questionnaire
from tests.engine.examples import examples
from tests.engine.strategies import condition, questionnaire

BUTTOCK = Includes("pain_regions", ("buttock", "groin"))
YOUNG = NumberIs("age", below=18)

SENTENCES: list[tuple[Condition | None, str]] = [
    (None, "always"),
    (Answered("age"), "“Age” is answered"),
    (Not(Answered("age")), "“Age” is not answered"),
    (BUTTOCK, "“Where it hurts” includes “Buttock” or “Groin”"),
    (Not(BUTTOCK), "“Where it hurts” does not include “Buttock” or “Groin”"),
    (Not(Not(BUTTOCK)), "“Where it hurts” includes “Buttock” or “Groin”"),
    (
        Includes("pain_regions", ("buttock", "groin", "knee"), count=2),
        "“Where it hurts” includes at least 2 of “Buttock”, “Groin” and “Knee”",
    ),
    (Includes("onset", ("after_fall",)), "“How it began” is “After a fall”"),
    (Not(Includes("onset", ("after_fall",))), "“How it began” is not “After a fall”"),
    (Includes("average_0_10", (NOT_SURE,)), "“Average pain” is “I can't say”"),
    (Includes("pain_regions", ()), "“Where it hurts” includes an option yet to choose"),
    (Includes("onset", ("gone",)), "“How it began” is “gone” (missing)"),
    (Includes("gone", ("x",)), "“gone” (missing) includes “x” (missing)"),
    (YOUNG, "“Age” is under 18 years"),
    (Not(YOUNG), "“Age” is not known to be under 18 years"),
    (NumberIs("age", 18, 65), "“Age” is from 18 to under 65 years"),
    (NumberIs("average_0_10", 6.5), "“Average pain” is 6.5 or more"),
    (NumberIs("average_0_10", 0), "“Average pain” has a number"),
    (NumberIs("average_0_10", 0, 4), "“Average pain” is from 0 to under 4"),
    (NumberIs("average_0_10", below=11), "“Average pain” has a number"),
    (NumberIs("average_0_10", below=10), "“Average pain” is under 10"),
    (Not(NumberIs("average_0_10")), "“Average pain” has no number"),
    (NumberIs("gone", 1), "“gone” (missing) is 1 or more"),
    (TotalIs("care", 4), "“Need for hands-on care” is 4 points or more"),
    (Not(TotalIs("care", below=4)), "“Need for hands-on care” is not under 4 points"),
    (TotalIs("care", 2, 4), "“Need for hands-on care” is from 2 to under 4 points"),
    (TotalIs("care"), "“Need for hands-on care” is any number of points"),
    (TotalIs("gone", 1), "“gone” (missing) is 1 point or more"),
    (Leading(()), "no cause leads"),
    (Leading(("trigger-points",)), "“Trigger points” leads"),
    (Not(Leading(("trigger-points",))), "“Trigger points” does not lead"),
    (
        Leading(("trigger-points", "tight-leg-muscles"), 1),
        "“Trigger points” or “Tight leg muscles” is at most 1 point behind the leading cause",
    ),
    (
        Not(Leading(("trigger-points",), 2)),
        "“Trigger points” is not at most 2 points behind the leading cause",
    ),
    (AllOf(()), "never"),
    (AnyOf(()), "never"),
    (Not(AllOf(())), "always"),
    (AllOf((YOUNG,)), "“Age” is under 18 years"),
    (
        AllOf((YOUNG, BUTTOCK)),
        "“Age” is under 18 years, and “Where it hurts” includes “Buttock” or “Groin”",
    ),
    (
        Not(AllOf((YOUNG, BUTTOCK))),
        "not all of this: “Age” is under 18 years, and “Where it hurts” includes “Buttock” or "
        "“Groin”",
    ),
    (
        Not(AnyOf((YOUNG, BUTTOCK))),
        "“Age” is not known to be under 18 years, and “Where it hurts” does not include "
        "“Buttock” or “Groin”",
    ),
    (
        AnyOf((Not(AnyOf((YOUNG, Answered("onset")))), Answered("onset"))),
        "(“Age” is not known to be under 18 years, and “How it began” is not answered), or "
        "“How it began” is answered",
    ),
    (
        AnyOf((AllOf((AllOf((YOUNG, Answered("onset"))),)), Answered("onset"))),
        "(“Age” is under 18 years, and “How it began” is answered), or “How it began” is answered",
    ),
    (
        AnyOf((AllOf((YOUNG,)), AllOf(()), Answered("onset"))),
        "“Age” is under 18 years, or never, or “How it began” is answered",
    ),
    (
        AnyOf((AllOf((Not(YOUNG), BUTTOCK)), Answered("onset"))),
        "(“Age” is not known to be under 18 years, and “Where it hurts” includes “Buttock” or "
        "“Groin”), or “How it began” is answered",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "words"), SENTENCES)
def test_a_condition_reads_as_a_sentence(condition: Condition | None, words: str) -> None:
    assert condition_words(default_questionnaire(), condition) == words


def test_a_long_name_is_shortened_and_a_short_one_is_not() -> None:
    assert quoted("x" * MOST_LETTERS) == f"“{'x' * MOST_LETTERS}”"
    long = quoted("word " * 40)
    assert long.endswith("word…”")
    assert len(long) <= MOST_LETTERS + 2


def test_a_rule_is_called_by_its_reason() -> None:
    assert rule_name(RedFlagRule("r", YOUNG, Urgency.SAME_DAY, "Too young.")) == "“Too young.”"
    assert rule_name(Rule("bare", YOUNG, Route.BOOKING, "")) == "“bare”"


def test_an_option_is_called_by_its_words() -> None:
    onset = default_questionnaire().question("onset")
    assert option_name(onset, "after_fall") == "“After a fall”"
    assert option_name(None, "after_fall") == "“after_fall” (missing)"
    number = Question(key="n", kind=Kind.NUMBER, text="?")
    assert option_name(number, NOT_SURE) == "“not sure”"


def test_one_point_is_not_points() -> None:
    assert [points_word(number) for number in (0, 1, 2, -1)] == [
        "0 points", "1 point", "2 points", "-1 points",
    ]  # fmt: skip


@examples(300)
@given(st.integers(0, 2**48))
def test_every_condition_has_words_with_its_brackets_in_pairs(seed: int) -> None:
    random = Random(seed)
    definition = questionnaire(random)
    words = condition_words(definition, condition(random, definition.questions, depth=4))
    assert words
    assert words.count("(") == words.count(")")
    assert "missing" not in words


def test_a_name_is_cut_at_its_last_letter() -> None:
    assert quoted("x" * (MOST_LETTERS + 1)) == f"“{'x' * (MOST_LETTERS - 1)}…”"
    assert quoted("a" * 57 + "X, bcd") == f"“{'a' * 57}X…”"
    assert quoted("a" * 57 + ",;: bcd") == f"“{'a' * 57}…”"
    assert quoted("a" * 56 + " .: bcd") == f"“{'a' * 56}…”"
