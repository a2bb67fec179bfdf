"""What the editor's controls send and read, and the problems shown above the form."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.test.utils.form_data import streamfield

import intake
from intake.admin.editor import WORDS
from intake.models import Questionnaire
from tests.factories import intake as factory
from tests.intake.editor import Editor, blank, editor_data, editor_url, refreshed, words

pytestmark = pytest.mark.django_db

FIRST_OPTION = "steps-0-value-questions-0-value-options-0-value"
SCRIPTS = Path(intake.__file__).parent / "static" / "intake" / "js" / "editor"
SAID = re.compile(r'\bsay\((?:[^()"]*\? )?"(\w+)"(?: : "(\w+)")?')


def test_points_may_come_as_text_or_as_json(editor: Editor, live: Questionnaire) -> None:
    for typed in ("care 2, piriformis-syndrome -1", '{"care": 2, "piriformis-syndrome": -1}'):
        data = editor_data(live, **{f"{FIRST_OPTION}-points": typed})
        assert editor.edit(live.pk, data).status_code == 302
        draft = refreshed(live).get_latest_revision_as_object().definition()
        assert dict(draft.questions[0].options[0].points) == {
            "care": 2,
            "piriformis-syndrome": -1,
        }


@pytest.mark.parametrize("typed", ['{"care": "lots"}', '{"care": 1.5}', "{care", '{"a b": 1}'])
def test_json_that_holds_no_points_is_answered_with_an_example(
    editor: Editor, live: Questionnaire, typed: str
) -> None:
    data = editor_data(live, **{f"{FIRST_OPTION}-points": typed})
    response = editor.edit(live.pk, data)
    assert "as a key and a whole number" in response.content.decode()


def test_a_new_cause_gets_a_key_as_articles_have_them(editor: Editor) -> None:
    total = {"title": "Stiff upper back", "kind": "cause", "key": ""}
    editor.create(blank(totals=streamfield([("total", total)])))
    made = Questionnaire.objects.get(key="new").definition()
    assert made.totals[0].key == "stiff-upper-back"


def test_a_new_questionnaire_opens_with_its_defaults_ticked(editor: Editor) -> None:
    form = BeautifulSoup(editor.client.get(editor_url("add")).content, "html.parser")
    boxes = form.find_all("input", {"name": "second_look_person_when", "checked": True})
    assert [box["value"] for box in boxes] == ["same", "worse", "not_sure"]


@pytest.mark.parametrize(
    "part", ["steps", "totals", "point_rules", "red_flag_rules", "rules", "hazards"]
)
def test_an_empty_part_of_a_new_questionnaire_says_what_belongs_there(
    editor: Editor, part: str
) -> None:
    form = BeautifulSoup(editor.client.get(editor_url("add")).content, "html.parser")
    panel = form.select_one(f'section:has([id="{part}"])')
    assert panel
    said = panel.select_one(".help")
    assert said
    assert len(said.get_text(strip=True)) > 30


@pytest.mark.parametrize("kind", ["yes_no", "multiple_choice", "body_map"])
def test_a_new_question_starts_with_complete_answers(kind: str) -> None:
    steps = Questionnaire().steps.stream_block.child_blocks["step"]
    question = steps.child_blocks["questions"].child_blocks[kind]
    options = [dict(option) for option in question.get_default()["options"]]
    names = set(question.child_blocks["options"].child_block.child_blocks)
    assert all(set(option) == names for option in options)
    last = options[-1]
    assert last["exclusive"] or last["key"] == "not_sure"


# --- problems --------------------------------------------------------------------------------


def problems(editor: Editor, pk: int) -> BeautifulSoup:
    response = editor.client.get(f"/admin/clinic/questionnaires/{pk}/problems/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_the_problems_of_the_saved_draft_lead_to_their_blocks(
    editor: Editor, live: Questionnaire
) -> None:
    data = editor_data(live, **{"steps-1-value-questions-0-value-key": "red_flags"})
    editor.edit(live.pk, data)
    assert "is used 2 times" in words(editor.client.get(editor_url("edit", live.pk)))
    data = editor_data(live, **{"steps-0-value-questions-0-value-required": ""})
    editor.edit(live.pk, data)
    found = problems(editor, live.pk)
    link = found.find("a", string="“Warning signs”")
    draft = refreshed(live).get_latest_revision_as_object()
    block = draft.steps[0].value["questions"][0]
    assert link["href"] == f"#block-{block.id}-section"
    assert "Let it need an answer" in found.get_text()


def test_who_may_not_change_questionnaires_sees_no_problems(live: Questionnaire) -> None:
    client = Client()
    client.force_login(factory.staff())
    response = client.get(f"/admin/clinic/questionnaires/{live.pk}/problems/")
    assert response.status_code in (302, 403)


def test_the_editor_knows_the_articles_and_visits_to_pick_from(
    editor: Editor, live: Questionnaire
) -> None:
    factory.article("piriformis-syndrome", title="Piriformis syndrome")
    factory.article("gone", title="Not published", live=False)
    form = BeautifulSoup(editor.client.get(editor_url("edit", live.pk)).content, "html.parser")
    data = json.loads(form.find(id="intake-editor-data").string)
    assert data["articles"] == [["piriformis-syndrome", "Piriformis syndrome"]]
    assert set(WORDS) == set(data["words"])


def test_every_sentence_the_scripts_ask_for_exists() -> None:
    asked = set()
    for script in SCRIPTS.glob("*.js"):
        asked |= set(
            re.findall(r'\bsay\((?:[^()"]*\? )?"(\w+)"(?: : "(\w+)")?', script.read_text())
        )
    named = {name for pair in asked for name in pair if name}
    assert named
    assert named <= set(WORDS)
