"""Writing a questionnaire in the admin: keys, drafts, refusals, preview."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from wagtail.test.utils.form_data import streamfield

from intake.actions import load_questionnaire
from intake.models import Questionnaire, QuestionnaireVersion
from tests.factories import intake as factory
from tests.intake.editor import Editor, blank, editor_data, editor_url, refreshed, words

pytestmark = pytest.mark.django_db

QUESTION = "steps-0-value-questions-0-value"
FIRST_OPTION = f"{QUESTION}-options-0-value"


def option_step(*texts: str, text: str = "How is it?", key: str = "") -> dict[str, Any]:
    options = {
        "count": str(len(texts)),
        **{
            str(i): {
                "order": str(i),
                "deleted": "",
                "id": "",
                "value": {"text": words, "points": "", "flag": "", "hint": "", "group": "",
                          "key": ""},
            }
            for i, words in enumerate(texts)
        },
    }  # fmt: skip
    question = {
        "text": text, "hint": "", "why": "", "error": "", "short": "", "key": key,
        "required": "on", "options": options,
        "show_if": {"match": "all", "parts": {"count": "0"}},
    }  # fmt: skip
    step = {
        "title": "First step", "intro": "", "ask_at_most": "", "exit_at": "emergency_now",
        "key": "", "questions": streamfield([("single_choice", question)]),
    }  # fmt: skip
    return streamfield([("step", step)])


# --- keys ------------------------------------------------------------------------------------


def test_keys_are_made_once_from_the_first_words(editor: Editor) -> None:
    editor.create(blank(steps=option_step("Much better", "Much worse")))
    made = Questionnaire.objects.get(key="new").definition()
    assert made.steps[0].key == "first_step"
    assert [q.key for q in made.questions] == ["how_is_it"]
    assert [o.key for o in made.questions[0].options] == ["much_better", "much_worse"]


def test_a_key_never_follows_later_edits(editor: Editor, live: Questionnaire) -> None:
    changed = {
        f"{QUESTION}-text": "Quite other words?",
        f"{FIRST_OPTION}-text": "Other words too",
        "steps-0-value-title": "Another title",
    }
    response = editor.edit(live.pk, editor_data(live, **changed), "publish")
    assert response.status_code == 302
    definition = refreshed(live).definition()
    assert definition.steps[0].key == "safety"
    asked = definition.question("red_flags")
    assert asked is not None
    assert asked.text == "Quite other words?"
    assert asked.options[0].key == "bladder"
    assert asked.options[0].text == "Other words too"


def test_words_without_latin_letters_get_a_key_as_well(editor: Editor) -> None:
    editor.create(blank(steps=option_step("良くなった", "悪くなった", text="どうですか?")))
    question = Questionnaire.objects.get(key="new").definition().questions[0]
    keys = [question.key, *(option.key for option in question.options)]
    assert len(set(keys)) == 3
    assert all(key.isascii() and key for key in keys)


@pytest.mark.parametrize("typed", ["with space", "slash/ed", "ümlaut", "q?a", "dot.ted"])
def test_a_key_that_cannot_be_an_address_is_refused_with_a_sentence(
    editor: Editor, typed: str
) -> None:
    response = editor.create(blank(steps=option_step("Yes", "No", key=typed)))
    assert response.status_code == 200
    assert "letters, digits, hyphens and underscores" in response.content.decode()
    assert not Questionnaire.objects.exists()


# --- publishing from the editor --------------------------------------------------------------


def test_a_new_questionnaire_is_published_from_the_editor(editor: Editor, owner: User) -> None:
    data = editor_data(factory.draft())
    response = editor.create(data, "publish")
    assert response.status_code == 302, words(response)
    version = QuestionnaireVersion.objects.get()
    assert (version.number, version.key, version.published_by) == (1, factory.KEY, owner)
    assert version.definition == factory.small_definition()


def test_publishing_unchanged_content_makes_no_new_version(
    editor: Editor, live: Questionnaire
) -> None:
    before = live.versions.get()
    assert editor.edit(live.pk, editor_data(live), "publish").status_code == 302
    assert live.versions.get() == before
    assert refreshed(live).definition() == factory.small_definition()


def test_the_default_questionnaire_survives_the_editor_unchanged(editor: Editor) -> None:
    questionnaire, _ = load_questionnaire(definition=factory.default())
    data = editor_data(questionnaire)
    response = editor.edit(questionnaire.pk, data, "publish")
    assert response.status_code == 302, words(response)
    assert questionnaire.versions.count() == 1


def test_a_draft_may_be_half_finished(editor: Editor) -> None:
    response = editor.create(blank(steps=option_step("", text="")))
    assert response.status_code == 302, words(response)
    questionnaire = Questionnaire.objects.get(key="new")
    assert not questionnaire.live
    assert not QuestionnaireVersion.objects.exists()


def test_a_draft_of_a_live_questionnaire_changes_nothing_for_clients(
    editor: Editor, live: Questionnaire
) -> None:
    data = editor_data(live, **{f"{QUESTION}-text": "Draft words"})
    assert editor.edit(live.pk, data).status_code == 302
    assert refreshed(live).has_unpublished_changes
    assert live.versions.count() == 1
    asked = refreshed(live).definition().question("red_flags")
    assert asked
    assert asked.text == "Do you have any of these?"


def test_a_definition_with_errors_is_refused_with_sentences_and_everything_typed_kept(
    editor: Editor, live: Questionnaire
) -> None:
    changed = {
        f"{QUESTION}-text": "Words I just typed",
        f"{FIRST_OPTION}-points": "piriformis-syndrome 2, care -1",
        "steps-1-value-questions-0-value-key": "red_flags",
    }
    response = editor.edit(live.pk, editor_data(live, **changed), "publish")
    assert response.status_code == 200
    said = words(response)
    assert "The key “red_flags” is used 2 times. Give each its own." in said
    source = response.content.decode()
    for typed in ("Words I just typed", "piriformis-syndrome 2, care -1"):
        assert typed in source
    assert live.versions.count() == 1


def test_points_that_cannot_be_read_are_answered_with_an_example(
    editor: Editor, live: Questionnaire
) -> None:
    for typed in ("lots", "piriformis two", "care " + "9" * 6000, "care 1.5"):
        data = editor_data(live, **{f"{FIRST_OPTION}-points": typed})
        response = editor.edit(live.pk, data, "publish")
        assert response.status_code == 200
        assert "as a key and a whole number" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("red_flag_rules-0-value-when-parts-0-value-question", "nowhere"),
        ("rules-0-value-when-parts-0-value-total", "nothing"),
        (f"{FIRST_OPTION}-points", "unknown_total 3"),
    ],
)
def test_a_reference_to_nothing_is_refused(
    editor: Editor, live: Questionnaire, name: str, typed: str
) -> None:
    data = editor_data(live)
    assert name in data
    response = editor.edit(live.pk, data | {name: typed}, "publish")
    assert response.status_code == 200
    assert typed.split()[0] in words(response)
    assert live.versions.count() == 1


def test_a_range_without_an_end_is_answered_at_its_place(
    editor: Editor, live: Questionnaire
) -> None:
    data = editor_data(live, **{"rules-0-value-when-parts-0-value-at_least": ""})
    response = editor.edit(live.pk, data, "publish")
    assert response.status_code == 200
    assert "Enter at least one of the two numbers" in response.content.decode()


def test_the_key_of_a_published_questionnaire_can_be_read_and_not_changed(
    editor: Editor, live: Questionnaire
) -> None:
    form = BeautifulSoup(editor.client.get(editor_url("edit", live.pk)).content, "html.parser")
    assert form.find("input", {"name": "key"}).has_attr("readonly")
    for action in ("", "publish"):
        response = editor.edit(live.pk, editor_data(live, key="renamed"), action)
        assert "The key stays “small”" in words(response)
    assert refreshed(live).get_latest_revision_as_object().key == factory.KEY
    new = BeautifulSoup(editor.client.get(editor_url("add")).content, "html.parser")
    assert not new.find("input", {"name": "key"}).has_attr("readonly")


def test_a_key_is_unique_within_a_language(editor: Editor, live: Questionnaire) -> None:
    for action in ("publish", ""):
        response = editor.create(editor_data(factory.draft()), action)
        assert response.status_code == 200
        assert "Choose another key" in words(response)
    assert Questionnaire.objects.count() == 1
    assert editor.edit(live.pk, editor_data(live)).status_code == 302


def test_a_used_questionnaire_cannot_be_deleted_in_the_admin(
    editor: Editor, live: Questionnaire
) -> None:
    factory.started()
    bulk = f"/admin/bulk/intake/questionnaire/delete/?id={live.pk}"
    for url in (editor_url("delete", live.pk), bulk):
        for response in (editor.client.get(url, follow=True), editor.client.post(url, follow=True)):
            assert "Unpublish it instead" in words(response)
    assert Questionnaire.objects.filter(pk=live.pk).exists()


def test_a_draft_nobody_was_asked_can_be_deleted(editor: Editor) -> None:
    editor.create(blank())
    questionnaire = Questionnaire.objects.get(key="new")
    assert editor.client.post(editor_url("delete", questionnaire.pk)).status_code == 302
    assert not Questionnaire.objects.exists()


# --- preview ---------------------------------------------------------------------------------


def test_the_preview_shows_every_question_of_the_draft(editor: Editor, live: Questionnaire) -> None:
    data = editor_data(live, **{f"{QUESTION}-text": "Draft words"})
    response = editor.preview(data, live.pk)
    assert response.status_code == 200
    said = words(response)
    for text in ("Draft words", "Does a deep lunge pull in the groin?", "What work do you do?"):
        assert text in said


def test_the_preview_of_a_new_questionnaire_says_where_to_begin(editor: Editor) -> None:
    response = editor.preview(blank())
    assert "Add a step with a question to see it here." in words(response)


HALF_FINISHED: list[dict[str, Any]] = [
    {"steps": option_step("", text="")},
    {"steps": option_step(text="")},
    {"rules": streamfield([("rule", {
        "reason": "", "route": "", "service": "", "review_after_days": "", "key": "",
        "when": {"match": "all", "parts": {"count": "0"}}})])},
    {"red_flag_rules": streamfield([("rule", {
        "reason": "", "urgency": "", "key": "", "when": {"match": "none", "parts": streamfield(
            [("answered", {"question": ""})])}})])},
    {"point_rules": streamfield([("rule", {
        "reason": "", "points": "", "key": "", "when": {"match": "any", "parts": streamfield([
            ("includes", {"question": "", "options": "", "count": ""}),
            ("number", {"question": "", "at_least": "", "below": ""}),
            ("total", {"total": "", "at_least": "", "below": ""}),
            ("leading", {"causes": "", "within": ""}),
            ("group", {"match": "all", "parts": {"count": "0"}}),
        ])}})])},
    {"self_help_needs": streamfield([("need", {"questions": ""})])},
    {"totals": streamfield([("total", {"title": "", "kind": "", "key": ""})])},
]  # fmt: skip


@pytest.mark.parametrize("typed", HALF_FINISHED)
def test_a_half_finished_draft_can_be_saved_previewed_and_opened_again(
    editor: Editor, typed: dict[str, Any]
) -> None:
    data = blank(**typed)
    assert editor.preview(data).status_code == 200
    assert editor.create(data).status_code == 302
    questionnaire = Questionnaire.objects.get(key="new")
    assert editor.client.get(editor_url("edit", questionnaire.pk)).status_code == 200
    assert editor.preview(data, questionnaire.pk).status_code == 200


def test_a_draft_with_one_unfinished_condition_still_previews_its_questions(
    editor: Editor, live: Questionnaire
) -> None:
    data = editor_data(live, **{"rules-0-value-when-parts-0-value-total": ""})
    assert "Where does it hurt?" in words(editor.preview(data, live.pk))


def test_the_preview_changes_nothing(editor: Editor, live: Questionnaire, no_writes: Any) -> None:
    editor.preview(editor_data(live), live.pk)
    url = editor_url("preview_on_edit", live.pk)
    with no_writes():
        editor.client.get(f"{url}?in_preview_panel=true&mode=")
    assert live.versions.count() == 1
