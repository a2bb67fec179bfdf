"""Starting, answering and deciding."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from intake import actions, conf
from intake.engine import report
from intake.engine.routing import decide
from intake.models import QuestionnaireVersion, Submission
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db


def column_bytes(table: str) -> bytes:
    """Return every value of a table as the database itself keeps it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return repr(cursor.fetchall()).encode()


def test_a_submission_starts_on_the_published_version_without_a_name() -> None:
    submission, _ = factory.started()
    assert submission.version == factory.current()
    assert (submission.answers, submission.route, submission.completed_at) == ({}, "", None)


def test_a_reference_can_be_said_on_the_telephone() -> None:
    references = {actions.new_reference() for _ in range(200)}
    assert len(references) == 200
    assert all(re.fullmatch(r"[2-9B-Z]{4}-[2-9B-Z]{4}", reference) for reference in references)
    assert not set("AEIOU01IL") & set("".join(references))


def test_a_reference_that_is_taken_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    taken, _ = factory.started()
    drawn = iter([taken.reference, "2222-3333"])
    monkeypatch.setattr(actions, "new_reference", lambda: next(drawn))
    assert factory.started()[0].reference == "2222-3333"


def test_the_token_is_stored_only_as_a_digest() -> None:
    submission, token = factory.started()
    assert len(token) >= 22
    assert token.encode() not in column_bytes("intake_submission")
    assert Submission.objects.for_token(token) == submission


def test_consent_is_kept_with_its_exact_words_and_its_time() -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    submission, _ = factory.started(consent_text="I agree to this.", now=now)
    submission.refresh_from_db()
    assert (submission.consent_text, submission.consent_at) == ("I agree to this.", now)


def test_answers_decision_and_consent_cannot_be_read_in_the_database() -> None:
    answers = {**factory.SELF_HELP, "story": f"It began with a {factory.MARKER} fall"}
    factory.completed(answers, consent_text=f"{factory.MARKER} agrees")
    stored = column_bytes("intake_submission")
    for word in (factory.MARKER, "buttock", "pain_regions", "ledger", "night_pain"):
        assert word.encode() not in stored


def test_answers_are_merged_and_none_takes_one_back() -> None:
    submission, _ = factory.started({"red_flags": ["none_of_these"], "work": "Gardener"})
    actions.record_answers(submission=submission, answers={"average": 3, "work": None})
    submission.refresh_from_db()
    assert submission.answers == {"red_flags": ["none_of_these"], "average": 3}


def test_two_tabs_do_not_overwrite_each_other() -> None:
    submission, token = factory.started({"red_flags": ["none_of_these"]})
    one, two = Submission.objects.for_token(token), Submission.objects.for_token(token)
    assert one
    assert two
    actions.record_answers(submission=one, answers={"pain_regions": ["buttock"]})
    actions.record_answers(submission=two, answers={"duration_weeks": 3})
    submission.refresh_from_db()
    assert submission.answers.keys() == {"red_flags", "pain_regions", "duration_weeks"}
    assert two.answers == submission.answers


def test_of_two_answers_to_one_question_the_later_one_stays() -> None:
    submission, token = factory.started()
    stale = Submission.objects.for_token(token)
    assert stale
    actions.record_answers(submission=submission, answers={"average": 3})
    actions.record_answers(submission=stale, answers={"average": 4})
    submission.refresh_from_db()
    assert submission.answers["average"] == 4


def test_the_same_answers_twice_leave_the_same_answers() -> None:
    submission, token = factory.started({"average": 3})
    stale = Submission.objects.for_token(token)
    assert stale
    for tab in (submission, stale, stale):
        actions.record_answers(submission=tab, answers={"average": 5})
    submission.refresh_from_db()
    assert submission.answers == {"average": 5}


def test_answers_that_never_stop_changing_are_given_up_with_a_named_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    submission, _ = factory.started()
    monkeypatch.setattr(actions, "_store", lambda *args, **kwargs: False)
    with pytest.raises(actions.BusyError):
        actions.record_answers(submission=submission, answers={"average": 5})


def test_an_emergency_is_decided_at_once() -> None:
    submission, _ = factory.started(factory.EMERGENCY)
    submission.refresh_from_db()
    assert submission.is_complete
    assert submission.urgency == "emergency_now"
    assert submission.route == "urgent"
    assert submission.review_on is None


