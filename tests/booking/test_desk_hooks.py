"""What booking tells the desk, and what the desk finds through booking."""

import pytest

from intake.models import Submission, SubmissionEvent
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
