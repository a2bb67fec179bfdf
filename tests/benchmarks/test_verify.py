"""Faked work is found out: each test does the work, spoils one thing, and asks."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from benchmarks.ours.verify import answered, covered, decided
from intake.actions import complete_submission, record_answers
from intake.engine.types import Urgency
from intake.models import Submission
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db
TURNS = [{"red_flags": ["none_of_these"]}, {"red_flags": ["cancer"]}]


@pytest.fixture
def person() -> dict[str, Any]:
    """Someone who sent the first step three times."""
    submission, token = factory.started()
    for times in range(3):
        record_answers(submission=submission, answers=TURNS[times % 2])
    return {"token": token, "base": {}, "turns": TURNS}


def test_work_that_was_done_is_found_done(person: dict[str, Any]) -> None:
    assert list(answered(person, 3)) == []


def test_nothing_is_asked_of_entries_that_were_not_sent(person: dict[str, Any]) -> None:
    assert list(answered(person, 0)) == []


def test_an_answer_that_was_not_stored_is_missed(person: dict[str, Any]) -> None:
    assert "3 of 4 answers were stored" in list(answered(person, 4))


def test_other_answers_than_those_sent_are_noticed(person: dict[str, Any]) -> None:
    submission = Submission.objects.get()
    Submission.objects.update(answers={"red_flags": ["fever"]}, revision=submission.revision)
    assert list(answered(person, 3)) == ["the stored answers are not those sent last"]


def test_answers_in_plain_text_are_noticed(person: dict[str, Any]) -> None:
    submission = Submission.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE intake_submission SET answers = %s", ['{"red_flags": []}'])
    assert list(covered(submission)) == [
        f"answers of {submission.reference} is stored in plain text"
    ]


def test_a_client_who_was_not_decided_is_noticed() -> None:
    submission, token = factory.started(factory.SELF_HELP)
    assert list(decided(token)) == [f"{submission.reference} was not decided"]


def test_another_decision_than_the_engine_makes_is_noticed() -> None:
    submission, token = factory.started(factory.SELF_HELP)
    complete_submission(submission=submission)
    assert list(decided(token)) == []
    Submission.objects.update(route="booking")
    assert "was decided" in next(iter(decided(token)))


def test_an_emergency_has_to_be_one() -> None:
    _, token = factory.started(factory.EMERGENCY)
    assert list(decided(token, Urgency.EMERGENCY_NOW)) == []
    other, other_token = factory.started(factory.SELF_HELP)
    complete_submission(submission=other)
    assert list(decided(other_token, Urgency.EMERGENCY_NOW)) == [
        f"{other.reference} is not urgent, emergency_now"
    ]


def test_repeating_a_write_cannot_hide_a_missing_one(person: dict[str, Any]) -> None:
    Submission.objects.update(revision=F("revision") - 1)
    assert "2 of 3 answers were stored" in list(answered(person, 3))