def test_what_is_decided_takes_no_more_answers() -> None:
    submission, token = factory.started(factory.EMERGENCY)
    stale = Submission.objects.for_token(token)
    assert stale
    for tab in (submission, stale):
        actions.record_answers(submission=tab, answers={"red_flags": ["none_of_these"]})
    submission.refresh_from_db()
    assert submission.answers == factory.EMERGENCY
    assert submission.urgency == "emergency_now"


def test_a_tab_that_was_open_during_the_decision_changes_nothing() -> None:
    submission, token = factory.started(factory.SELF_HELP)
    stale = Submission.objects.for_token(token)
    assert stale
    actions.complete_submission(submission=submission)
    actions.record_answers(submission=stale, answers={"average": 10})
    assert stale.is_complete
    submission.refresh_from_db()
    assert submission.answers["average"] == 3


def test_completing_twice_keeps_the_first_decision() -> None:
    first = datetime(2026, 3, 2, 12, tzinfo=UTC)
    submission, _token = factory.started(factory.SELF_HELP, now=first)
    stale = Submission.objects.get(pk=submission.pk)
    actions.complete_submission(submission=submission, now=first)
    for again in (submission, stale):
        actions.complete_submission(submission=again, now=first + timedelta(hours=1))
    submission.refresh_from_db()
    assert submission.completed_at == stale.completed_at == first


def test_missing_answers_are_not_decided() -> None:
    submission, _ = factory.started({**factory.SELF_HELP, "average": None})
    with pytest.raises(actions.IncompleteError):
        actions.complete_submission(submission=submission)
    submission.refresh_from_db()
    assert not submission.is_complete


@pytest.mark.parametrize(
    ("answers", "route", "urgency", "top_cause"),
    [
        (factory.SELF_HELP, "self_help", "none", "piriformis-syndrome"),
        (factory.BOOKING, "booking", "none", "piriformis-syndrome"),
        (factory.UNCLEAR, "booking", "none", ""),
        (factory.SAME_DAY, "urgent", "same_day", ""),
    ],
)
def test_a_decision_is_kept_whole(
    answers: dict[str, Any], route: str, urgency: str, top_cause: str
) -> None:
    submission = factory.completed(answers)
    submission.refresh_from_db()
    assert (submission.route, submission.urgency) == (route, urgency)
    assert submission.top_cause == top_cause
    again = decide(submission.definition, submission.read_answers())
    assert submission.decision == report.to_record(submission.definition, again)
    assert submission.decision["reasons"]


def test_the_day_to_look_again_is_counted_in_the_clinics_zone() -> None:
    late_evening = datetime(2026, 3, 2, 3, tzinfo=UTC)  # 1 March, 22:00 in New York
    submission, _ = factory.started(factory.SELF_HELP, now=late_evening)
    actions.complete_submission(
        submission=submission, now=late_evening, zone=ZoneInfo("America/New_York")
    )
    assert submission.review_on is not None
    assert submission.review_on.isoformat() == "2026-03-15"


def test_answers_can_be_continued_for_as_many_days_as_set(settings: Settings) -> None:
    settings.CLINIC_INTAKE_RESUME_DAYS = 2
    submission, token = factory.started()
    now = submission.updated_at
    rows = Submission.objects.filter(pk=submission.pk)
    rows.update(updated_at=now - timedelta(days=2) + timedelta(minutes=5))
    assert Submission.objects.for_token(token)
    rows.update(updated_at=now - timedelta(days=2, minutes=5))
    assert Submission.objects.for_token(token) is None


def test_every_answer_gives_more_time(settings: Settings) -> None:
    submission, _token = factory.started()
    Submission.objects.filter(pk=submission.pk).update(
        updated_at=submission.updated_at - timedelta(days=conf.resume_days() - 1)
    )
    submission.refresh_from_db()
    before = submission.updated_at
    actions.record_answers(submission=submission, answers={"average": 2})
    submission.refresh_from_db()
    assert submission.updated_at > before


def test_the_database_refuses_a_decision_without_a_route() -> None:
    submission, _ = factory.started()
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(completed_at=submission.started_at)


def test_finished_and_unfinished_submissions_are_told_apart() -> None:
    done, (open_one, _) = factory.completed(), factory.started()
    assert list(Submission.objects.completed()) == [done]
    assert list(Submission.objects.unfinished()) == [open_one]
    assert list(Submission.objects.latest_first()) == [open_one, done]


def test_the_intake_asks_the_version_that_was_published_last() -> None:
    first = factory.published()
    second = factory.published(factory.with_text(factory.small(), "average", "How bad is it?"))
    assert (first.number, second.number) == (1, 2)
    assert QuestionnaireVersion.objects.current_of(first.questionnaire_id) == second
