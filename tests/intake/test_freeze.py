"""The crossing between the editor and the engine loses nothing."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from intake import freeze
from intake.engine import codec
from intake.engine.codec import DefinitionError
from intake.engine.language import AllOf, AnyOf, Condition, Not
from intake.engine.types import Kind, Questionnaire
from tests.engine.strategies import questionnaires
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db


def through_the_editor(definition: Questionnaire) -> Questionnaire:
    return freeze.to_engine(factory.draft(codec.to_json(definition)))


def plain(condition: Condition) -> Condition:
    """The same condition without groups of one: the editor shows their part itself."""
    match condition:
        case AllOf(parts) | AnyOf(parts) if len(parts) == 1:
            return plain(parts[0])
        case AllOf(parts):
            return AllOf(tuple(plain(part) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(plain(part) for part in parts))
        case Not(part):
            return Not(plain(part))
    return condition


def plain_json(value: Any) -> Any:
    """The same JSON with every condition made plain."""
    if isinstance(value, list):
        return [plain_json(part) for part in value]
    if isinstance(value, dict):
        return {
            key: codec.condition_to_json(plain(codec.condition_from_json(part)))
            if key in ("when", "show_if")
            else plain_json(part)
            for key, part in value.items()
        }
    return value


def test_the_small_questionnaire_comes_back_the_same() -> None:
    definition = factory.small_definition()
    assert through_the_editor(definition) == definition
    assert codec.sha256(through_the_editor(definition)) == codec.sha256(definition)


def test_the_default_questionnaire_comes_back_the_same() -> None:
    definition = codec.from_json(factory.default())
    back = through_the_editor(definition)
    assert plain_json(codec.to_json(back)) == plain_json(codec.to_json(definition))
    assert through_the_editor(back) == back


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questionnaires())
def test_any_questionnaire_comes_back_the_same(definition: Questionnaire) -> None:
    back = codec.to_json(through_the_editor(definition))
    assert plain_json(back) == plain_json(codec.to_json(definition))


def test_what_the_editor_keeps_survives_its_own_storage() -> None:
    questionnaire = factory.published().questionnaire
    questionnaire.refresh_from_db()
    assert questionnaire.definition() == factory.small_definition()
    latest = questionnaire.get_latest_revision_as_object()
    assert latest.definition() == factory.small_definition()


def test_every_kind_of_question_has_a_block_of_its_own() -> None:
    offered = factory.draft().steps.stream_block.child_blocks["step"].child_blocks["questions"]
    assert set(offered.child_blocks) == {kind.value for kind in Kind}


def nested(depth: int) -> dict[str, Any]:
    leaf = {"question": "red_flags", "answered": True}
    condition: dict[str, Any] = leaf
    for level in range(depth):
        condition = {"all" if level % 2 else "any": [condition, leaf]}
    return condition


def rule(when: dict[str, Any]) -> dict[str, Any]:
    return {"key": "deep", "reason": "Deep.", "route": "booking", "when": when}


@pytest.mark.parametrize("depth", [0, 1, 2, 3])
def test_conditions_three_groups_deep_can_be_shown(depth: int) -> None:
    definition = factory.small_definition(rules=[rule(nested(depth))])
    assert through_the_editor(definition) == definition


def test_deeper_conditions_are_refused_with_a_sentence() -> None:
    definition = factory.small_definition(rules=[rule(nested(4))])
    with pytest.raises(DefinitionError, match="more than three groups deep"):
        freeze.to_fields(definition)


@pytest.mark.parametrize(
    "when",
    [
        {"not": {"question": "red_flags", "answered": True}},
        {"not": {"any": [nested(0), {"total": "care", "below": 3}]}},
        {"not": {"all": [nested(0), {"total": "care", "below": 3}]}},
        {"not": {"not": nested(0)}},
        {"question": "red_flags", "includes": ["fever", "cancer"], "count": 2},
        {"question": "average", "at_least": 0},
        {"question": "average", "below": 0.5},
        {"total": "care", "at_least": -2, "below": 0},
        {"leading": ["piriformis-syndrome"], "within": 0},
    ],
)
def test_every_form_of_condition_comes_back_the_same(when: dict[str, Any]) -> None:
    definition = factory.small_definition(rules=[rule(when)])
    assert through_the_editor(definition) == definition
