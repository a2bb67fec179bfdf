"""One gate for every way to publish: nothing unproved goes live, nothing else is lost by it."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from wagtail.actions import PublishRevisionAction, action_registry
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import (
    Locale,
    Revision,
)

from intake import actions, gate
from intake.models import Questionnaire, QuestionnaireVersion, WorkedCase
from intake.publishing import problem_rows, prove
from tests.factories import intake as factory
from tests.intake import drafts
from tests.intake.editor import Editor

pytestmark = pytest.mark.django_db

URGENT = {
    "answers": factory.EMERGENCY,
    "route": "urgent",
    "urgency": "emergency_now",
    "top_cause": "",
}


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


# --- lines of Python -------------------------------------------------------------------------

WAYS: dict[str, Callable[[Revision], Any]] = {
    "the revision": lambda revision: revision.publish(),
    "the object": lambda revision: revision.content_object.publish(revision),
    "Wagtail's own action": lambda revision: PublishRevisionAction(revision).execute(),
    "the registered action": lambda revision: action_registry.get_action_class(
        Questionnaire, "publish"
    )(revision).execute(),
    "a save of the row": lambda revision: revision.as_object().save(),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("definition", "because"),
    [
        (drafts.TWICE, "is used 2 times"),
        (drafts.NO_SELF_HELP, "Case “mild” should lead to Self-help"),
        (drafts.without_emergency(), "Nobody can sign this off"),
    ],
    ids=["lint", "case", "downgrade"],
)
def test_what_is_not_proved_goes_live_in_no_way(
    live: Questionnaire, way: str, definition: factory.Json, because: str
) -> None:
    revision = drafts.write(live, definition)
    with pytest.raises(ValidationError, match=because):
        WAYS[way](revision)
    assert_unchanged_for_clients(live)
    draft = stored(live).get_latest_revision_as_object()
    assert draft.definition() == factory.codec.from_json(definition)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_proved_goes_live_in_every_way(live: Questionnaire, way: str) -> None:
    WAYS[way](drafts.write(live, drafts.LONGER))
    version = QuestionnaireVersion.objects.current_for_key(factory.KEY)
    assert version is not None
    assert version.number == 2
    assert version.definition == stored(live).definition()


def test_an_old_revision_is_proved_like_a_new_one(live: Questionnaire) -> None:
    old = drafts.write(live, factory.small())
    drafts.write(live, drafts.NO_SELF_HELP)
    signer = User.objects.create_superuser("signer")
    drafts.signed_off(live, signer)
    stored(live).get_latest_revision().publish()
    drafts.case(
        live, "strong", answers=factory.SELF_HELP, route="booking", acceptable_causes=["any"]
    )
    with pytest.raises(gate.PublishRefusedError, match="Case “strong”"):
        old.publish()
    assert live.versions.count() == 2


def test_the_same_content_passes_whatever_became_of_its_cases(live: Questionnaire) -> None:
    drafts.case(live, "never_met", route="booking", top_cause="")
    now = stored(live)
    now.save()
    now.save_revision().publish()
    now.locked = True
    now.save()
    assert_unchanged_for_clients(live)


def test_what_was_unpublished_is_proved_before_it_comes_back(live: Questionnaire) -> None:
    stored(live).unpublish()
    unmet = drafts.case(live, "never_met", route="booking", top_cause="")
    with pytest.raises(gate.PublishRefusedError, match="never_met"):
        stored(live).save_revision().publish()
    assert not stored(live).live
    unmet.delete()
    stored(live).save_revision().publish()
    assert_unchanged_for_clients(live)


def test_saving_the_one_field_that_makes_it_live_is_proved_too(live: Questionnaire) -> None:
    live.unpublish()
    drafts.case(live, "other", route="booking")
    row = stored(live)
    row.live = True
    with pytest.raises(gate.PublishRefusedError, match="Case “other”"):
        row.save(update_fields=["live"])
    assert not stored(live).live
    row.save(update_fields=["locked"])
    assert not stored(live).live


def test_a_questionnaire_created_live_is_proved_and_frozen() -> None:
    created = factory.draft(live=True)
    created.save()
    assert created.versions.get().definition == factory.small_definition()
    broken = factory.draft(drafts.TWICE, live=True, key="broken")
    with pytest.raises(ValidationError):
        broken.save()
    assert Questionnaire.objects.count() == 1


def test_the_version_keeps_note_and_proof_and_the_next_draft_begins_without_a_note(
    live: Questionnaire, owner: User
) -> None:
    revision = drafts.write(live, drafts.NO_SELF_HELP, change_note="Nobody alone in winter")
    drafts.signed_off(live, owner)
    revision.publish(user=owner)
    version = live.versions.get(number=2)
    assert (version.note, version.published_by) == ("Nobody alone in winter", owner)
    assert {case["name"]: case["verdict"] for case in version.proof["cases"]} == {
        "bladder": "as_expected",
        "mild": "different",
    }
    (signed,) = version.proof["sign_offs"]
    assert signed["case"] == "mild"
    assert signed["reason"] == "Seen and accepted by all of us."
    assert signed["signed_by"] == "owner"
    assert stored(live).get_latest_revision_as_object().change_note == ""


def test_a_newer_draft_keeps_its_note_when_an_older_one_is_published(live: Questionnaire) -> None:
    older = drafts.write(live, drafts.LONGER, change_note="Longer words")
    drafts.write(live, drafts.NO_SELF_HELP, change_note="Not ready")
    older.publish()
    draft = stored(live).get_latest_revision_as_object()
    assert draft.change_note == "Not ready"
    assert draft.definition() == factory.codec.from_json(drafts.NO_SELF_HELP)
    assert live.versions.get(number=2).note == "Longer words"


# --- other doors -----------------------------------------------------------------------------


def test_wagtail_offers_no_bulk_action_that_publishes() -> None:
    offered = bulk_action_registry.get_bulk_actions_for_model("intake", "questionnaire")
    assert {action.action_type for action in offered} == {"delete"}


@pytest.mark.urls("tests.intake.urls_with_api")
def test_the_api_does_not_know_questionnaires(live: Questionnaire) -> None:
    assert getattr(Questionnaire, "api_fields", None) is None
    client = Client()
    for path in (
        "",
        f"intake.Questionnaire/{live.pk}/",
        f"intake.Questionnaire/{live.pk}/actions/publish/",
    ):
        for ask in (client.get, client.post):
            answer = ask(f"/api/v3/snippets/{path}")
            assert answer.status_code in (401, 404, 405, 422), (path, answer.status_code)
            assert factory.KEY not in answer.content.decode().split()


def test_loading_a_file_goes_through_the_gate(live: Questionnaire, tmp_path: Any) -> None:
    file = tmp_path / "calm.json"
    file.write_text(factory.codec.canonical(drafts.without_emergency()))
    with pytest.raises(CommandError, match="Nobody can sign this off"):
        call_command("load_questionnaire", str(file), "--replace")
    assert_unchanged_for_clients(live)
    assert stored(live).get_latest_revision_as_object().definition() == factory.small_definition()


def test_a_translation_shares_the_cases_and_is_proved_itself(live: Questionnaire) -> None:
    german = Locale.objects.create(language_code="de")
    translation = stored(live).copy_for_translation(german)
    translation.save()
    assert not translation.live
    calm = drafts.without_emergency() | {"language": "de"}
    with pytest.raises(gate.PublishRefusedError, match="Case “bladder”"):
        drafts.write(translation, calm).publish()
    assert not stored(translation).live
    drafts.write(translation, factory.small(language="de")).publish()
    assert stored(translation).live


# --- what this site lacks --------------------------------------------------------------------


def codes(questionnaire: Questionnaire) -> dict[str, str]:
    return {row.code: row.level for row in problem_rows(questionnaire)}


@pytest.mark.parametrize("way", ["one", "several"])
def test_cases_that_a_translation_shares_outlive_a_questionnaire(
    live: Questionnaire, way: str
) -> None:
    french = live.copy_for_translation(Locale.objects.create(language_code="fr"))
    french.save()
    drafts.case(french, "bladder-fr", **URGENT)
    if way == "one":
        french.delete()
    else:
        Questionnaire.objects.filter(pk=french.pk).delete()
    assert {row.name for row in prove(stored(live)).cases} == {"mild", "bladder", "bladder-fr"}


def test_cases_go_with_the_last_questionnaire_that_is_held_to_them() -> None:
    alone = factory.draft()
    alone.save()
    french = alone.copy_for_translation(Locale.objects.create(language_code="fr"))
    french.save()
    drafts.case(alone)
    Questionnaire.objects.all().delete()
    assert not WorkedCase.objects.exists()
    assert not hasattr(Questionnaire.objects, "delete")


def test_a_site_without_any_article_is_told_so_and_may_publish(live: Questionnaire) -> None:
    assert codes(live)["no_articles"] == "warning"
    assert prove(live).is_ready


def test_an_article_that_self_help_leads_to_must_be_readable(live: Questionnaire) -> None:
    factory.article("piriformis-syndrome")
    hidden = factory.article("iliopsoas-syndrome", live=False)
    refusal = "Iliopsoas syndrome.*“iliopsoas-syndrome”, which nobody can read"
    with pytest.raises(gate.PublishRefusedError, match=refusal):
        drafts.write(live, drafts.LONGER).publish()
    assert_unchanged_for_clients(live)
    hidden.save_revision().publish()
    drafts.write(live, drafts.LONGER).publish()
    assert live.versions.count() == 2


def test_an_article_in_another_language_is_no_article(live: Questionnaire) -> None:
    factory.article("piriformis-syndrome")
    factory.article("iliopsoas-syndrome")
    german = Locale.objects.create(language_code="de")
    translation = stored(live).copy_for_translation(german)
    translation.save()
    assert codes(live).get("article_missing") is None
    assert codes(translation)["article_missing"] == "error"


def test_no_article_is_wanted_where_nobody_is_sent_to_one(live: Questionnaire) -> None:
    factory.article("piriformis-syndrome")
    draft = drafts.write(live, drafts.NO_SELF_HELP).as_object()
    assert "article_missing" not in codes(draft)


def test_a_problem_is_named_by_its_words_and_leads_to_its_block(live: Questionnaire) -> None:
    skippable = factory.small()
    skippable["steps"][0]["questions"][0]["required"] = False
    draft = drafts.write(live, skippable).as_object()
    (row,) = [row for row in problem_rows(draft) if row.code == "red_flag_optional"]
    question = draft.steps[0].value["questions"][0]
    assert (row.place, row.anchor) == ("“Warning signs”", f"block-{question.id}-section")
    assert row.is_error


# --- two at once -----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_publish_that_fails_late_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    live = factory.published().questionnaire
    revision = drafts.write(live, drafts.LONGER)

    def fall_over(**kwargs: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(gate, "freeze_version", fall_over)
    with pytest.raises(OSError, match="disk"):
        revision.publish()
    assert_unchanged_for_clients(live)
    assert stored(live).has_unpublished_changes
    assert not connections["default"].in_atomic_block


def test_a_draft_that_cannot_be_read_is_refused_with_a_sentence(live: Questionnaire) -> None:
    draft = stored(live)
    draft.rules = (
        '[{"type": "rule", "value": {"route": "nowhere", "when": {"match": "all", "parts": []}}}]'
    )
    proof = prove(draft)
    assert not proof.readable
    assert proof.blocks_publishing
    with pytest.raises(ValidationError):
        draft.save_revision().publish()
    assert_unchanged_for_clients(live)


def test_loading_twice_makes_one_version(live: Questionnaire) -> None:
    actions.load_questionnaire(definition=factory.small(), replace=True)
    assert_unchanged_for_clients(live)
