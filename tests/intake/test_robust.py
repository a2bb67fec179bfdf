"""Never lose an edit, never publish by accident, never let a draft reach a client."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from wagtail.models import (
    GroupApprovalTask,
    Locale,
    Revision,
    Task,
    TaskState,
    Workflow,
    WorkflowTask,
)

from intake.admin.presenters import submission_url
from intake.engine import report
from intake.engine.routing import decide
from intake.gate import PublishRefusedError
from intake.models import Questionnaire, QuestionnaireVersion, Submission
from tests.factories import intake as factory
from tests.intake import drafts
from tests.intake.editor import Editor, editor_data, editor_url

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}


@pytest.fixture
def live(db: None) -> Questionnaire:
    return factory.published().questionnaire


@pytest.fixture
def ada(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    return client


@pytest.fixture
def bob(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("bob"))
    return client


def stored(questionnaire: Questionnaire) -> Questionnaire:
    return Questionnaire.objects.get(pk=questionnaire.pk)


def draft_of(questionnaire: Questionnaire) -> Questionnaire:
    draft: Questionnaire = stored(questionnaire).get_latest_revision_as_object()
    return draft


def asked_now() -> factory.Definition:
    version = QuestionnaireVersion.objects.current_for_key(factory.KEY)
    assert version is not None
    return version.definition


def loaded(questionnaire: Questionnaire) -> dict[str, str]:
    """What an editor's page remembers of the draft it was opened with."""
    newest = stored(questionnaire).latest_revision
    if newest is None:
        return {}
    return {
        "loaded_revision_id": str(newest.pk),
        "loaded_revision_created_at": newest.created_at.isoformat(),
    }


def autosave(client: Client, questionnaire: Questionnaire, **typed: Any) -> Any:
    data = editor_data(draft_of(questionnaire), **typed)
    return client.post(editor_url("edit", questionnaire.pk), data, headers=JSON)


# --- two editors at once ---------------------------------------------------------------------


def test_an_autosave_never_overwrites_what_somebody_else_saved_meanwhile(
    ada: Client, bob: Client, live: Questionnaire
) -> None:
    drafts.write(live, drafts.LONGER)
    opened = loaded(live)
    assert autosave(ada, live, title="By Ada", **opened).json()["success"]
    refused = autosave(bob, live, title="By Bob", **opened).json()
    assert (refused["success"], refused["error_code"]) == (False, "invalid_revision")
    assert draft_of(live).title == "By Ada"


def test_a_second_save_leaves_the_first_in_the_history(
    ada: Client, bob: Client, live: Questionnaire
) -> None:
    for client, title in ((ada, "By Ada"), (bob, "By Bob")):
        data = editor_data(draft_of(live), title=title)
        assert client.post(editor_url("edit", live.pk), data).status_code == 302
    titles = [revision.as_object().title for revision in live.revisions.order_by("-created_at")]
    assert titles[:2] == ["By Bob", "By Ada"]


def test_autosaving_a_live_questionnaire_changes_nothing_for_clients(
    ada: Client, live: Questionnaire
) -> None:
    begun, _token = factory.started()
    first = autosave(ada, live, title="Half a sent").json()
    autosave(ada, live, title="Half a sentence", overwrite_revision_id=first["revision_id"])
    assert draft_of(live).title == "Half a sentence"
    assert asked_now() == begun.definition == factory.small_definition()
    assert live.versions.count() == 1
    assert factory.started()[0].version_id == begun.version_id


def test_autosaving_over_the_published_revision_leaves_the_version_as_it_was(
    ada: Client, live: Questionnaire
) -> None:
    published = autosave(ada, live, title="Published title").json()["revision_id"]
    Revision.objects.get(pk=published).publish()
    before = asked_now()
    assert before.title == "Published title"
    autosave(ada, live, title="Typed later", overwrite_revision_id=str(published))
    assert asked_now() == before
    assert live.versions.order_by("-number").first().definition == before


