"""What the staff does about a submission: stages, people, notes, calls, overrides, holds."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from intake import desk_actions
from intake.desk_actions import MayNotError, ReasonMissingError, StageError
from intake.models import AccessEntry, Submission, SubmissionEvent
from intake.stages import FOLLOWERS, ClosedBecause, Stage
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db

WORDS = f"{factory.MARKER} phoned twice"


@pytest.fixture
def submission() -> Submission:
    return factory.completed(factory.SELF_HELP)


@pytest.fixture
def lead() -> User:
    return factory.staff(
        "intake.view_submission", "intake.override_route", "intake.erase_submission"
    )


def stand(submission: Submission, stage: Stage) -> Submission:
    Submission.objects.filter(pk=submission.pk).update(stage=stage)
    submission.refresh_from_db()
    return submission


def events(submission: Submission) -> list[str]:
    return [event.kind for event in submission.events.all()]


def entries(submission: Submission) -> list[str]:
    found = AccessEntry.objects.filter(reference=submission.reference)
    return list(found.values_list("action", flat=True))


# --- stages ----------------------------------------------------------------------------------


@pytest.mark.parametrize("before", list(Stage))
@pytest.mark.parametrize("after", list(Stage))
def test_a_stage_follows_only_where_the_table_says_so(
    submission: Submission, lead: User, before: Stage, after: Stage
) -> None:
    stand(submission, before)
    because = ClosedBecause.HELPED if after.is_closed else ""
    change = {"submission": submission, "stage": after, "by": lead, "because": because}
    if after in FOLLOWERS[before]:
        assert desk_actions.change_stage(**change)
        assert events(submission) == ["stage"]
        assert entries(submission) == ["change"]
    elif after is before:
        assert not desk_actions.change_stage(**change)
        assert events(submission) == []
    else:
        with pytest.raises(StageError):
            desk_actions.change_stage(**change)
        assert Submission.objects.get().stage == before


def test_a_change_says_who_when_and_why(submission: Submission, lead: User) -> None:
    now = timezone.now() - timedelta(hours=1)
    desk_actions.change_stage(
        submission=submission, stage=Stage.IN_REVIEW, by=lead, reason=f" {WORDS} ", now=now
    )
    event = SubmissionEvent.objects.get()
    assert (event.by, event.at, event.stage, event.text) == (lead, now, "in_review", WORDS)


def test_closing_needs_to_say_why_and_opening_again_forgets_it(
    submission: Submission, lead: User
) -> None:
    for because in ("", "bored"):
        with pytest.raises(ReasonMissingError):
            desk_actions.change_stage(
                submission=submission, stage=Stage.CLOSED, by=lead, because=because
            )
    desk_actions.change_stage(
        submission=submission, stage=Stage.CLOSED, by=lead, because=ClosedBecause.IN_CARE
    )
    assert Submission.objects.get().closed_because == "in_care"
    desk_actions.change_stage(submission=submission, stage=Stage.IN_REVIEW, by=lead)
    assert Submission.objects.get().closed_because == ""


def test_of_two_people_who_move_it_at_once_one_is_told(submission: Submission, lead: User) -> None:
    stale = Submission.objects.get(pk=submission.pk)
    desk_actions.change_stage(
        submission=submission, stage=Stage.CLOSED, by=lead, because=ClosedBecause.TEST
    )
    with pytest.raises(StageError):
        desk_actions.change_stage(submission=stale, stage=Stage.CONTACTED, by=lead)


def test_a_booked_visit_moves_the_work_on_by_itself_and_is_in_no_access_log(
    submission: Submission,
) -> None:
    now = timezone.now()
    assert desk_actions.visit_booked(submission_id=submission.pk, now=now)
    assert not desk_actions.visit_booked(submission_id=submission.pk, now=now)
    assert not desk_actions.visit_booked(submission_id=None, now=now)
    event = SubmissionEvent.objects.get()
    assert (event.by, event.stage) == (None, Stage.BOOKED)
    assert entries(submission) == []


# --- people, notes, calls --------------------------------------------------------------------


def test_a_submission_is_given_to_one_person_and_taken_back(
    submission: Submission, lead: User
) -> None:
    therapist = factory.staff()
    assert desk_actions.assign(submission=submission, to=therapist, by=lead)
    assert not desk_actions.assign(submission=submission, to=therapist, by=lead)
    assert Submission.objects.get().assigned_to == therapist
    assert desk_actions.assign(submission=submission, to=None, by=lead)
    assert not desk_actions.assign(submission=submission, to=None, by=lead)
    assert events(submission) == ["assigned", "assigned"]


def test_a_note_is_kept_once_and_encrypted(submission: Submission, lead: User) -> None:
    assert desk_actions.write_note(submission=submission, text=WORDS, by=lead)
    assert not desk_actions.write_note(submission=submission, text=f"{WORDS}\n", by=lead)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM intake_submissionevent")
        assert factory.MARKER not in cursor.fetchone()[0]
    with pytest.raises(ReasonMissingError):
        desk_actions.write_note(submission=submission, text="  ", by=lead)


def test_the_same_note_may_be_written_again_later_or_by_somebody_else(
    submission: Submission, lead: User
) -> None:
    desk_actions.write_note(submission=submission, text="No answer", by=lead)
    later = timezone.now() + timedelta(hours=1)
    assert desk_actions.write_note(submission=submission, text="No answer", by=lead, now=later)
    assert desk_actions.write_note(submission=submission, text="No answer", by=factory.staff())


@pytest.mark.parametrize(
    ("before", "reached", "after"),
    [
        (Stage.NEW, True, Stage.CONTACTED),
        (Stage.IN_REVIEW, True, Stage.CONTACTED),
        (Stage.NEW, False, Stage.NEW),
        (Stage.BOOKED, True, Stage.BOOKED),
        (Stage.CLOSED, True, Stage.CLOSED),
    ],
)
def test_who_was_reached_by_phone_counts_as_contacted(
    submission: Submission, lead: User, before: Stage, reached: bool, after: Stage
) -> None:
    stand(submission, before)
    desk_actions.log_call(submission=submission, by=lead, reached=reached, text=WORDS)
    assert Submission.objects.get().stage == after
    assert "call" in events(submission)


# --- overrides and holds ---------------------------------------------------------------------


def test_an_override_leaves_the_clients_own_decision_as_it_was(
    submission: Submission, lead: User
) -> None:
    before = Submission.objects.values("answers", "decision", "route", "urgency").get()
    assert desk_actions.override_route(
        submission=submission, route="booking", reason=WORDS, by=lead
    )
    assert before == Submission.objects.values("answers", "decision", "route", "urgency").get()
    override = SubmissionEvent.objects.override_of(submission)
    assert override is not None
    assert (override.route, override.by, override.text) == ("booking", lead, WORDS)
    assert entries(submission) == ["override"]


def test_an_override_lifts_a_submission_up_the_worklist_and_never_below_its_own_place(
    lead: User,
) -> None:
    mild, emergency = factory.completed(), factory.completed(factory.EMERGENCY)
    for submission, route, rank in (
        (mild, "booking", 1),
        (mild, "urgent", 2),
        (mild, "self_help", 0),
        (emergency, "self_help", 4),
    ):
        desk_actions.override_route(submission=submission, route=route, reason=WORDS, by=lead)
        assert Submission.objects.get(pk=submission.pk).rank == rank


def test_an_override_to_where_it_leads_already_is_none(submission: Submission, lead: User) -> None:
    override = {"submission": submission, "reason": WORDS, "by": lead}
    assert not desk_actions.override_route(route="self_help", **override)
    assert desk_actions.override_route(route="urgent", **override)
    assert not desk_actions.override_route(route="urgent", **override)
    assert desk_actions.override_route(route="self_help", **override)
    assert SubmissionEvent.objects.overrides([submission.pk]) == {submission.pk: "self_help"}


def test_an_override_needs_a_permission_and_a_reason(submission: Submission, lead: User) -> None:
    therapist = factory.staff("intake.view_submission", "intake.work_submission")
    with pytest.raises(MayNotError):
        desk_actions.override_route(
            submission=submission, route="booking", reason=WORDS, by=therapist
        )
    with pytest.raises(ReasonMissingError):
        desk_actions.override_route(submission=submission, route="booking", reason=" ", by=lead)
    assert not SubmissionEvent.objects.exists()


def test_a_legal_hold_is_begun_by_whoever_works_and_lifted_by_who_may_erase(
    submission: Submission, lead: User
) -> None:
    therapist = factory.staff("intake.view_submission", "intake.work_submission")
    hold = {"submission": submission, "reason": WORDS}
    assert desk_actions.set_legal_hold(held=True, by=therapist, **hold)
    assert not desk_actions.set_legal_hold(held=True, by=therapist, **hold)
    assert not Submission.objects.deletable().exists()
    with pytest.raises(MayNotError):
        desk_actions.set_legal_hold(held=False, by=therapist, **hold)
    assert desk_actions.set_legal_hold(held=False, by=lead, **hold)
    assert Submission.objects.deletable().exists()
    assert entries(submission) == ["hold", "hold"]
    with pytest.raises(ReasonMissingError):
        desk_actions.set_legal_hold(submission=submission, held=True, reason="", by=lead)
