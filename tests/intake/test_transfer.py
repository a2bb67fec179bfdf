"""Questionnaires as files and copies: the same content keeps the same sums."""

import json
import math
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from intake import casework, transfer
from intake.engine import codec
from intake.engine.safety import Hazard, Progress, Safety, SecondLook
from intake.engine.types import Questionnaire as Definition
from intake.models import Questionnaire, QuestionnaireVersion, WorkedCase
from tests.factories import intake as factory
from tests.intake.walker import main_text

pytestmark = pytest.mark.django_db

CASE = {
    "id": "mild-buttock",
    "note": "Two weeks of mild pain.",
    "answers": factory.SELF_HELP,
    "expect": {
        "route": "self_help",
        "urgency": "none",
        "top_cause": "piriformis-syndrome",
        "acceptable_causes": ["iliopsoas-syndrome"],
    },
}


def whole() -> Definition:
    """Return the small definition with every part that a file can hold."""
    return replace(
        factory.small_definition(),
        second_look=SecondLook(14, (Progress.WORSE,), "It is not better.", "first-visit"),
        safety=Safety("For adults.", "Not for children.", (Hazard("A sign is missed", "", "Ask"),)),
    )


def a_file(definition: Definition | None = None, **changes: Any) -> bytes:
    text = transfer.export(definition or whole())
    return json.dumps({**json.loads(text), **changes}).encode()


@pytest.fixture
def owner() -> User:
    return User.objects.create_superuser("owner")


