"""What editors, moderators and the clock hear when the gate refuses; drafts stay as saved."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    ModelLogEntry,
    Revision,
    Task,
    TaskState,
    Workflow,
    WorkflowContentType,
    WorkflowTask,
)

from intake import gate
from intake.models import Questionnaire, QuestionnaireVersion
from tests.factories import intake as factory
from tests.intake import drafts
from tests.intake.editor import Editor, editor_data, editor_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(db: None) -> Questionnaire:
    """A live questionnaire with a mild and an urgent case."""
    questionnaire = factory.published().questionnaire
    drafts.case(questionnaire)
    drafts.urgent_case(questionnaire)
    return questionnaire


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_superuser("owner", password=factory.PASSWORD)


@pytest.fixture
def editor(client: Client, owner: User) -> Editor:
    client.force_login(owner)
    return Editor(client)


def stored(questionnaire: Questionnaire) -> Questionnaire:
    return Questionnaire.objects.get(pk=questionnaire.pk)


def said(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def assert_unchanged_for_clients(questionnaire: Questionnaire) -> None:
    now = stored(questionnaire)
    assert now.live
    assert now.definition() == factory.small_definition()
    assert list(now.versions.values_list("number", flat=True)) == [1]
    version = QuestionnaireVersion.objects.current_for_key(factory.KEY)
    assert version is not None
    assert version.definition == factory.small_definition()


# --- the editor ------------------------------------------------------------------------------


def test_the_editor_saves_the_draft_and_says_what_stands_in_the_way(
    editor: Editor, live: Questionnaire
) -> None:
    drafts.write(live, drafts.NO_SELF_HELP)
    data = editor_data(stored(live).get_latest_revision_as_object(), title="Typed just now")
    response = editor.edit(live.pk, data, "publish")
    assert (response.status_code, response["Location"]) == (302, editor_url("edit", live.pk))
    page = editor.client.get(response["Location"])
    assert "Not published: one thing stands in the way. Your draft is saved." in said(page)
    assert "Case “mild” should lead to Self-help" in said(page)
    assert reverse("intake_admin:proof", args=[live.pk]) in page.content.decode()
    assert stored(live).get_latest_revision_as_object().title == "Typed just now"
    assert_unchanged_for_clients(live)


def test_lint_that_blocks_publishing_leads_to_the_proof(
    editor: Editor, live: Questionnaire
) -> None:
    drafts.write(live, drafts.TWICE)
    data = editor_data(stored(live).get_latest_revision_as_object())
    page = editor.edit(live.pk, data, "publish")
    assert page.status_code == 200
    assert "Not published: there are errors." in said(page)
    notice = BeautifulSoup(page.content, "html.parser").select_one(".messages .info")
    assert notice
    assert "What you typed is still in the form." in notice.get_text()
    link = notice.select_one("a")
    assert link
    assert link["href"] == reverse("intake_admin:proof", args=[live.pk])
    assert link["target"] == "_blank"
    assert_unchanged_for_clients(live)


def test_a_form_without_such_problems_does_not_speak_of_the_proof(
    editor: Editor, live: Questionnaire
) -> None:
    page = editor.edit(live.pk, editor_data(stored(live), title=""), "publish")
    assert page.status_code == 200
    assert "What you typed is still in the form." not in said(page)


def test_publishing_again_after_a_sign_off_goes_through_the_editor(
    editor: Editor, owner: User, live: Questionnaire
) -> None:
    drafts.write(live, drafts.NO_SELF_HELP)
    drafts.signed_off(live, owner)
    data = editor_data(stored(live).get_latest_revision_as_object())
    assert editor.edit(live.pk, data, "publish").status_code == 302
    assert live.versions.get(number=2).published_by == owner


def test_an_urgent_downgrade_names_no_sign_off_as_a_way_out(
    editor: Editor, live: Questionnaire
) -> None:
    drafts.write(live, drafts.without_emergency())
    data = editor_data(stored(live).get_latest_revision_as_object())
    response = editor.edit(live.pk, data, "publish")
    page = said(editor.client.get(response["Location"]))
    assert "Case “bladder” should lead to Medical care (Emergency) and ends less urgent" in page
    assert "Nobody can sign this off" in page


# --- moderation ------------------------------------------------------------------------------


@pytest.fixture
def in_moderation(live: Questionnaire, owner: User) -> TaskState:
    """A draft that fails a case, waiting for approval."""
    task = GroupApprovalTask.objects.create(name="Clinical review")
    workflow = Workflow.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=Task.objects.get(pk=task.pk))
    kind = Questionnaire.get_default_workflow.__self__ and live.get_base_content_type()
    WorkflowContentType.objects.create(content_type=kind, workflow=workflow)
    drafts.write(live, drafts.NO_SELF_HELP)
    return workflow.start(stored(live), owner).current_task_state


@pytest.mark.parametrize("asked_with", ["XMLHttpRequest", ""])
def test_an_approval_that_is_refused_says_why_and_leaves_the_task_open(
    client: Client, owner: User, live: Questionnaire, in_moderation: TaskState, asked_with: str
) -> None:
    client.force_login(owner)
    url = editor_url("workflow_action", live.pk, "approve", in_moderation.pk)
    response = client.post(url, {"comment": "Fine"}, headers={"X-Requested-With": asked_with})
    assert response.status_code == (200 if asked_with else 302)
    if asked_with:
        assert response.json()["step"] == "success"
    assert "Case “mild” should lead to Self-help" in said(client.get(editor_url("edit", live.pk)))
    in_moderation.refresh_from_db()
    assert in_moderation.status == TaskState.STATUS_IN_PROGRESS
    assert stored(live).workflow_in_progress
    assert_unchanged_for_clients(live)
    drafts.signed_off(live, owner)
    client.post(url, {"comment": "Now it is"})
    assert live.versions.get(number=2).published_by == owner


def test_an_approval_from_the_editor_is_refused_the_same_way(
    editor: Editor, live: Questionnaire, in_moderation: TaskState
) -> None:
    data = editor_data(stored(live).get_latest_revision_as_object())
    approve = {"workflow-action-name": "approve", "workflow-action-extra-data": "{}"}
    response = editor.edit(live.pk, data | approve, "workflow-action")
    assert response.status_code == 302
    assert "Not published" in said(editor.client.get(response["Location"]))
    assert stored(live).current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS
    assert_unchanged_for_clients(live)


def test_a_task_approved_in_code_is_refused_and_stays_open(
    owner: User, live: Questionnaire, in_moderation: TaskState
) -> None:
    with pytest.raises(gate.PublishRefusedError):
        in_moderation.approve(user=owner)
    in_moderation.refresh_from_db()
    assert in_moderation.status == TaskState.STATUS_IN_PROGRESS


# --- the clock -------------------------------------------------------------------------------


def scheduled(questionnaire: Questionnaire, definition: factory.Json) -> Revision:
    """Schedule a draft while it is proved; its hour has come a minute ago."""
    soon = timezone.now() + timedelta(hours=1)
    revision = drafts.write(questionnaire, definition, go_live_at=soon)
    revision.publish()
    past = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    return revision


def test_a_scheduled_publication_is_proved_again_when_its_hour_has_come(
    client: Client, owner: User, live: Questionnaire
) -> None:
    other = factory.published(factory.small(key="other")).questionnaire
    refused = scheduled(live, drafts.LONGER)
    scheduled(other, factory.small(key="other", title="Another check"))
    drafts.case(live, "never_met", route="booking", top_cause="")
    call_command("publish_scheduled")
    assert other.versions.count() == 2, "the other publication of that hour went on"
    assert_unchanged_for_clients(live)
    refused.refresh_from_db()
    assert refused.approved_go_live_at is None
    assert not stored(live).approved_schedule
    assert (
        stored(live).get_latest_revision_as_object().definition()
        == refused.as_object().definition()
    )
    entry = ModelLogEntry.objects.for_instance(live).get(action=gate.REFUSED)
    assert "never_met" in entry.data["reasons"][0]
    client.force_login(owner)
    assert "was refused, and this stayed a draft" in said(
        client.get(reverse("intake_admin:proof", args=[live.pk]))
    )
    history = said(client.get(editor_url("history", live.pk)))
    assert "Not published at the scheduled time." in history
    call_command("publish_scheduled")


def test_a_proved_schedule_goes_live(live: Questionnaire) -> None:
    scheduled(live, drafts.LONGER)
    call_command("publish_scheduled")
    assert live.versions.count() == 2


def test_what_could_not_go_live_now_is_not_scheduled_either(
    editor: Editor, live: Questionnaire
) -> None:
    later = timezone.now() + timedelta(days=1)
    with pytest.raises(gate.PublishRefusedError):
        drafts.write(live, drafts.NO_SELF_HELP, go_live_at=later).publish()
    assert not stored(live).approved_schedule
    draft = stored(live).get_latest_revision_as_object()
    typed = {"go_live_at": later.strftime("%Y-%m-%d %H:%M")}
    response = editor.edit(live.pk, editor_data(draft, **typed), "publish")
    assert "Not published" in said(editor.client.get(response["Location"]))
    assert not stored(live).approved_schedule
