"""The scoring sheet: points and red flags of a whole draft in one form, saved cell by cell."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    ModelLogEntry,
    Workflow,
    WorkflowContentType,
    WorkflowTask,
)

from intake.engine.types import Urgency
from intake.models import Questionnaire
from intake.score_cells import Place, points_from_text
from intake.scoresheet import Edit, LockedError, save_scores, undo_scores
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db

SITTING = Place("sitting", "worse", "piriformis-syndrome")
LUNGE = Place("lunge", "pulls", "iliopsoas-syndrome")
FEVER = Place("red_flags", "fever", "")
WEEKS = Place("duration_weeks", "12..", "care")
COMBINATION = Place("", "long_and_groin", "iliopsoas-syndrome")
EDITOR = ("intake.change_questionnaire",)


@pytest.fixture
def live(db: None) -> Questionnaire:
    return fresh(factory.published().questionnaire)


@pytest.fixture
def anna(db: None) -> User:
    return factory.staff(*EDITOR)


@pytest.fixture
def sheet(live: Questionnaire, anna: User) -> "Sheet":
    return Sheet(live, anna)


class Sheet:
    """Somebody in front of the sheet, whose browser sends what it showed with a few changes."""

    def __init__(self, questionnaire: Questionnaire, user: User) -> None:
        self.url = reverse("intake_admin:scores", args=[questionnaire.pk])
        self.client = Client()
        self.client.force_login(user)
        self.data: dict[str, str] = {}

    def open(self) -> HttpResponse:
        response = self.client.get(self.url)
        self.read(response)
        return response

    def read(self, response: HttpResponse) -> None:
        """Take the form as a browser without JavaScript would send it."""
        form = soup(response).select_one("form[data-scores-form]")
        self.data = {}
        for control in form.select("input[name]"):
            self.data[control["name"]] = control.get("value", "")
        for control in form.select("select[name]"):
            chosen = control.select_one("option[selected]")
            self.data[control["name"]] = chosen["value"] if chosen else ""

    def save(self, changes: dict[Place, str], *, whole: bool = True) -> HttpResponse:
        """Send the whole form, or as the script does only what was changed."""
        typed = {place.name: text for place, text in changes.items()}
        kept = {name: text for name, text in self.data.items() if not name.startswith("cell/")}
        return self.client.post(self.url, (self.data if whole else kept) | typed)


def fresh(questionnaire: Questionnaire) -> Questionnaire:
    return Questionnaire.objects.get(pk=questionnaire.pk)


def draft_of(questionnaire: Questionnaire) -> Questionnaire:
    found: Questionnaire = fresh(questionnaire).get_latest_revision_as_object()
    return found


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(response: HttpResponse) -> str:
    return " ".join(soup(response).get_text(" ").split())


def shown(response: HttpResponse, place: Place) -> str:
    control = soup(response).find(attrs={"name": place.name})
    return str(control.get("value", ""))


def points(questionnaire: Questionnaire, place: Place) -> Any:
    """Return what the draft gives at a place, as the engine reads it."""
    definition = draft_of(questionnaire).definition()
    if not place.question:
        rule = next(rule for rule in definition.point_rules if rule.key == place.answer)
        return dict(rule.points).get(place.total, 0)
    question = definition.question(place.question)
    assert question
    scored = question.option(place.answer) or question.bands[0]
    return dict(scored.points).get(place.total, 0) if place.total else scored.flag


def change_draft(questionnaire: Questionnaire, place: Place, old: Any, new: Any, by: Any) -> None:
    saved = save_scores(
        questionnaire=questionnaire,
        cells=[Edit(place, old, new)],
        base_revision_id=fresh(questionnaire).latest_revision_id,
        by=by,
    )
    assert not saved.refusals


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


# --- two people at once ----------------------------------------------------------------------


def test_changes_of_two_people_in_different_cells_merge(sheet: Sheet, live: Questionnaire) -> None:
    sheet.open()
    change_draft(live, LUNGE, 2, 5, by=factory.staff())
    assert sheet.save({SITTING: "3"}).status_code == 302
    assert (points(live, SITTING), points(live, LUNGE)) == (3, 5)


def test_a_change_in_the_editor_meanwhile_is_kept(sheet: Sheet, live: Questionnaire) -> None:
    sheet.open()
    draft = draft_of(live)
    draft.title = "A better title"
    draft.save_revision()
    sheet.save({SITTING: "3"})
    assert draft_of(live).title == "A better title"
    assert points(live, SITTING) == 3


def test_the_same_cell_changed_by_two_is_refused_and_nothing_typed_is_lost(
    sheet: Sheet, live: Questionnaire
) -> None:
    sheet.open()
    sam = factory.staff()
    sam.first_name, sam.last_name = "Sam", "Lee"
    sam.save()
    change_draft(live, SITTING, 2, 5, by=sam)
    response = sheet.save({SITTING: "3", LUNGE: "1"})
    assert response.status_code == 200
    said = words(response)
    assert (
        "“Sitting”, “Yes, soon”: Piriformis syndrome: Sam Lee changed it from 2 to 5 while you "
        "changed it to 3. Save again to put 3 in place of 5, or enter 5 to keep that." in said
    )
    assert "1 cell was not saved" in said
    assert "1 change is saved in the draft" in said
    assert shown(response, SITTING) == "3"
    assert (points(live, SITTING), points(live, LUNGE)) == (5, 1)
    sheet.read(response)
    assert sheet.save({}).status_code == 302
    assert points(live, SITTING) == 3


def test_two_people_who_enter_the_same_value_agree(sheet: Sheet, live: Questionnaire) -> None:
    sheet.open()
    change_draft(live, SITTING, 2, 5, by=factory.staff())
    assert sheet.save({SITTING: "5"}).status_code == 302


def test_an_answer_that_was_removed_meanwhile_is_named(sheet: Sheet, live: Questionnaire) -> None:
    sheet.open()
    draft = draft_of(live)
    del draft.steps.raw_data[4]["value"]["questions"][0]
    draft.save_revision(clean=False)
    response = sheet.save({SITTING: "3", LUNGE: "1"})
    assert "you entered 3, but this is no longer in the draft" in words(response)
    assert points(live, LUNGE) == 1


@pytest.mark.parametrize("seen", ["", "no json", "[]", '{"cell/sitting": {}}'])
def test_a_form_that_forgot_what_it_showed_overwrites_nothing(
    sheet: Sheet, live: Questionnaire, seen: str
) -> None:
    sheet.open()
    sheet.data["seen"] = seen
    assert sheet.save({SITTING: "3"}).status_code == 200
    assert points(live, SITTING) == 2


# --- what is typed ---------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["lots", "1.5", "10000", "-10000", "--1", "1e3", "²", "9" * 5000])
def test_a_text_that_is_no_number_is_refused_by_name_and_stays(
    sheet: Sheet, live: Questionnaire, typed: str
) -> None:
    sheet.open()
    response = sheet.save({SITTING: typed, LUNGE: "1"})
    assert response.status_code == 200
    said = words(response)
    assert "“Sitting”, “Yes, soon”: Piriformis syndrome: enter a whole number" in said
    assert shown(response, SITTING) == typed
    assert (points(live, SITTING), points(live, LUNGE)) == (2, 1)
    cell = soup(response).find(attrs={"name": SITTING.name})
    assert cell["aria-invalid"] == "true"
    assert soup(response).find(id=cell["aria-describedby"])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("", 0), (" 3 ", 3), ("+3", 3), ("-3", -3), ("−3", -3), ("007", 7), ("-0", 0),
     ("9999", 9999), ("−9999", -9999), ("00000009", 9)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(typed: str, expected: int) -> None:
    assert points_from_text(typed) == expected


def test_a_level_that_does_not_exist_is_refused(sheet: Sheet, live: Questionnaire) -> None:
    sheet.open()
    response = sheet.save({FEVER: "terrible"})
    assert "“Warning signs”, “Fever with the pain”: red flag: choose one of the levels" in words(
        response
    )
    assert points(live, FEVER) == Urgency.SAME_DAY


@pytest.mark.parametrize(
    "place",
    [Place("sitting", "worse", "bogus"), Place("", "long_and_groin", ""), Place("", "", "care")],
)
def test_a_cell_that_does_not_exist_is_not_made(
    sheet: Sheet, live: Questionnaire, place: Place
) -> None:
    sheet.open()
    text = "same_day" if place.is_flag else "3"
    assert "no longer in the draft" in words(sheet.save({place: text}))
    assert fresh(live).latest_revision_id == live.latest_revision_id


# --- who may ---------------------------------------------------------------------------------


def test_only_those_who_may_change_questionnaires_get_in(live: Questionnaire) -> None:
    outsider = Sheet(live, factory.staff("intake.view_questionnaire"))
    for response in (outsider.client.get(outsider.url), outsider.client.post(outsider.url, {})):
        assert response.status_code == 302
        assert response["Location"] == reverse("wagtailadmin_home")


def test_a_draft_locked_by_somebody_else_can_be_read_and_not_saved(
    sheet: Sheet, live: Questionnaire, anna: User
) -> None:
    sheet.open()
    other = factory.staff()
    Questionnaire.objects.update(locked=True, locked_by=other, locked_at=timezone.now())
    response = sheet.save({SITTING: "3"})
    assert response.status_code == 200
    said = words(response)
    assert "was locked" in said
    assert "what you entered is still in the sheet" in said
    assert shown(response, SITTING) == "3"
    assert points(live, SITTING) == 2
    page = soup(sheet.open())
    assert "You can read the scores here." in page.get_text()
    assert page.find(attrs={"name": SITTING.name}).has_attr("readonly")
    assert page.find(attrs={"name": FEVER.name}).has_attr("disabled")
    assert not page.select("#scores-save")
    with pytest.raises(LockedError, match="locked"):
        undo_scores(questionnaire=live, revision_id=live.latest_revision_id, by=anna)


def test_a_draft_one_locked_oneself_can_be_saved(
    sheet: Sheet, live: Questionnaire, anna: User
) -> None:
    Questionnaire.objects.update(locked=True, locked_by=anna, locked_at=timezone.now())
    sheet.open()
    assert sheet.save({SITTING: "3"}).status_code == 302


def test_in_moderation_only_the_reviewers_may_save(
    sheet: Sheet, live: Questionnaire, anna: User
) -> None:
    reviewer = moderated(live, by=anna)
    assert "awaiting moderation" in words(sheet.open())
    assert sheet.save({SITTING: "3"}).status_code == 200
    assert points(live, SITTING) == 2
    theirs = Sheet(live, reviewer)
    theirs.open()
    assert theirs.save({SITTING: "4"}).status_code == 302
    assert points(live, SITTING) == 4


def moderated(questionnaire: Questionnaire, by: User) -> User:
    """Submit the questionnaire; return a reviewer without the permission to change it."""
    group = Group.objects.create(name="Reviewers")
    task = GroupApprovalTask.objects.create(name="Review")
    task.groups.add(group)
    workflow = Workflow.objects.create(name="Clinical review")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    content_type = ContentType.objects.get_for_model(Questionnaire)
    WorkflowContentType.objects.create(workflow=workflow, content_type=content_type)
    draft_of(questionnaire).save_revision(user=by)
    workflow.start(fresh(questionnaire), by)
    reviewer: User = factory.staff(groups=("Reviewers",))
    return reviewer