@pytest.fixture
def editor(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def draft_of(questionnaire: Questionnaire) -> Definition:
    questionnaire.refresh_from_db()
    draft: Questionnaire = questionnaire.get_latest_revision_as_object()
    return draft.definition()


# --- the same content, the same sums ---------------------------------------------------------


def test_an_exported_questionnaire_imported_again_has_the_same_sha256(owner: User) -> None:
    package = transfer.read(a_file())
    imported = transfer.import_draft(package=package, by=owner)
    assert codec.sha256(draft_of(imported)) == codec.sha256(whole())
    assert package.is_as_stated


def test_the_shipped_questionnaire_comes_through_file_and_editor_unchanged(owner: User) -> None:
    shipped = codec.from_json(factory.default())
    imported = transfer.import_draft(package=transfer.read(a_file(shipped)), by=owner)
    assert codec.sha256(draft_of(imported)) == codec.sha256(shipped)


def test_a_copy_has_another_sha256_and_the_same_fingerprint(owner: User) -> None:
    source = factory.published().questionnaire
    copied = transfer.copy_questionnaire(source=source, key="second", title="Second", by=owner)
    original, copy = source.definition(), draft_of(copied)
    assert codec.sha256(copy) != codec.sha256(original)
    assert transfer.fingerprint(copy) == transfer.fingerprint(original)
    renamed = replace(copy, key=original.key, title=original.title)
    assert codec.sha256(renamed) == codec.sha256(original)


def test_a_fingerprint_differs_with_the_least_of_the_content() -> None:
    definition = whole()
    naming = replace(definition.naming, margin=definition.naming.margin + 1)
    assert transfer.fingerprint(replace(definition, naming=naming)) != transfer.fingerprint(
        definition
    )


def test_the_command_and_the_admin_write_the_same_definition(
    editor: Client, tmp_path: Path
) -> None:
    version = factory.published()
    printed = StringIO()
    call_command("export_questionnaire", factory.KEY, stdout=printed)
    address = reverse("intake_admin:export_version", args=[version.questionnaire_id, 1])
    downloaded = json.loads(editor.get(address).content)
    assert downloaded == json.loads(printed.getvalue())


def test_what_the_command_exports_it_loads_again_with_every_part(tmp_path: Path) -> None:
    factory.published(json.loads(transfer.export(whole())))
    printed = StringIO()
    call_command("export_questionnaire", factory.KEY, stdout=printed)
    before = json.loads(printed.getvalue())
    path = tmp_path / "questionnaire.json"
    path.write_text(json.dumps({**before, "title": "Another title"}))
    call_command("load_questionnaire", str(path), "--replace", stdout=StringIO())
    path.write_text(printed.getvalue())
    call_command("load_questionnaire", str(path), "--replace", stdout=StringIO())
    version = QuestionnaireVersion.objects.current_for_key(factory.KEY)
    assert version is not None
    assert (version.number, version.sha256) == (3, before["sha256"])
    assert version.definition == whole()


# --- out -------------------------------------------------------------------------------------


def test_a_version_is_exported_with_its_number_and_the_cases(editor: Client) -> None:
    version = factory.published()
    casework.load_cases(questionnaire=version.questionnaire, items=[CASE])
    response = editor.get(
        reverse("intake_admin:export_version", args=[version.questionnaire_id, 1])
    )
    assert response["Content-Disposition"] == 'attachment; filename="small-1.json"'
    data = json.loads(response.content)
    assert (data["version"], data["sha256"]) == (1, version.sha256)
    assert [case["id"] for case in data["cases"]] == ["mild-buttock"]


def test_the_draft_is_exported_as_it_is_written_now(editor: Client) -> None:
    questionnaire = factory.published().questionnaire
    questionnaire.title = "Another name"
    questionnaire.save_revision()
    data = json.loads(editor.get(reverse("intake_admin:export", args=[questionnaire.pk])).content)
    assert data["title"] == "Another name"
    assert "version" not in data


# --- in --------------------------------------------------------------------------------------


def test_importing_makes_a_draft_that_clients_do_not_see(owner: User) -> None:
    imported = transfer.import_draft(package=transfer.read(a_file(cases=[CASE])), by=owner)
    assert not imported.live
    assert imported.has_unpublished_changes
    assert not QuestionnaireVersion.objects.of(imported)
    case = WorkedCase.objects.get()
    assert (case.name, case.acceptable_causes) == ("mild-buttock", ["iliopsoas-syndrome"])
    assert ModelLogEntry.objects.filter(action="wagtail.create", user=owner).exists()


def test_importing_over_a_published_one_changes_its_draft_alone(owner: User) -> None:
    published = factory.published()
    casework.load_cases(questionnaire=published.questionnaire, items=[CASE])
    other = {**CASE, "note": "Somebody else wrote this."}
    transfer.import_draft(package=transfer.read(a_file(cases=[other])), by=owner)
    questionnaire = Questionnaire.objects.get()
    assert questionnaire.live
    assert codec.sha256(questionnaire.definition()) == published.sha256
    assert draft_of(questionnaire) == whole()
    assert WorkedCase.objects.get().story == "Two weeks of mild pain."


def test_a_locked_questionnaire_is_not_imported_over(owner: User) -> None:
    questionnaire = factory.published().questionnaire
    questionnaire.locked, questionnaire.locked_by = True, factory.staff()
    questionnaire.save(update_fields=["locked", "locked_by"])
    with pytest.raises(ValidationError, match="locked or in moderation"):
        transfer.import_draft(package=transfer.read(a_file()), by=owner)


def test_nothing_is_written_when_something_is_refused(owner: User) -> None:
    package = transfer.read(a_file(replace(whole(), title="x" * 200)))
    with pytest.raises(ValidationError):
        transfer.import_draft(package=package, by=owner)
    assert not Questionnaire.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "this is no JSON"),
        (b"\xff\xfe", "this is no JSON"),
        (b"[1, 2]", "Check the file"),
        (b"{}", "Check the file"),
        (b"[" * 100_000, "this is no JSON"),
        (b'{"schema_version": 99}', "schema_version is 99"),
        (b" " * (transfer.LARGEST_FILE + 1), "Choose a smaller file"),
    ],
)
def test_what_is_no_questionnaire_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(transfer.TransferError, match=said):
        transfer.read(content)


@pytest.mark.parametrize("cases", [5, ["x"], [{"id": "a"}], [{**CASE, "expect": {}}], "abc"])
def test_cases_that_are_none_are_refused(cases: Any) -> None:
    with pytest.raises(transfer.TransferError):
        transfer.read(a_file(cases=cases))


@pytest.mark.parametrize("text", ["\0", "\ud800", math.nan])
@pytest.mark.parametrize("place", ["answers", "note"])
def test_what_no_database_can_keep_is_refused_before_anything_is_written(
    place: str, text: Any
) -> None:
    case = {**CASE, place: {"pain_regions": text} if place == "answers" else text}
    with pytest.raises(transfer.TransferError, match="this is no JSON"):
        transfer.read(a_file(cases=[case]))


def test_a_backslash_before_u0000_is_text_like_any_other() -> None:
    assert transfer.read(a_file(cases=[{**CASE, "note": r"Not a zero: \u0000"}])).cases


def test_a_case_that_is_too_long_to_store_is_refused_with_a_sentence() -> None:
    expect = {**CASE["expect"], "top_cause": "x" * 61}
    with pytest.raises(transfer.TransferError, match=r"“mild-buttock”: .*at most 60 characters"):
        transfer.read(a_file(cases=[{**CASE, "expect": expect}]))


