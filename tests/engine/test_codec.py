"""A definition and its canonical JSON are the same thing."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from intake.engine import codec
from intake.engine.codec import DefinitionError
from intake.engine.language import (
    AllOf,
    Answered,
    AnyOf,
    Includes,
    Leading,
    Not,
    NumberIs,
    TotalIs,
)
from intake.engine.routing import decide
from intake.engine.safety import Hazard, Progress, Safety, SecondLook
from intake.engine.types import (
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
    Rule,
    Step,
    Total,
    TotalKind,
    Urgency,
)
from tests.engine.default import SEED, default_questionnaire, read_json
from tests.engine.examples import examples
from tests.engine.strategies import Pair, pairs, questionnaires


def through_text(questionnaire: Questionnaire) -> Questionnaire:
    return codec.from_json(json.loads(codec.canonical(codec.to_json(questionnaire))))


@examples(500)
@given(questionnaires())
def test_a_definition_survives_freezing_and_loading(questionnaire: Questionnaire) -> None:
    assert through_text(questionnaire) == questionnaire


@examples(200)
@given(questionnaires())
def test_the_sha256_depends_on_the_content_alone(questionnaire: Questionnaire) -> None:
    assert codec.sha256(through_text(questionnaire)) == codec.sha256(questionnaire)
    assert codec.sha256(replace(questionnaire, title="Other")) != codec.sha256(questionnaire)


@examples(200)
@given(pairs(2))
def test_law_4_a_frozen_definition_decides_the_same(several: list[Pair]) -> None:
    for questionnaire, answers in several:
        assert decide(through_text(questionnaire), answers) == decide(questionnaire, answers)


def test_the_order_of_json_keys_does_not_change_the_sha256() -> None:
    plain = codec.to_json(default_questionnaire())
    backwards = dict(reversed(plain.items()))
    assert codec.sha256_of(backwards) == codec.sha256_of(plain)


def test_the_shipped_file_holds_exactly_the_canonical_content() -> None:
    shipped = read_json(SEED / "lower_back_and_hip.json")
    assert shipped.pop("schema_version") == codec.SCHEMA_VERSION
    assert shipped == codec.to_json(default_questionnaire())


def test_what_equals_the_default_is_left_out() -> None:
    plain = codec.to_json(Questionnaire(key="k", title="T", steps=()))
    assert plain == {"key": "k", "title": "T", "steps": []}


def test_a_definition_that_asks_nothing_yet_survives_freezing_and_loading() -> None:
    empty = Questionnaire(key="k", title="T", steps=(Step("s", "S", ()),))
    assert through_text(empty) == empty
    assert through_text(replace(empty, steps=())) == replace(empty, steps=())


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"key": "k", "title": "T"},
        {"key": "k", "title": "T", "steps": 3},
        {"key": "k", "title": "T", "steps": [{"key": "s"}]},
        {"key": "k", "title": "T", "steps": [], "totals": [{"key": "a"}]},
        {"key": "k", "title": "T", "steps": [], "limits": {"unknown": 1}},
        {"key": "k", "title": "T", "steps": [], "schema_version": 99},
        {"key": "k", "title": "T", "steps": [], "rules": [{"key": "r", "route": "booking"}]},
    ],
)
def test_what_is_no_questionnaire_is_one_clear_error(broken: dict[str, object]) -> None:
    with pytest.raises(DefinitionError):
        codec.from_json(broken)


@pytest.mark.parametrize("condition", [{}, {"question": "a"}, {"maybe": []}])
def test_what_is_no_condition_is_named(condition: dict[str, object]) -> None:
    with pytest.raises(DefinitionError, match="not a condition"):
        codec.condition_from_json(condition)


def test_what_is_left_out_of_json_has_its_default() -> None:
    always = {"question": "q", "answered": True}
    loaded = codec.from_json(
        {
            "key": "k",
            "title": "T",
            "steps": [
                {
                    "key": "s",
                    "title": "S",
                    "questions": [
                        {"key": "q", "kind": "number", "text": "Q?", "bands": [{"below": 3}]},
                        {
                            "key": "o", "kind": "yes_no", "text": "O?",
                            "options": [{"key": "yes", "text": "Yes"}],
                        },
                    ],
                }
            ],
            "point_rules": [{"key": "p", "when": always}],
            "red_flag_rules": [{"key": "f", "when": always, "urgency": "same_day"}],
            "rules": [{"key": "r", "when": always, "route": "booking"}],
            "safety": {"hazards": [{"harm": "H"}]},
        }
    )  # fmt: skip
    questions = (
        Question(key="q", kind=Kind.NUMBER, text="Q?", bands=(Band(below=3),)),
        Question(key="o", kind=Kind.YES_NO, text="O?", options=(Option("yes", "Yes"),)),
    )
    when = Answered("q")
    assert loaded == Questionnaire(
        key="k",
        title="T",
        steps=(Step("s", "S", questions),),
        point_rules=(PointRule("p", when, ()),),
        red_flag_rules=(RedFlagRule("f", when, Urgency.SAME_DAY, ""),),
        rules=(Rule("r", when, Route.BOOKING, ""),),
        safety=Safety(hazards=(Hazard("H"),)),
    )


def test_no_points_are_the_same_as_points_left_out() -> None:
    assert codec.points({"hip": 0, "back": 2, "care": -1}) == (("back", 2), ("care", -1))


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ([], "not a questionnaire: the JSON is no object"),
        ({"schema_version": 99}, "schema_version is 99; this program reads 1"),
        ({"key": "k"}, "not a questionnaire: KeyError('title')"),
        (
            {"key": "k", "title": "T", "steps": [],
             "rules": [{"key": "r", "route": "booking", "when": {"odd": 1}}]},
            'not a condition: {"odd":1}',
        ),
    ],
)  # fmt: skip
def test_an_error_names_the_place(broken: Any, message: str) -> None:
    with pytest.raises(DefinitionError) as raised:
        codec.from_json(broken)
    assert str(raised.value) == message


def test_the_canonical_text_is_short_ordered_and_readable() -> None:
    assert codec.canonical({"b": ["ü", 1], "a": {"d": None, "c": True}}) == (
        '{"a":{"c":true,"d":null},"b":["ü",1]}'
    )


def test_the_sha256_of_a_definition_stays_the_same_for_ever() -> None:
    assert codec.sha256(Questionnaire(key="k", title="Übung", steps=())) == (
        "8fb292a9988711c450e9077102043d226fbee8ecfc2ead7232e1048612b97b00"
    )


def test_the_json_of_a_condition_stays_the_same_for_ever() -> None:
    condition = AllOf(
        (
            AnyOf((Answered("a"), Not(Includes("b", ("x", "y"))))),
            Includes("b", ("x", "y"), 2),
            NumberIs("n", 1, 2.5),
            TotalIs("t", below=0),
            Leading(("hip", "back"), 3),
        )
    )
    plain = {
        "all": [
            {
                "any": [
                    {"question": "a", "answered": True},
                    {"not": {"question": "b", "includes": ["x", "y"]}},
                ]
            },
            {"question": "b", "includes": ["x", "y"], "count": 2},
            {"question": "n", "at_least": 1, "below": 2.5},
            {"total": "t", "below": 0},
            {"leading": ["hip", "back"], "within": 3},
        ]
    }
    assert codec.condition_to_json(condition) == plain
    assert codec.condition_from_json(plain) == condition
    assert codec.condition_from_json({"leading": ["hip"]}) == Leading(("hip",))
    assert codec.condition_from_json({"question": "n", "below": 0}) == NumberIs("n", None, 0)


def test_the_json_of_a_definition_stays_the_same_for_ever() -> None:
    definition = Questionnaire(
        key="k",
        title="T",
        steps=(
            Step(
                "s",
                "S",
                (
                    Question(
                        key="q",
                        kind=Kind.SCALE,
                        text="Q?",
                        required=False,
                        bands=(Band(4, None, (("back", 1), ("hip", 2)), Urgency.SAME_DAY),),
                        show_if=Answered("p"),
                        minimum=0,
                    ),
                ),
                intro="First.",
                exit_at=Urgency.SAME_DAY,
            ),
        ),
        default_reason="Fragen",
        language="de",
        totals=(Total("hip", "Hip", TotalKind.CAUSE),),
        point_rules=(PointRule("p", Answered("q"), (("care", 1),), "More."),),
        red_flag_rules=(RedFlagRule("f", Answered("q"), Urgency.SAME_DAY, "Ill.", "A paper"),),
        rules=(Rule("r", Answered("q"), Route.SELF_HELP, "Mild.", 14, "visit", "backs"),),
        naming=Naming(minimum=5, unclear_points=(("care", 1),)),
        self_help_needs=(("q", "p"),),
        limits=Limits(longest_path=9),
        second_look=SecondLook(person_when=(Progress.WORSE,)),
        safety=Safety("Backs", hazards=(Hazard("Late", control="Ask"),)),
    )
    answered = {"question": "q", "answered": True}
    assert codec.from_json(codec.to_json(definition)) == definition
    assert codec.to_json(definition) == {
        "key": "k",
        "title": "T",
        "steps": [
            {
                "key": "s",
                "title": "S",
                "intro": "First.",
                "exit_at": "same_day",
                "questions": [
                    {
                        "key": "q",
                        "kind": "scale",
                        "text": "Q?",
                        "required": False,
                        "bands": [
                            {"at_least": 4, "points": {"back": 1, "hip": 2}, "flag": "same_day"}
                        ],
                        "show_if": {"question": "p", "answered": True},
                        "minimum": 0,
                    }
                ],
            }
        ],
        "totals": [{"key": "hip", "title": "Hip", "kind": "cause"}],
        "point_rules": [{"key": "p", "when": answered, "points": {"care": 1}, "reason": "More."}],
        "red_flag_rules": [
            {
                "key": "f",
                "when": answered,
                "urgency": "same_day",
                "reason": "Ill.",
                "source": "A paper",
            }
        ],
        "rules": [
            {
                "key": "r",
                "when": answered,
                "route": "self_help",
                "reason": "Mild.",
                "review_after_days": 14,
                "service": "visit",
                "article": "backs",
            }
        ],
        "naming": {"minimum": 5, "unclear_points": {"care": 1}},
        "self_help_needs": [["q", "p"]],
        "default_reason": "Fragen",
        "language": "de",
        "limits": {"longest_path": 9},
        "second_look": {"person_when": ["worse"]},
        "safety": {
            "intended_use": "Backs",
            "hazards": [{"harm": "Late", "control": "Ask"}],
        },
    }