def test_a_draft_saved_while_an_older_one_is_published_stays_the_draft(
    live: Questionnaire,
) -> None:
    older = drafts.write(live, drafts.LONGER)
    newer = drafts.write(live, drafts.NO_SELF_HELP)
    assert older.content_object.latest_revision_id == older.pk, "read before the newer was saved"
    older.publish()
    now = stored(live)
    assert (now.latest_revision_id, now.has_unpublished_changes) == (newer.pk, True)
    assert draft_of(live).definition() == factory.codec.from_json(drafts.NO_SELF_HELP)
    assert asked_now() == factory.codec.from_json(drafts.LONGER)


def publish_at_once(revisions: list[Revision]) -> list[Exception]:
    """Publish from as many connections as there are revisions; return what went wrong."""
    ready, failures = Barrier(len(revisions)), []

    def publish(pk: int) -> None:
        try:
            revision = Revision.objects.get(pk=pk)
            ready.wait(timeout=20)
            revision.publish()
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=publish, args=[revision.pk]) for revision in revisions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@pytest.mark.django_db(transaction=True)
def test_two_publishes_at_once_make_two_versions_in_a_row() -> None:
    live = factory.published().questionnaire
    if connection.vendor == "sqlite":
        drafts.write(live, drafts.LONGER).publish()
        drafts.write(live, drafts.NO_SELF_HELP).publish()
    else:
        both = [drafts.write(live, drafts.LONGER), drafts.write(live, drafts.NO_SELF_HELP)]
        assert publish_at_once(both) == []
    numbers = live.versions.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3]
    assert asked_now() == stored(live).definition()


# --- locked, in moderation -------------------------------------------------------------------


def test_a_lock_keeps_others_out_and_the_questionnaire_with_its_clients(
    ada: Client, bob: Client, live: Questionnaire
) -> None:
    drafts.case(live, "never_met", route="booking", top_cause="")
    lock = ada.post(editor_url("lock", live.pk), {"next": editor_url("edit", live.pk)})
    assert lock.status_code == 302
    assert stored(live).locked
    response = bob.post(editor_url("edit", live.pk), editor_data(draft_of(live), title="By Bob"))
    assert response.status_code == 200
    assert "locked" in response.content.decode()
    assert draft_of(live).title == "Small check"
    assert asked_now() == factory.small_definition()
    ada.post(editor_url("unlock", live.pk), {"next": editor_url("edit", live.pk)})
    assert stored(live).live


def test_a_draft_in_moderation_reaches_no_client_before_it_is_approved(
    live: Questionnaire,
) -> None:
    task = GroupTask()
    drafts.write(live, drafts.LONGER)
    state = task.workflow.start(stored(live), task.moderator)
    assert asked_now() == factory.small_definition()
    state.current_task_state.reject(user=task.moderator)
    assert asked_now() == factory.small_definition()
    assert draft_of(live).definition() == factory.codec.from_json(drafts.LONGER)
    stored(live).current_workflow_state.resume(task.moderator)
    current = stored(live).current_workflow_task_state
    assert current.status == TaskState.STATUS_IN_PROGRESS
    current.approve(user=task.moderator)
    assert asked_now() == factory.codec.from_json(drafts.LONGER)


class GroupTask:
    """A workflow of one approval, and somebody who may give it."""

    def __init__(self) -> None:
        self.moderator = User.objects.create_superuser("moderator")
        task = GroupApprovalTask.objects.create(name="Clinical review")
        self.workflow = Workflow.objects.create(name="Review")
        WorkflowTask.objects.create(workflow=self.workflow, task=Task.objects.get(pk=task.pk))


# --- a draft never reaches a client ----------------------------------------------------------


