"""Which questions are asked again before a visit, and what the answers mean."""

from dataclasses import replace

import pytest

from intake.booking.warning_signs import WarningSigns, is_sign
from intake.engine import codec
from intake.engine.answers import read_answers
from intake.engine.types import NOT_SURE, Urgency
from tests.factories import intake as factory

DEFAULT = codec.from_json(factory.default())
SIGNS = [
    "red_flags_bladder",
    "red_flags_legs",
    "red_flags_sudden",
    "red_flags_illness",
    "red_flags_pattern",
]


def none_of(signs):
    asked = signs.questions({})
    return {each.key: [none_option(each)] for each in asked}


def none_option(question):
    return next(each.key for each in question.options if each.exclusive and each.key != NOT_SURE)


def asked_by(definition, earlier=None):
    answers, _ignored = read_answers(definition, earlier or {})
    return WarningSigns(definition, answers)


def keys(questions):
    return [each.key for each in questions]


def test_the_default_asks_its_warning_signs_and_nothing_else():
    assert keys(asked_by(DEFAULT).questions({})) == SIGNS


def test_nothing_found_needs_no_care():
    signs = asked_by(DEFAULT)
    assert read_answers(DEFAULT, none_of(signs))[1] == []
    assert signs.urgency(none_of(signs)) is Urgency.NONE


EVERY_SIGN = [
    (question.key, option.key, option.flag)
    for question in DEFAULT.questions
    if is_sign(question)
    for option in question.options
    if option.flag.rank
]


@pytest.mark.parametrize(("question", "option", "flag"), EVERY_SIGN)
def test_every_sign_by_itself_is_as_urgent_as_in_the_questionnaire(question, option, flag):
    signs = asked_by(DEFAULT)
    assert signs.urgency(none_of(signs) | {question: [option]}).rank >= flag.rank


@pytest.mark.parametrize("question", SIGNS)
def test_not_sure_on_a_red_flag_is_never_no(question):
    signs = asked_by(DEFAULT)
    assert signs.urgency(none_of(signs) | {question: [NOT_SURE]}).rank


def test_not_sure_is_never_no_where_the_definition_gives_it_no_level():
    signs = asked_by(factory.small_definition())
    assert signs.urgency({"red_flags": [NOT_SURE]}) is Urgency.SEE_PHYSICIAN_SOON


def test_signs_together_are_an_emergency_as_in_the_questionnaire():
    signs = asked_by(DEFAULT)
    together = {"red_flags_illness": ["fever"], "red_flags_legs": ["painful_weight_bearing_new"]}
    assert signs.urgency(none_of(signs) | together) is Urgency.EMERGENCY_NOW


def test_a_lesser_sign_hides_no_later_emergency():
    early_end = replace(
        DEFAULT,
        steps=tuple(replace(step, exit_at=Urgency.SEE_PHYSICIAN_SOON) for step in DEFAULT.steps),
    )
    signs = asked_by(early_end)
    answers = none_of(signs) | {"red_flags_bladder": [NOT_SURE]}
    assert keys(signs.questions(answers)) == SIGNS
    worst = answers | {"red_flags_sudden": ["chest_pain_breathless"]}
    assert signs.urgency(worst) is Urgency.EMERGENCY_NOW


def test_what_was_answered_earlier_counts_and_the_signs_are_asked_anew():
    signs = asked_by(factory.small_definition(), factory.SELF_HELP | {"night_pain": "yes"})
    assert "red_flags" not in signs.known
    assert signs.urgency({"red_flags": ["none_of_these"]}) is Urgency.NONE
    # Cancer alone is no red flag here; together with the earlier answer about the night it is.
    assert signs.urgency({"red_flags": ["cancer"]}) is Urgency.SEE_PHYSICIAN_SOON
    alone = asked_by(factory.small_definition())
    assert alone.urgency({"red_flags": ["cancer"]}) is Urgency.NONE


def heart_steps():
    """Return two steps; the sign on the second is asked only of those who say yes on the first."""
    first = {
        "key": "chest",
        "kind": "yes_no",
        "text": "Pain in the chest?",
        "options": [{"key": "yes", "text": "Yes"}, {"key": "no", "text": "No"}],
    }
    second = {
        "key": "arm",
        "kind": "yes_no",
        "text": "Into the arm?",
        "options": [
            {"key": "yes", "text": "Yes", "flag": "emergency_now"},
            {"key": "no", "text": "No"},
            {"key": "not_sure", "text": "Not sure"},
        ],
        "show_if": {"question": "chest", "includes": ["yes"]},
    }
    steps = [("chest", first), ("arm", second)]
    return [{"key": key, "title": key.title(), "questions": [asked]} for key, asked in steps]


def nested():
    """Return a definition with these two steps alone, its sign left to the client's liking."""
    steps = heart_steps()
    steps[1]["questions"][0]["required"] = False
    return factory.small_definition(steps=steps, red_flag_rules=[], rules=[], point_rules=[])


def test_what_a_sign_depends_on_is_asked_with_it_unless_it_is_known():
    signs = asked_by(nested())
    assert keys(signs.questions({})) == ["chest"]
    assert keys(signs.questions({"chest": "yes"})) == ["chest", "arm"]
    assert all(each.required for each in signs.questions({"chest": "yes"}))
    assert keys(asked_by(nested(), {"chest": "yes"}).questions({})) == ["arm"]
    assert keys(asked_by(nested(), {"chest": "no"}).questions({})) == []
