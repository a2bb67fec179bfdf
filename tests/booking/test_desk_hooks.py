"""What booking tells the desk, and what the desk finds through booking."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from intake import client_files, desk_actions
from intake.booking import follow_up_actions
from intake.booking.models import ContactAttempt, FollowUp
from intake.models import Alert, Submission, SubmissionEvent
from intake.stages import Stage
from tests.factories import booking as make
from tests.factories import intake as answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> make.Clinic:
    return make.make_clinic()


@pytest.fixture
def submission() -> Submission:
    return answers.completed(answers.BOOKING)


def test_a_booked_visit_moves_the_work_on_its_answers_on(
    clinic: make.Clinic, submission: Submission
) -> None:
    make.confirm(make.hold(clinic, submission=submission))
    submission.refresh_from_db()
    assert submission.stage == Stage.BOOKED
    event = SubmissionEvent.objects.get()
    assert (event.by, event.stage) == (None, Stage.BOOKED)


# --- calls -----------------------------------------------------------------------------------


@pytest.fixture
def desk() -> User:
    return User.objects.create_superuser("desk")


@pytest.fixture
def call(submission: Submission) -> FollowUp:
    """A call the client of the answers asked for."""
    return FollowUp.objects.create(
        kind=FollowUp.Kind.CALL,
        submission=submission,
        due_on=make.NOW.date(),
        **make.CONTACT.as_fields(),
    )


@pytest.mark.parametrize(
    ("outcome", "stage"),
    [("reached", Stage.CONTACTED), ("no_answer", Stage.NEW), ("message", Stage.NEW)],
)
def test_a_call_from_the_list_of_follow_ups_is_noted_with_the_answers(
    submission: Submission, call: FollowUp, desk: User, outcome: str, stage: Stage
) -> None:
    alert = Alert.objects.create(submission=submission, raised_at=make.NOW)
    follow_up_actions.log_attempt(
        follow_up=call, way="call", outcome=outcome, by=desk, now=make.NOW, note="At noon"
    )
    submission.refresh_from_db()
    alert.refresh_from_db()
    assert submission.stage == stage
    assert (alert.acknowledged_at is not None) == (outcome == "reached")
    noted = SubmissionEvent.objects.get(kind=SubmissionEvent.Kind.CALL)
    assert noted.text.endswith("At noon")
    assert ContactAttempt.objects.count() == 1


def test_a_call_noted_with_the_answers_is_an_attempt_on_the_call_asked_for(
    submission: Submission, call: FollowUp, desk: User
) -> None:
    desk_actions.log_call(submission=submission, by=desk, reached=True, now=make.NOW)
    attempt = ContactAttempt.objects.get()
    assert (attempt.follow_up, attempt.outcome, attempt.by) == (call, "reached", desk)


def test_a_timeline_tells_of_each_call_once(
    submission: Submission, call: FollowUp, desk: User
) -> None:
    now = make.NOW
    follow_up_actions.log_attempt(follow_up=call, way="call", outcome="no_answer", by=desk, now=now)
    desk_actions.log_call(
        submission=submission, by=desk, reached=True, now=now + timedelta(hours=1)
    )
    assert ContactAttempt.objects.count() == 2
    told = [each.what for each in client_files.happenings(submission, desk)]
    assert told == ["Asked for a call"]
    assert SubmissionEvent.objects.filter(kind=SubmissionEvent.Kind.CALL).count() == 2
