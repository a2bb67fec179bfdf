"""The shipped questionnaire through the pages: every safety question is asked before it ends."""

import pytest
from django.test import Client

from tests.factories import intake as factory
from tests.intake.walker import CHECK, RESULT, Walker, step_url

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
