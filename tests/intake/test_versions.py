"""What was published stays as it was, whatever happens to the draft, its author or its row."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.db.models import ProtectedError
from django.db.utils import IntegrityError
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Locale, Task, Workflow, WorkflowTask

from intake import actions
from intake.engine import codec, report
from intake.engine.routing import decide
from intake.models import FrozenError, Questionnaire, QuestionnaireVersion, Submission
from tests.factories import intake as factory
from tests.intake.editor import Editor, editor_data

pytestmark = pytest.mark.django_db

OTHER = factory.with_text(factory.small(), "average", "How bad is it now?")


def saved_draft(definition: factory.Json | None = None) -> Questionnaire:
    questionnaire = factory.draft(definition)
    questionnaire.save()
    return questionnaire


def versions() -> list[int]:
    return list(QuestionnaireVersion.objects.order_by("number").values_list("number", flat=True))


# --- every way of publishing -----------------------------------------------------------------


def test_publishing_a_revision_freezes_one_version(django_user_model: type[User]) -> None:
    author = django_user_model.objects.create_superuser("author")
    saved_draft().save_revision(user=author).publish()
    version = QuestionnaireVersion.objects.get()
    assert (version.number, version.published_by) == (1, author)
    assert version.sha256 == codec.sha256(factory.small_definition())
    assert version.definition == factory.small_definition()


def test_publishing_from_the_editor_freezes_one_version(client: Client) -> None:
    client.force_login(User.objects.create_superuser("owner"))
    Editor(client).create(editor_data(factory.draft()), "publish")
    assert versions() == [1]


def test_approval_in_a_workflow_freezes_one_version() -> None:
    moderator = User.objects.create_superuser("moderator")
    task = GroupApprovalTask.objects.create(name="Clinical review")
    workflow = Workflow.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=Task.objects.get(pk=task.pk))
    questionnaire = saved_draft()
    questionnaire.save_revision()
    state = workflow.start(questionnaire, moderator)
    assert versions() == []
    state.current_task_state.approve(user=moderator)
    assert versions() == [1]


def test_a_scheduled_publication_freezes_when_its_time_has_come() -> None:
    questionnaire = saved_draft()
    questionnaire.go_live_at = timezone.now() + timedelta(hours=1)
    revision = questionnaire.save_revision()
    revision.publish()
    assert versions() == []
    assert QuestionnaireVersion.objects.current_of(questionnaire.pk) is None
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    call_command("publish_scheduled")
    assert versions() == [1]
    assert QuestionnaireVersion.objects.current_of(questionnaire.pk)


def test_the_same_content_is_the_same_version() -> None:
    first = factory.published()
    assert factory.published() == first
    questionnaire = first.questionnaire
    questionnaire.save_revision().publish()
    assert versions() == [1]


def test_changed_content_is_the_next_version() -> None:
    factory.published()
    assert factory.published(OTHER).number == 2
    assert factory.published().number == 3


def test_a_definition_with_errors_goes_live_in_no_way() -> None:
    broken = factory.with_text(factory.small(), "average", "How bad is it?")
    broken["steps"].append(broken["steps"][0])
    with pytest.raises(ValidationError, match="is used 2 times"):
        saved_draft(broken).save_revision().publish()
    with pytest.raises(ValidationError, match="is used 2 times"):
        actions.load_questionnaire(definition=broken, replace=True)
    assert versions() == []
    assert not Questionnaire.objects.published().exists()


def test_unpublishing_closes_the_questionnaire_and_keeps_its_versions() -> None:
    version = factory.published()
    version.questionnaire.unpublish()
    assert QuestionnaireVersion.objects.current_of(version.questionnaire_id) is None
    assert QuestionnaireVersion.objects.current_for_key(factory.KEY) is None
    assert versions() == [1]
    version.questionnaire.refresh_from_db()
    version.questionnaire.save_revision().publish()
    assert QuestionnaireVersion.objects.current_for_key(factory.KEY) == version


def test_a_published_questionnaire_keeps_its_key() -> None:
    version = factory.published()
    renamed = version.questionnaire
    renamed.key = "renamed"
    with pytest.raises(ValidationError, match="The key stays “small”"):
        renamed.save_revision().publish()
    assert QuestionnaireVersion.objects.published_keys() == [factory.KEY]


def test_a_version_is_found_by_the_key_its_questionnaire_has_today() -> None:
    first = factory.published()
    Questionnaire.objects.filter(pk=first.questionnaire_id).update(key="renamed")
    found = QuestionnaireVersion.objects
    assert found.published_keys() == ["renamed"]
    assert found.current_for_key("renamed") == first
    assert found.current_for_key(factory.KEY) is None


def test_a_translation_starts_as_a_draft_without_a_version() -> None:
    source = factory.published().questionnaire
    german = Locale.objects.create(language_code="de")
    translation = source.copy_for_translation(german)
    translation.save()
    translation.refresh_from_db()
    assert (translation.live, translation.status_string) == (False, "draft")
    assert (translation.first_published_at, translation.live_revision) == (None, None)
    assert list(Questionnaire.objects.published()) == [source]
    translation.save_revision().publish()
    assert QuestionnaireVersion.objects.current_for_key(factory.KEY, "de") is not None


# --- frozen ----------------------------------------------------------------------------------


def save_changed(version: QuestionnaireVersion) -> Any:
    version.title = "Changed"
    version.save()


def save_some(version: QuestionnaireVersion) -> Any:
    version.title = "Changed"
    version.save(update_fields=["title"])


def save_under_the_same_key(version: QuestionnaireVersion) -> Any:
    values = {f.attname: getattr(version, f.attname) for f in version._meta.concrete_fields}
    QuestionnaireVersion(**{**values, "title": "Changed"}).save()


def bulk_update(version: QuestionnaireVersion) -> Any:
    version.title = "Changed"
    QuestionnaireVersion.objects.bulk_update([version], ["title"])


def upsert(version: QuestionnaireVersion) -> Any:
    version.title = "Changed"
    QuestionnaireVersion.objects.bulk_create(
        [version], update_conflicts=True, update_fields=["title"], unique_fields=["id"]
    )


ATTEMPTS: list[Callable[[QuestionnaireVersion], Any]] = [
    save_changed,
    save_some,
    save_under_the_same_key,
    bulk_update,
    upsert,
    lambda version: QuestionnaireVersion.objects.update(title="Changed"),
    lambda version: QuestionnaireVersion.objects.filter(pk=version.pk).update(title="Changed"),
    lambda version: QuestionnaireVersion.objects.update_or_create(
        pk=version.pk, defaults={"title": "Changed"}
    ),
    lambda version: version.questionnaire.versions.update(title="Changed"),
    lambda version: version.delete(),
    lambda version: QuestionnaireVersion.objects.all().delete(),
    lambda version: version.questionnaire.versions.all().delete(),
    lambda version: version.questionnaire.delete(),
    lambda version: Questionnaire.objects.all().delete(),
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_version_can_neither_be_changed_nor_deleted(
    attempt: Callable[[QuestionnaireVersion], Any],
) -> None:
    version = factory.published()
    refused = pytest.raises((FrozenError, ProtectedError, IntegrityError))
    with refused, transaction.atomic():
        attempt(QuestionnaireVersion.objects.get(pk=version.pk))
    assert type(version).objects.only("title").get(pk=version.pk).title == "Small check"


# --- what was decided ------------------------------------------------------------------------


@pytest.fixture
def decided(django_user_model: type[User]) -> Submission:
    """A decision under a version whose author can be deleted."""
    author = django_user_model.objects.create_superuser("author")
    actions.load_questionnaire(definition=factory.small(), by=author)
    return factory.completed(factory.SELF_HELP)


def edit(decided: Submission) -> None:
    changed = factory.small(rules=factory.SMALL["rules"][:1], title="Another check")
    factory.published(changed)


def unpublish(decided: Submission) -> None:
    decided.version.questionnaire.unpublish()


def purge_revisions(decided: Submission) -> None:
    edit(decided)
    call_command("purge_revisions")


def delete_the_author(decided: Submission) -> None:
    User.objects.get(username="author").delete()
    assert QuestionnaireVersion.objects.get(pk=decided.version_id).published_by is None


def delete_all_authors(decided: Submission) -> None:
    User.objects.all().delete()


def delete_every_revision(decided: Submission) -> None:
    decided.version.questionnaire.revisions.all().delete()


@pytest.mark.parametrize(
    "happens",
    [
        edit,
        unpublish,
        purge_revisions,
        delete_the_author,
        delete_all_authors,
        delete_every_revision,
    ],
)
def test_an_old_submission_is_decided_the_same_again(
    decided: Submission, happens: Callable[[Submission], None]
) -> None:
    recorded = decided.decision
    happens(decided)
    stored = Submission.objects.get(pk=decided.pk)
    fresh = QuestionnaireVersion.objects.get(pk=stored.version_id).definition
    again = decide(fresh, stored.read_answers())
    assert report.to_record(fresh, again) == stored.decision == recorded
    assert stored.decide_again() == again


def test_a_definition_is_read_from_the_database_once(
    decided: Submission, django_assert_num_queries: Any
) -> None:
    stored = Submission.objects.get(pk=decided.pk)
    assert stored.definition
    with django_assert_num_queries(0):
        assert stored.definition is Submission(version_id=stored.version_id).definition
