"""The scoring sheet: two people at once, what cannot be read, and who may save."""

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

from intake.engine.types import Urgency
from intake.models import Questionnaire
from intake.score_cells import Place, points_from_text
from intake.scoresheet import LockedError, undo_scores
from tests.factories import intake as factory
from tests.intake.sheet import (
    FEVER,
    LUNGE,
    SITTING,
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
        assert response.status_code == 403


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
