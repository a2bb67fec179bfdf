"""The scoring sheet: points and red flags of a whole draft in one form, saved cell by cell."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from intake.engine.types import Urgency
from intake.models import Questionnaire
from intake.score_cells import Place
from tests.factories import intake as factory
from tests.intake.sheet import (
    COMBINATION,
    FEVER,
    LUNGE,
    SITTING,
    WEEKS,
    Sheet,
    change_draft,
    draft_of,
    fresh,
    points,
    shown,
    soup,
    words,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(db: None) -> Questionnaire:
    return fresh(factory.published().questionnaire)


@pytest.fixture
def anna(db: None) -> User:
    return factory.staff("intake.change_questionnaire")


@pytest.fixture
def sheet(live: Questionnaire, anna: User) -> Sheet:
    return Sheet(live, anna)


# --- reading ---------------------------------------------------------------------------------


def test_every_answer_number_range_and_combination_has_a_row(sheet: Sheet) -> None:
    response = sheet.open()
    rows = [row.get_text(" ", strip=True) for row in soup(response).select("tbody th[scope=row]")]
    assert "Yes, soon" in rows
    assert "≥ 12" in rows
    combination = next(row for row in rows if "Groin pain that has lasted" in row)
    assert "When “Where it hurts” includes “Groin”" in combination
    assert shown(response, SITTING) == "2"
    assert shown(response, Place("sitting", "same", "piriformis-syndrome")) == "-1"


def test_every_cell_is_named_by_question_answer_and_column(sheet: Sheet) -> None:
    page = soup(sheet.open())
    for place, name in (
        (SITTING, "Sitting Yes, soon Piriformis syndrome"),
        (FEVER, "Warning signs Fever with the pain Red flag"),
        (COMBINATION, "Points for combinations of answers Groin pain that has lasted. "
                      "Iliopsoas syndrome"),
    ):  # fmt: skip
        labels = page.find(attrs={"name": place.name})["aria-labelledby"].split()
        assert " ".join(page.find(id=label).get_text(strip=True) for label in labels) == name


def test_the_last_row_says_the_most_a_client_can_collect(sheet: Sheet) -> None:
    sums = [cell.get_text() for cell in soup(sheet.open()).select("[data-sum]")]
    # Buttock 3 + sitting 2; groin 3 + lunge 2 + combination 1; weeks 2 + strength 2 + night 1.
    assert sums == ["5", "6", "5"]


def test_a_total_that_was_removed_keeps_its_column_while_points_name_it(
    sheet: Sheet, live: Questionnaire
) -> None:
    draft = draft_of(live)
    draft.steps.raw_data[4]["value"]["questions"][0]["value"]["options"][0]["value"]["points"] = {
        "gone": 4
    }
    draft.save_revision(clean=False)
    assert "gone" in words(sheet.open())
    gone = Place("sitting", "worse", "gone")
    sheet.save({gone: ""})
    assert "gone" not in words(sheet.open())


def test_answers_that_share_a_key_are_shown_and_not_changed(
    sheet: Sheet, live: Questionnaire
) -> None:
    draft = draft_of(live)
    options = draft.steps.raw_data[4]["value"]["questions"][0]["value"]["options"]
    options[1]["value"]["key"] = "worse"
    draft.save_revision(clean=False)
    response = sheet.open()
    assert "Give it a key of its own in the editor" in words(response)
    assert SITTING.name not in sheet.data
    assert "no longer in the draft" in words(sheet.save({SITTING: "5"}))


def test_an_empty_questionnaire_says_what_will_stand_here(anna: User) -> None:
    empty = Questionnaire.objects.create(key="new", title="New", live=False)
    response = Client()
    response.force_login(anna)
    page = response.get(reverse("intake_admin:scores", args=[empty.pk]))
    assert "Write the first question in the editor" in words(page)


def test_opening_the_sheet_writes_nothing(sheet: Sheet, no_writes: Callable[[], Any]) -> None:
    sheet.open()
    with no_writes():
        sheet.open()


def test_the_sheet_asks_as_many_questions_of_the_database_for_30_as_for_3(anna: User) -> None:
    counts = []
    for number in (3, 30):
        questionnaire = factory.published(wide(f"wide-{number}", number, 6)).questionnaire
        sheet = Sheet(questionnaire, anna)
        sheet.open()
        with CaptureQueriesContext(connection) as opened:
            sheet.open()
        with CaptureQueriesContext(connection) as saved:
            sheet.save({Place("q0", "o0", "care"): "5"})
        counts.append((len(opened), len(saved)))
    assert counts[0] == counts[1]


def wide(key: str, questions: int, options: int) -> dict[str, Any]:
    """A questionnaire with many answers."""
    step = {
        "key": "all",
        "title": "All",
        "questions": [
            {
                "key": f"q{i}",
                "kind": "single_choice",
                "text": f"Question {i}?",
                "options": [
                    {"key": f"o{j}", "text": f"Answer {j}", "points": {"care": j}}
                    for j in range(options)
                ],
            }
            for i in range(questions)
        ],
    }
    steps = [*factory.small()["steps"], step]
    return factory.small(key=key, steps=steps, limits={"longest_path": 99, "before_emergency": 9})


# --- saving ----------------------------------------------------------------------------------


def test_changed_cells_are_saved_to_the_draft_and_said_in_words(
    sheet: Sheet, live: Questionnaire
) -> None:
    sheet.open()
    response = sheet.save({SITTING: "3", WEEKS: "", COMBINATION: "−2", FEVER: "emergency_now"})
    assert response.status_code == 302
    page = words(sheet.client.get(response["Location"]))
    for said in (
        "4 changes are saved in the draft",
        "“Sitting”, “Yes, soon”: Piriformis syndrome 2 → 3",
        "“How long”, “≥ 12”: Need for hands-on care 2 → 0",
        "“Groin pain that has lasted.”: Iliopsoas syndrome 1 → −2",
        "“Warning signs”, “Fever with the pain”: red flag "
        "Medical care the same day → Emergency, now",
    ):
        assert said in page
    assert points(live, SITTING) == 3
    assert points(live, WEEKS) == 0
    assert points(live, COMBINATION) == -2
    assert points(live, FEVER) == Urgency.EMERGENCY_NOW


def test_nothing_is_published_and_the_frozen_version_stays(
    sheet: Sheet, live: Questionnaire
) -> None:
    before = live.versions.get()
    sheet.open()
    sheet.save({SITTING: "9"})
    now = fresh(live)
    assert now.has_unpublished_changes
    assert now.live_revision_id == live.live_revision_id
    assert now.definition() == factory.small_definition()
    assert now.versions.get().sha256 == before.sha256


def test_everything_but_the_changed_cell_stays_byte_for_byte(
    sheet: Sheet, live: Questionnaire
) -> None:
    before = draft_of(live).save_revision().content
    sheet.open()
    sheet.save({SITTING: "7"})
    after = fresh(live).latest_revision.content
    of_the_row = {"latest_revision", "live_revision", "live", "has_unpublished_changes",
                  "first_published_at", "last_published_at"}  # fmt: skip
    changed = {name for name in after if after[name] != before[name]}
    assert changed - of_the_row == {"steps"}
    steps = json.loads(before["steps"])
    steps[4]["value"]["questions"][0]["value"]["options"][0]["value"]["points"] = {
        "piriformis-syndrome": 7
    }
    assert after["steps"] == json.dumps(steps)


def test_a_save_is_logged_with_who_made_it(sheet: Sheet, live: Questionnaire, anna: User) -> None:
    sheet.open()
    sheet.save({SITTING: "7"})
    entry = ModelLogEntry.objects.filter(action="wagtail.edit").latest("pk")
    assert entry.user == anna
    assert entry.content_changed
    assert entry.revision_id == fresh(live).latest_revision_id
    assert fresh(live).latest_revision.user == anna


def test_a_sheet_sent_unchanged_makes_no_revision(sheet: Sheet, live: Questionnaire) -> None:
    sheet.open()
    response = sheet.save({})
    assert "Nothing was changed." in words(sheet.client.get(response["Location"]))
    assert fresh(live).latest_revision_id == live.latest_revision_id


def test_only_what_changed_needs_to_be_sent(
    sheet: Sheet, live: Questionnaire, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    sheet.open()
    assert sheet.save({SITTING: "4"}, whole=False).status_code == 302
    assert points(live, SITTING) == 4
    assert points(live, LUNGE) == 2


def test_a_save_can_be_undone_and_done_again(sheet: Sheet, live: Questionnaire) -> None:
    before = draft_of(live).definition()
    sheet.open()
    page = sheet.client.get(sheet.save({SITTING: "", FEVER: ""})["Location"])
    after = draft_of(live).definition()
    assert after != before
    for expected in (before, after):
        undo = soup(page).select_one("button[name=undo]")["value"]
        page = sheet.client.get(sheet.client.post(sheet.url, {"undo": undo})["Location"])
        assert draft_of(live).definition() == expected


def test_an_old_save_is_not_undone_after_somebody_else_went_on(
    sheet: Sheet, live: Questionnaire
) -> None:
    sheet.open()
    sheet.save({SITTING: "5"})
    mine = fresh(live).latest_revision_id
    change_draft(live, LUNGE, 2, 6, by=factory.staff())
    response = sheet.client.post(sheet.url, {"undo": str(mine)}, follow=True)
    assert "Nothing was changed." in words(response)
    assert points(live, SITTING) == 5
    assert "saved in the draft" not in words(sheet.client.get(f"{sheet.url}?saved={mine}"))


def test_a_draft_that_was_never_live_is_saved_as_well(sheet: Sheet, anna: User) -> None:
    draft = factory.draft(factory.small(key="unborn"))
    draft.save()
    other = Sheet(draft, anna)
    other.open()
    assert other.save({SITTING: "6"}).status_code == 302
    assert points(draft, SITTING) == 6
    assert not fresh(draft).live
    assert not draft.versions.exists()


def test_an_unfinished_draft_can_be_saved(sheet: Sheet, live: Questionnaire) -> None:
    draft = draft_of(live)
    draft.steps.raw_data[0]["value"]["questions"][0]["value"]["text"] = ""
    draft.point_rules.raw_data[0]["value"]["when"] = {"match": "all", "parts": []}
    draft.title = ""
    draft.save_revision(clean=False)
    sheet.open()
    assert sheet.save({SITTING: "6"}).status_code == 302