def test_an_unpublished_row_holds_a_draft_that_no_client_is_asked(live: Questionnaire) -> None:
    stored(live).unpublish()
    Client().get("/intake/")
    hidden = stored(live)
    hidden.title = "Written while unpublished"
    hidden.save()
    assert QuestionnaireVersion.objects.current_for_key(factory.KEY) is None
    assert QuestionnaireVersion.objects.published_keys() == []


def test_a_refused_publish_leaves_begun_answers_where_they_were(live: Questionnaire) -> None:
    drafts.urgent_case(live)
    begun, _token = factory.started({"red_flags": ["none_of_these"]})
    with pytest.raises(PublishRefusedError):
        drafts.write(live, drafts.without_emergency()).publish()
    assert Submission.objects.get(pk=begun.pk).version_id == begun.version_id
    assert factory.completed(factory.EMERGENCY).urgency == "emergency_now"


# --- what was decided ------------------------------------------------------------------------


def rename_a_cause(decided: Submission) -> None:
    renamed = factory.small()
    renamed["totals"][0]["title"] = "Deep gluteal pain"
    factory.published(renamed)


def translate(decided: Submission) -> None:
    german = Locale.objects.create(language_code="de")
    translation = decided.version.questionnaire.copy_for_translation(german)
    translation.save()
    drafts.write(translation, factory.small(language="de", title="Kleine Fragen")).publish()


def unpublish_and_republish(decided: Submission) -> None:
    stored(decided.version.questionnaire).unpublish()
    drafts.write(decided.version.questionnaire, drafts.LONGER).publish()


def purge(decided: Submission) -> None:
    for definition in (drafts.LONGER, drafts.NO_SELF_HELP, factory.small()):
        drafts.write(decided.version.questionnaire, definition).publish()
    call_command("purge_revisions", days=0)


def delete_everybody(decided: Submission) -> None:
    User.objects.all().delete()


def sign_off_and_replace(decided: Submission) -> None:
    questionnaire = decided.version.questionnaire
    drafts.case(questionnaire)
    revision = drafts.write(questionnaire, drafts.NO_SELF_HELP)
    drafts.signed_off(questionnaire, User.objects.create_superuser("signer"))
    revision.publish()


def restore_the_first_revision(decided: Submission) -> None:
    questionnaire = decided.version.questionnaire
    first = drafts.write(questionnaire, factory.small())
    drafts.write(questionnaire, drafts.LONGER).publish()
    Revision.objects.get(pk=first.pk).publish()


@pytest.mark.parametrize(
    "happens",
    [
        rename_a_cause,
        translate,
        unpublish_and_republish,
        purge,
        delete_everybody,
        sign_off_and_replace,
        restore_the_first_revision,
    ],
)
def test_every_old_submission_is_read_and_decided_as_before(
    client: Client, happens: Callable[[Submission], None]
) -> None:
    author = User.objects.create_superuser("author")
    drafts.write(factory.published().questionnaire, factory.small()).publish(user=author)
    ways = (factory.SELF_HELP, factory.BOOKING, factory.EMERGENCY)
    decided = [factory.completed(answers) for answers in ways]
    happens(decided[0])
    client.force_login(User.objects.create_superuser("reader"))
    for before in decided:
        stored_again = Submission.objects.get(pk=before.pk)
        fresh = QuestionnaireVersion.objects.get(pk=stored_again.version_id).definition
        again = decide(fresh, stored_again.read_answers())
        assert report.to_record(fresh, again) == stored_again.decision == before.decision
        page = client.get(submission_url(stored_again))
        assert page.status_code == 200
        assert stored_again.reference in page.content.decode()


def test_the_editor_of_a_questionnaire_is_reachable_for_whoever_comes_after(
    ada: Client, live: Questionnaire
) -> None:
    drafts.write(live, drafts.LONGER)
    User.objects.exclude(username="ada").delete()
    assert Editor(ada).edit(live.pk, editor_data(draft_of(live)), "publish").status_code == 302
    assert asked_now() == factory.codec.from_json(drafts.LONGER)
