"""What follows a committed change may fail; the change stands, and so does what else follows."""

import logging

import pytest
from django.contrib.auth.models import User

from intake.afterwards import after_commit
from intake.models import Alert
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db


def test_what_fails_is_named_in_the_log_and_stops_nothing_else(
    django_capture_on_commit_callbacks, caplog
):
    done = []

    def fails(number: int) -> None:
        raise ConnectionError("away")

    with django_capture_on_commit_callbacks(execute=True):
        after_commit(fails, 1)
        after_commit(done.append, 2)
    assert done == [2]
    errors = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert ["fails" in each.getMessage() for each in errors] == [True]


@pytest.mark.usefixtures("version", "no_queue")
def test_an_urgent_client_is_told_though_no_queue_calls_the_people_on_duty(
    django_capture_on_commit_callbacks,
):
    User.objects.create_superuser("owner", "owner@example.com", "not-a-word")
    with django_capture_on_commit_callbacks(execute=True):
        submission, _token = factory.started(factory.EMERGENCY)
    assert submission.is_urgent
    assert Alert.objects.get(submission=submission).notices.count() == 1
