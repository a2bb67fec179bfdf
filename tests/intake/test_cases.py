"""Worked cases beside a questionnaire: how they are written, guarded, logged and carried."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import ModelLogEntry

from intake import casework
from intake.case_history import case_history
from intake.models import Questionnaire, WorkedCase
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db

URGENT = {
    "name": "bladder",
    "story": "Cannot hold the bladder since the pain began.",
    "answers": factory.EMERGENCY,
    "route": "urgent",
    "urgency": "emergency_now",
}
CALM = {
    "name": "calm",
    "story": "A mild pain in the buttock for three weeks.",
    "answers": factory.SELF_HELP,
    "route": "self_help",
    "urgency": "none",
    "top_cause": "piriformis-syndrome",
}
CHANGE = ("intake.change_questionnaire",)
SIGN = (*CHANGE, "intake.sign_off_questionnaire")


@pytest.fixture
def questionnaire() -> Questionnaire:
    return factory.published().questionnaire


def add(questionnaire: Questionnaire, **values: Any) -> WorkedCase:
    return casework.add_case(questionnaire=questionnaire, values=values)


def run(*words: str, **options: Any) -> str:
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


# --- verbs and their log -----------------------------------------------------------------------


def test_every_change_of_a_case_is_logged_with_what_changed(questionnaire: Questionnaire) -> None:
    user = factory.staff(*SIGN)
    case = casework.add_case(questionnaire=questionnaire, values=CALM, by=user)
    answers = {**factory.SELF_HELP, "average": 4}
    casework.change_case(case=case, values={"answers": answers, "route": "booking"}, by=user)
    casework.delete_case(case=case, by=user)
    deleted, changed, added = case_history(questionnaire)
    assert [event.what for event in (added, changed, deleted)] == ["Added", "Changed", "Deleted"]
    assert {event.name for event in (added, changed, deleted)} == {"calm"}
    assert changed.details == ("expected route: self_help → booking", "average: 3 → 4")
    assert changed.who == user.get_username()
    kept = ModelLogEntry.objects.filter(action=casework.DELETED).get().data["changes"]
    assert kept["answers"] == [answers, None]


def test_saving_a_case_as_it_is_leaves_no_log_entry(questionnaire: Questionnaire) -> None:
    case = add(questionnaire, **CALM)
    assert not casework.change_case(case=case, values=CALM)
    assert len(case_history(questionnaire)) == 1


def test_one_and_true_are_different_answers(questionnaire: Questionnaire) -> None:
    case = add(questionnaire, **CALM | {"answers": {"night_pain": True}})
    assert casework.change_case(case=case, values={"answers": {"night_pain": 1}})


@pytest.mark.parametrize(
    "values",
    [
        {"route": "booking", "urgency": "none"},
        {"urgency": "same_day"},
        {"answers": {**factory.EMERGENCY, "average": 3}},
        {"acceptable_routes": ["booking"]},
    ],
)
def test_an_urgent_case_is_weakened_only_by_somebody_who_may_sign_off(
    questionnaire: Questionnaire, values: dict[str, Any]
) -> None:
    case = add(questionnaire, **URGENT)
    with pytest.raises(casework.NeedsSignOffError):
        casework.change_case(case=case, values=values, by=factory.staff(*CHANGE))
    assert WorkedCase.objects.get(pk=case.pk).urgency == "emergency_now"
    assert casework.change_case(case=case, values=values, by=factory.staff(*SIGN))


def test_the_story_of_an_urgent_case_may_be_told_better_by_any_editor(
    questionnaire: Questionnaire,
) -> None:
    case = add(questionnaire, **URGENT)
    assert casework.change_case(case=case, values={"story": "New"}, by=factory.staff(*CHANGE))


def test_an_urgent_case_is_deleted_only_by_somebody_who_may_sign_off(
    questionnaire: Questionnaire,
) -> None:
    case = add(questionnaire, **URGENT)
    with pytest.raises(casework.NeedsSignOffError):
        casework.delete_case(case=case, by=factory.staff(*CHANGE))
    casework.delete_case(case=case, by=factory.staff(*SIGN))
    assert not WorkedCase.objects.exists()


def test_the_stored_case_counts_when_it_became_urgent_meanwhile(
    questionnaire: Questionnaire,
) -> None:
    case = add(questionnaire, **CALM)
    seen = WorkedCase.objects.get(pk=case.pk)
    casework.change_case(case=case, values={"route": "urgent", "urgency": "same_day"})
    with pytest.raises(casework.NeedsSignOffError):
        casework.delete_case(case=seen, by=factory.staff(*CHANGE))


# --- files -------------------------------------------------------------------------------------


def test_the_default_questionnaire_comes_with_its_worked_cases() -> None:
    run("load_questionnaire")
    cases = WorkedCase.objects.all()
    assert cases.count() == 31
    assert cases.get(name="amb-03").acceptable_routes == ["booking", "urgent"]
    assert cases.get(name="ilp-01").acceptable_causes == []
    run("load_questionnaire")
    assert cases.count() == 31


def test_cases_come_back_from_a_file_as_they_went_into_it(tmp_path: Path) -> None:
    run("load_questionnaire")
    file = tmp_path / "cases.json"
    file.write_text(run("export_cases", "lower-back-and-hip"), encoding="utf-8")
    stored = list(WorkedCase.objects.values(*casework.FIELDS))
    WorkedCase.objects.all().delete()
    assert "31 added" in run("load_cases", str(file), "lower-back-and-hip")
    assert list(WorkedCase.objects.values(*casework.FIELDS)) == stored
    assert "31 left" in run("load_cases", str(file), "lower-back-and-hip", replace=True)


def test_loading_changes_a_known_case_only_when_asked_to(
    questionnaire: Questionnaire, tmp_path: Path
) -> None:
    add(questionnaire, **CALM)
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([{"id": "calm", "answers": {}, "expect": {"route": "booking"}}]))
    assert "1 left" in run("load_cases", str(file), factory.KEY)
    assert "1 changed" in run("load_cases", str(file), factory.KEY, replace=True)
    assert WorkedCase.objects.get().route == "booking"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is not JSON"),
        ("{}", "must hold a JSON list"),
        ("[1]", "Case 1 has no “id”"),
        ('[{"id": "a"}]', "“a” has no object “answers”"),
        ('[{"id": "a", "answers": {}}]', "“a” has no object “expect”"),
        ('[{"id": "a", "answers": {}, "expect": {"route": "home"}}]', "'home'"),
        ('[{"id": "a b", "answers": {}, "expect": {"route": "booking"}}]', "“a b”"),
    ],
)
def test_a_file_that_holds_no_cases_is_refused_with_a_sentence(
    questionnaire: Questionnaire, tmp_path: Path, content: str, sentence: str
) -> None:
    file = tmp_path / "cases.json"
    file.write_text(content)
    with pytest.raises(CommandError, match=sentence):
        run("load_cases", str(file), factory.KEY)
    assert not WorkedCase.objects.exists()


def test_an_unknown_questionnaire_or_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        run("export_cases", "nowhere")
    factory.published()
    with pytest.raises(CommandError, match=r"none\.json"):
        run("load_cases", str(tmp_path / "none.json"), factory.KEY)