def test_a_language_the_site_does_not_have_is_refused(owner: User) -> None:
    package = transfer.read(a_file(replace(whole(), language="fr")))
    with pytest.raises(transfer.TransferError, match="Add the language “fr”"):
        transfer.import_draft(package=package, by=owner)


def test_a_file_changed_after_its_export_is_recognized() -> None:
    assert not transfer.read(a_file(title="Changed by hand")).is_as_stated
    assert transfer.read(a_file(sha256="", title="By hand")).is_as_stated


# --- the pages -------------------------------------------------------------------------------


def upload(client: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("questionnaire.json", content, "application/json")
    return client.post(reverse("intake_import"), {"file": file})


def test_the_page_shows_what_would_change_before_anything_is_written(
    editor: Client, no_writes: Any
) -> None:
    factory.published()
    with no_writes():
        response = upload(editor, a_file(cases=[CASE]))
    words = main_text(response)
    assert "The draft of “Small check” would change as follows" in words
    assert "1 in the file, one of them is new here" in words
    assert transfer.fingerprint(whole()) in words


def test_confirming_writes_the_draft_and_opens_the_editor(editor: Client) -> None:
    content = a_file().decode()
    response = editor.post(reverse("intake_import"), {"content": content})
    questionnaire = Questionnaire.objects.get()
    assert response.status_code == 302
    assert str(questionnaire.pk) in response["Location"]
    assert draft_of(questionnaire) == whole()


def test_a_refused_file_is_a_page_with_a_sentence(editor: Client) -> None:
    words = main_text(upload(editor, b"not json"))
    assert "this is no JSON" in words
    words = main_text(editor.post(reverse("intake_import")))
    assert "Choose a file first." in words


def test_what_the_editor_could_not_keep_is_refused_with_its_place(editor: Client) -> None:
    content = a_file(replace(whole(), title="x" * 200)).decode()
    response = editor.post(reverse("intake_import"), {"content": content})
    assert "Title: " in main_text(response)
    assert not Questionnaire.objects.exists()


def test_who_may_only_change_cannot_bring_in_a_new_one() -> None:
    client = Client()
    client.force_login(factory.staff("intake.change_questionnaire"))
    assert client.get(reverse("intake_import")).status_code == 200
    assert upload(client, a_file()).status_code in (302, 403)
    assert not Questionnaire.objects.exists()


def test_the_list_leads_to_the_import_for_those_who_may_add(editor: Client) -> None:
    listing = reverse(Questionnaire.snippet_viewset.get_url_name("list"))
    assert reverse("intake_import") in editor.get(listing).content.decode()
    reader = Client()
    reader.force_login(factory.staff("intake.change_questionnaire"))
    assert reverse("intake_import") not in reader.get(listing).content.decode()


def test_copying_asks_for_a_name_and_opens_the_copy(editor: Client) -> None:
    source = factory.published().questionnaire
    casework.load_cases(questionnaire=source, items=[CASE])
    address = reverse("intake_admin:copy", args=[source.pk])
    page = editor.get(address)
    assert transfer.fingerprint(source.definition()) in main_text(page)
    assert 'value="small-copy"' in page.content.decode()
    response = editor.post(address, {"title": "Second check", "key": "second"})
    copied = Questionnaire.objects.get(key="second")
    assert response.status_code == 302
    assert not copied.live
    assert [case.name for case in copied.cases.all()] == ["mild-buttock"]
    assert source.cases.count() == 1


def test_a_copy_cannot_take_a_key_that_is_taken(editor: Client) -> None:
    source = factory.published().questionnaire
    address = reverse("intake_admin:copy", args=[source.pk])
    response = editor.post(address, {"title": "Second check", "key": factory.KEY})
    assert response.status_code == 200
    assert Questionnaire.objects.count() == 1
    assert "already" in main_text(response)


def test_a_half_finished_draft_can_be_copied(editor: Client) -> None:
    source = factory.published().questionnaire
    rules = [{"type": "rule", "value": {"reason": "Open", "route": "booking"}}]
    source.rules = json.dumps(rules)
    source.save_revision(clean=False)
    address = reverse("intake_admin:copy", args=[source.pk])
    response = editor.post(address, {"title": "Second check", "key": "second"})
    assert response.status_code == 302
    copied = Questionnaire.objects.get(key="second").get_latest_revision_as_object()
    assert copied.rules[0].value["reason"] == "Open"
