"""What could not be done on the desk stays on the page as it was typed, with what to put right."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from intake import desk_actions
from intake.models import Submission
from intake.stages import ClosedBecause, Stage
from tests.factories import intake as factory
from tests.intake.walker import soup

pytestmark = pytest.mark.django_db

LEAD = (
    "intake.view_submission",
    "intake.see_all_submissions",
    "intake.read_answers",
    "intake.work_submission",
    "intake.override_route",
)


@pytest.fixture
def submission(version: Any) -> Submission:
    return factory.completed()


def enter(*permissions: str) -> tuple[Client, User]:
    client, user = Client(), factory.staff(*permissions)
    client.force_login(user)
    return client, user


def url(submission: Submission, verb: str) -> str:
    return reverse(f"submission:{verb}", args=[submission.pk])


@pytest.mark.parametrize(
    ("verb", "data", "kept", "cure"),
    [
        (
            "note",
            {"text": "Phone after six. " * 300},
            "text",
            "Shorten it to 4000 characters or fewer",
        ),
        ("override", {"reason": "Pain at night"}, "reason", "Select where it should lead"),
        ("stage", {"reason": "Left a message"}, "reason", "Select the stage it moves to"),
        ("call", {"text": "Nobody there"}, "text", "Select what came of the call"),
    ],
)
def test_what_was_typed_stays_beside_what_to_put_right(
    submission: Submission, verb: str, data: dict[str, str], kept: str, cure: str
) -> None:
    client, _ = enter(*LEAD)
    response = client.post(url(submission, verb), data)
    assert response.status_code == 422
    form = soup(response).select_one(f'form[action="{url(submission, verb)}"]')
    assert form.select_one(f"[name={kept}]").text.strip() == data[kept].strip()
    assert cure in form.text
    folded = form.find_parent("details")
    assert folded is None or folded.has_attr("open")


def test_what_was_typed_stays_when_somebody_moved_it_on_meanwhile(submission: Submission) -> None:
    client, user = enter(*LEAD)
    closing = {"stage": Stage.CLOSED, "because": ClosedBecause.TEST}
    desk_actions.change_stage(submission=submission, by=user, **closing)
    data = {"stage": "contacted", "reason": "Left a message"}
    response = client.post(url(submission, "stage"), data)
    form = soup(response).select_one(f'form[action="{url(submission, "stage")}"]')
    assert form.select_one("[name=reason]").text.strip() == "Left a message"
    assert "Look again: somebody moved this submission on meanwhile" in form.text
