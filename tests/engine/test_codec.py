"""A definition and its canonical JSON are the same thing."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from intake.engine import codec
from intake.engine.codec import DefinitionError
from intake.engine.routing import decide
from intake.engine.types import Questionnaire, Step
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
