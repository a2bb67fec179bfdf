"""Who may write questionnaires, and that every address of their viewset answers."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from intake.models import Questionnaire
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db

VIEWSET = Questionnaire.snippet_viewset
# These answer only to a lock, a workflow or two revisions.
NEEDS_MORE = {
    "lock", "unlock", "workflow_preview", "confirm_workflow_cancellation", "revisions_compare",
}  # fmt: skip


def answers(client: Client, questionnaire: Questionnaire) -> dict[str, Any]:
    found = {}
    for pattern in VIEWSET.get_urlpatterns():
        takes = list(pattern.pattern.converters)
        if pattern.name is None or pattern.name in NEEDS_MORE or takes not in ([], ["pk"]):
            continue
        args = [questionnaire.pk for _ in takes]
        found[pattern.name] = client.get(reverse(VIEWSET.get_url_name(pattern.name), args=args))
    return found


def test_every_address_of_the_editor_answers_its_owner() -> None:
    questionnaire = factory.published().questionnaire
    client = Client()
    client.force_login(User.objects.create_superuser("owner"))
    found = answers(client, questionnaire)
    assert {"list", "add", "edit", "history", "usage", "delete"} <= found.keys()
    for name, response in found.items():
        assert response.status_code in (200, 302), name


def test_who_may_not_write_questionnaires_sees_none() -> None:
    questionnaire = factory.published().questionnaire
    client = Client()
    client.force_login(factory.staff())
    for name, response in answers(client, questionnaire).items():
        assert b"Do you have any of these?" not in response.content, name
        assert name.startswith("preview") or response.status_code in (302, 403), name


def test_the_editor_shows_the_questionnaire_it_edits() -> None:
    questionnaire = factory.published().questionnaire
    client = Client()
    client.force_login(User.objects.create_superuser("owner"))
    source = client.get(reverse(VIEWSET.get_url_name("edit"), args=[questionnaire.pk])).content
    assert b"Do you have any of these?" in source
    assert b"piriformis-syndrome 3" in source
