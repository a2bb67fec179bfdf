"""The shipped questionnaire through the pages: every safety question is asked before it ends."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import intake
from intake.engine.path import walk
from intake.engine.types import NOT_SURE, Urgency
from tests.factories import intake as factory
from tests.intake.walker import CHECK, RESULT, Walker, step_url

CASES = json.loads(
    (Path(intake.__file__).parent / "seed" / "lower_back_and_hip_cases.json").read_text()
)
URGENT_CASES = [case for case in CASES if case["expect"]["route"] == "urgent"]
SAFETY = {
    "bladder": "red_flags_bladder",
    "legs": "red_flags_legs",
    "sudden": "red_flags_sudden",
    "illness": "red_flags_illness",
}
LESSER = [
    ("red_flags_bladder", "not_sure"),
    ("red_flags_legs", "one_leg_swelling"),
    ("red_flags_sudden", "not_sure"),
    ("red_flags_illness", "fever"),
    ("red_flags_illness", "cancer_history"),
]


@pytest.fixture
def walker(client: Client, db: None) -> Walker:
    factory.intake_page(factory.published(factory.default()))
    return Walker(client)


@pytest.mark.parametrize(("question", "option"), LESSER)
def test_a_lesser_sign_still_asks_every_emergency_question(
    walker: Walker, question: str, option: str
) -> None:
    url = walker.start()["Location"]
    for step, key in SAFETY.items():
        assert url == step_url(step)
        url = walker.answer(step, {key: [option if key == question else "none"]})["Location"]
    assert url == step_url("leg")
    assert not walker.submission.is_complete


def test_a_lesser_sign_followed_by_an_emergency_is_an_emergency(walker: Walker) -> None:
    walker.start()
    walker.answer("bladder", {"red_flags_bladder": ["not_sure"]})
    response = walker.answer("legs", {"red_flags_legs": ["both_legs_weakness"]})
    assert response["Location"] == RESULT
    assert walker.submission.urgency == "emergency_now"


def test_a_same_day_sign_ends_after_the_last_question_that_could_raise_it(walker: Walker) -> None:
    walker.start()
    for step, key in SAFETY.items():
        walker.answer(step, {key: ["fever" if key == "red_flags_illness" else "none"]})
    response = walker.answer("leg", {"leg_symptoms": ["none"]})
    assert response["Location"] == CHECK
    walker.client.post(CHECK)
    assert walker.submission.urgency == "same_day"


@pytest.mark.parametrize("case", URGENT_CASES, ids=lambda case: case["id"])
def test_page_by_page_an_urgent_case_is_as_urgent_as_all_at_once(
    walker: Walker, case: dict[str, Any]
) -> None:
    url = walker.start()["Location"]
    while url.startswith("/intake/q/"):
        step = url.split("/")[3]
        url = walker.answer(step, said(walker, step, case["answers"]))["Location"]
    if url == CHECK:
        walker.client.post(CHECK)
    expected = Urgency(case["expect"]["urgency"])
    assert Urgency(walker.submission.urgency).rank >= expected.rank


def said(walker: Walker, step: str, story: dict[str, Any]) -> dict[str, Any]:
    """Return the story's answers to a step; what it does not tell is answered evasively."""
    submission = walker.submission
    asked = walk(submission.definition, submission.read_answers()).asked_on(step)
    answers = {}
    for question in asked:
        known = {option.key for option in question.options}
        none = "none" if "none" in known else NOT_SURE
        told = story.get(question.key)
        if told is True or told is False:
            told = "yes" if told else "no"
        answers[question.key] = none if told in (None, []) else told
    return answers
