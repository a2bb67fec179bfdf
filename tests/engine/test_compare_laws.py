"""Whatever is edited is told, and only what decides is told of scores."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from intake.engine import codec
from intake.engine.compare import compare, score_differences
from intake.engine.routing import decide
from intake.engine.types import Questionnaire
from tests.engine.default import default_questionnaire
from tests.engine.edits import edited
from tests.engine.examples import examples
from tests.engine.strategies import answers, questionnaire, questionnaires


@examples(300)
@given(questionnaires())
def test_a_definition_does_not_differ_from_itself(definition: Questionnaire) -> None:
    assert compare(definition, definition) == ()
    assert score_differences(definition, definition) == ()


@examples(500)
@given(st.integers(0, 2**48), st.integers(1, 3))
def test_every_edit_is_told(seed: int, count: int) -> None:
    random = Random(seed)
    old = new = questionnaire(random)
    for _ in range(count):
        new, _only_words = edited(random, new)
    for one, other in ((old, new), (new, old)):
        changes = compare(one, other)
        assert bool(changes) == (codec.sha256(one) != codec.sha256(other))
        for change in changes:
            assert change.words
            assert "None" not in change.words


@examples(60)
@given(st.integers(0, 2**48))
def test_every_edit_of_the_shipped_questionnaire_is_told(seed: int) -> None:
    new, _only_words = edited(Random(seed), default_questionnaire())
    assert compare(default_questionnaire(), new)


@examples(300)
@given(st.integers(0, 2**48))
def test_words_make_no_difference_to_scores(seed: int) -> None:
    random = Random(seed)
    old = questionnaire(random)
    new, only_words = edited(random, old)
    if only_words:
        assert score_differences(old, new) == ()


@examples(300)
@given(st.integers(0, 2**48))
def test_definitions_without_a_difference_in_scores_decide_alike(seed: int) -> None:
    random = Random(seed)
    old = questionnaire(random)
    new, _only_words = edited(random, old)
    if score_differences(old, new):
        return
    for _ in range(5):
        given_answers = answers(random, old)
        before, after = decide(old, given_answers), decide(new, given_answers)
        assert replace(before, reasons=(), flags=()) == replace(after, reasons=(), flags=())
