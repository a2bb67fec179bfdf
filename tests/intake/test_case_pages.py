"""The pages of the worked cases: list, form, deletion."""

import json
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake import casework
from intake.case_history import case_history
from intake.models import Questionnaire, WorkedCase
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db

CALM = {
    "name": "calm",
    "story": "A mild pain in the buttock for three weeks.",
    "answers": factory.SELF_HELP,
    "route": "self_help",
    "urgency": "none",
    "top_cause": "piriformis-syndrome",
}
URGENT = {
    "name": "bladder",
    "answers": factory.EMERGENCY,
    "route": "urgent",
    "urgency": "emergency_now",
}
CHANGE = ("intake.change_questionnaire",)
SIGN = (*CHANGE, "intake.sign_off_questionnaire")


@pytest.fixture
def questionnaire() -> Questionnaire:
    return factory.published().questionnaire


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(factory.staff(*CHANGE))
    return client


def url(questionnaire: Questionnaire, name: str, *args: Any) -> str:
    return reverse(f"intake_admin:{name}", args=[questionnaire.pk, *args])


def add(questionnaire: Questionnaire, **values: Any) -> WorkedCase:
    return casework.add_case(questionnaire=questionnaire, values=values)


def said(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def form(case: WorkedCase | None = None, **changes: Any) -> dict[str, Any]:
    """Return what a browser sends from the form of a case."""
    answers = case.answers if case else {}
    data: dict[str, Any] = {"answers": json.dumps(answers), "save": "yes"}
    for key, value in answers.items():
        data[f"q-{key}"] = value
    if case:
        for name in ("name", "story", "route", "urgency", "top_cause"):
            data[name] = getattr(case, name)
        data["acceptable_routes"] = case.acceptable_routes
        data["acceptable_causes"] = case.acceptable_causes
        data["seen"] = casework.fingerprint(case)
    return data | changes


# --- the list ----------------------------------------------------------------------------------


def test_the_list_says_how_the_draft_decides_every_case_and_counts_them(
    editor: Client, questionnaire: Questionnaire
) -> None:
    add(questionnaire, **CALM)
    add(questionnaire, **CALM | {"name": "other", "route": "booking"})
    add(questionnaire, **URGENT | {"answers": factory.SAME_DAY})
    text = said(editor.get(url(questionnaire, "cases")))
    assert text.index(">bladder<") < text.index(">other<") < text.index(">calm<")
    for verdict in ("Less urgent", "Different", "As expected"):
        assert f"<b>1</b> {verdict}" in text
    assert "A mild pain in the buttock" in text
    assert "Medical care · Emergency" in text
    assert "Medical care · Same day" in text


def test_the_list_says_what_is_accepted_besides(
    editor: Client, questionnaire: Questionnaire
) -> None:
    add(
        questionnaire,
        **CALM,
        acceptable_routes=["self_help", "booking"],
        acceptable_causes=["piriformis-syndrome", "iliopsoas-syndrome", "any"],
    )
    add(questionnaire, **URGENT, acceptable_causes=["any"])
    text = said(editor.get(url(questionnaire, "cases")))
    assert "also accepted: Visit, Iliopsoas syndrome, any cause<" in text
    assert text.count("also accepted") == 1


def test_the_draft_is_judged_and_not_what_clients_are_asked(
    editor: Client, questionnaire: Questionnaire
) -> None:
    add(questionnaire, **CALM)
    draft = questionnaire.get_latest_revision_as_object()
    draft.rules = factory.draft(factory.small(rules=factory.SMALL["rules"][:1])).rules
    draft.save_revision()
    assert "<b>1</b> Different" in said(editor.get(url(questionnaire, "cases")))


def test_the_list_can_be_searched_and_narrowed_to_a_verdict(
    editor: Client, questionnaire: Questionnaire
) -> None:
    add(questionnaire, **CALM)
    add(questionnaire, **URGENT)
    address = url(questionnaire, "cases")
    text = said(editor.get(address, {"q": "MILD buttock"}))
    assert ">calm<" in text
    assert ">bladder<" not in text
    assert "No case fits this search." in said(editor.get(address, {"verdict": "different"}))


def test_the_list_asks_the_database_as_often_for_thirty_cases_as_for_three(
    editor: Client, questionnaire: Questionnaire
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            editor.get(url(questionnaire, "cases"))
        return len(asked)

    for number in range(3):
        add(questionnaire, **CALM | {"name": f"case-{number}"})
    queries()
    few = queries()
    for number in range(3, 30):
        add(questionnaire, **CALM | {"name": f"case-{number}"})
    assert queries() == few


def test_an_empty_list_says_how_to_get_the_first_case(
    editor: Client, questionnaire: Questionnaire
) -> None:
    text = said(editor.get(url(questionnaire, "cases")))
    assert "There is no worked case yet." in text
    assert url(questionnaire, "try") in text


def test_a_draft_that_cannot_be_read_still_shows_the_cases(
    editor: Client, questionnaire: Questionnaire
) -> None:
    case = add(questionnaire, **CALM)
    broken = questionnaire.get_latest_revision_as_object()
    broken.point_rules[0].value["when"]["parts"][1].value["at_least"] = None
    broken.save_revision()
    text = said(editor.get(url(questionnaire, "cases")))
    assert "cannot be read yet" in text
    assert ">calm<" in text
    text = said(editor.get(url(questionnaire, "case_edit", case.pk)))
    assert "Put it right in the editor" in text
    text = said(editor.post(url(questionnaire, "case_edit", case.pk), form(case, story="x")))
    assert "Put it right in the editor" in text
    assert WorkedCase.objects.get().story == CALM["story"]


# --- the form ----------------------------------------------------------------------------------


def test_a_case_is_added_with_answers_picked_from_the_form(
    editor: Client, questionnaire: Questionnaire
) -> None:
    data = form() | {
        "name": "new-1",
        "story": "Somebody.",
        "route": "booking",
        "urgency": "none",
        "q-red_flags": ["none_of_these"],
        "q-duration_weeks": "6 months",
        "q-night_pain": "",
        "acceptable_causes": ["any"],
    }
    answer = editor.post(url(questionnaire, "case_add"), data)
    assert answer.url == url(questionnaire, "cases")
    case = WorkedCase.objects.get()
    assert case.answers == {"red_flags": ["none_of_these"], "duration_weeks": 26}
    assert (case.route, case.acceptable_causes) == ("booking", ["any"])
    assert case_history(questionnaire)[0].what == "Added"


def test_saving_a_case_unchanged_keeps_every_answer_as_it_was_written(
    editor: Client, questionnaire: Questionnaire
) -> None:
    raw = {**factory.SELF_HELP, "red_flags": [], "night_pain": False, "gone": ["x"], "average": 99}
    case = add(questionnaire, **CALM | {"answers": raw})
    data = form(case) | {"q-red_flags": ["none_of_these"], "q-night_pain": "no", "q-average": ""}
    assert editor.post(url(questionnaire, "case_edit", case.pk), data).status_code == 302
    assert WorkedCase.objects.get().answers == raw
    assert len(case_history(questionnaire)) == 1


def test_answers_that_are_no_longer_asked_are_shown_and_kept_until_removed(
    editor: Client, questionnaire: Questionnaire
) -> None:
    answers = {**factory.SELF_HELP, "gone": "yes"}
    case = add(questionnaire, **CALM | {"answers": answers})
    address = url(questionnaire, "case_edit", case.pk)
    text = said(editor.get(address))
    assert "No longer asked" in text
    assert "<code>gone</code>: yes" in text
    editor.post(address, form(case, remove=["gone"]))
    assert "gone" not in WorkedCase.objects.get().answers


def test_an_option_that_is_no_longer_offered_is_named(
    editor: Client, questionnaire: Questionnaire
) -> None:
    answers = {**factory.SELF_HELP, "pain_regions": ["buttock", "neck"]}
    case = add(questionnaire, **CALM | {"answers": answers})
    text = said(editor.get(url(questionnaire, "case_edit", case.pk)))
    assert "No longer offered: neck." in text


def test_the_form_shows_how_the_draft_decides_before_anything_is_saved(
    editor: Client, questionnaire: Questionnaire, no_writes: Any
) -> None:
    case = add(questionnaire, **CALM)
    address = url(questionnaire, "case_edit", case.pk)
    data = form(case) | {"q-average": "9", "q-duration_weeks": "30"}
    editor.get(address)
    with no_writes():
        text = said(editor.post(address, data | {"live": "yes"}))
        del data["save"]
        whole = said(editor.post(address, data | {"check": "yes"}))
    assert 'data-try-now="Visit · Piriformis syndrome, Different"' in text
    assert "<html" not in text
    assert WorkedCase.objects.get().answers == factory.SELF_HELP
    assert "Visit · Piriformis syndrome" in whole
    assert "<html" in whole


def test_an_answer_off_the_path_is_named_because_it_does_not_count(
    editor: Client, questionnaire: Questionnaire
) -> None:
    case = add(questionnaire, **CALM | {"answers": {**factory.SELF_HELP, "lunge": "pulls"}})
    text = said(editor.get(url(questionnaire, "case_edit", case.pk)))
    assert "does not count: Lunge." in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter a name"),
        ({"name": "two words"}, "no spaces"),
        ({"name": "taken"}, "Choose another name"),
        ({"route": "urgent"}, "Choose how urgent it is, because"),
        ({"urgency": "same_day"}, "Choose “Not urgent”"),
        ({"q-duration_weeks": "soon"}, "The case is not saved yet."),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_saved(
    editor: Client, questionnaire: Questionnaire, changes: dict[str, Any], sentence: str
) -> None:
    add(questionnaire, **CALM | {"name": "taken"})
    case = add(questionnaire, **CALM)
    answer = editor.post(
        url(questionnaire, "case_edit", case.pk), form(case, story="Changed") | changes
    )
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert WorkedCase.objects.get(pk=case.pk).story == CALM["story"]


def test_a_copy_starts_with_everything_of_the_first_and_a_name_of_its_own(
    editor: Client, questionnaire: Questionnaire
) -> None:
    case = add(questionnaire, **CALM)
    text = said(editor.get(url(questionnaire, "case_add"), {"copy": case.pk}))
    assert 'value="calm-copy"' in text
    assert CALM["story"] in text
    assert WorkedCase.objects.count() == 1


def test_a_trial_is_kept_as_a_case_with_its_answers_filled_in(
    editor: Client, questionnaire: Questionnaire
) -> None:
    data = {"answers": json.dumps(factory.SELF_HELP), "from": "try"}
    text = said(editor.post(url(questionnaire, "case_add"), data))
    assert 'id="q-sitting-worse" value="worse" checked' in text
    assert "The case is not saved yet." not in text
    assert not WorkedCase.objects.exists()


def test_two_editors_do_not_overwrite_each_other_unseen(
    editor: Client, questionnaire: Questionnaire
) -> None:
    case = add(questionnaire, **CALM)
    mine = form(case, story="Mine")
    casework.change_case(case=case, values={"story": "Theirs"})
    answer = editor.post(url(questionnaire, "case_edit", case.pk), mine)
    assert "Somebody changed this case" in said(answer)
    assert WorkedCase.objects.get().story == "Theirs"


# --- who may -----------------------------------------------------------------------------------


def test_an_urgent_case_is_weakened_only_by_who_may_sign_off(
    client: Client, questionnaire: Questionnaire
) -> None:
    case = add(questionnaire, **URGENT)
    weaker = form(case, route="booking", urgency="none")
    client.force_login(factory.staff(*CHANGE))
    address = url(questionnaire, "case_edit", case.pk)
    answer = client.post(address, weaker)
    assert answer.status_code == 422
    assert "only by somebody who may sign off" in said(answer)
    assert client.post(address, form(case, story="Told better")).status_code == 302
    client.post(url(questionnaire, "case_delete", case.pk))
    assert WorkedCase.objects.get().route == "urgent"
    client.force_login(factory.staff(*SIGN))
    case.refresh_from_db()
    assert client.post(address, weaker | {"seen": casework.fingerprint(case)}).status_code == 302
    assert WorkedCase.objects.get().route == "booking"


def test_a_case_is_deleted_only_after_it_was_asked(
    editor: Client, questionnaire: Questionnaire
) -> None:
    case = add(questionnaire, **CALM)
    address = url(questionnaire, "case_delete", case.pk)
    assert "Yes, delete this case" in said(editor.get(address))
    assert WorkedCase.objects.exists()
    editor.post(address)
    assert not WorkedCase.objects.exists()


def test_cases_are_for_those_who_may_change_questionnaires(
    client: Client, questionnaire: Questionnaire
) -> None:
    case = add(questionnaire, **CALM)
    client.force_login(factory.staff("intake.view_submission"))
    for name, args in (
        ("cases", []),
        ("case_add", []),
        ("case_edit", [case.pk]),
        ("case_delete", [case.pk]),
    ):
        address = url(questionnaire, name, *args)
        assert client.get(address).status_code == 403, name
        assert client.post(address, form(case)).status_code == 403, name
    assert WorkedCase.objects.exists()


def test_a_case_of_another_questionnaire_is_not_found(
    editor: Client, questionnaire: Questionnaire
) -> None:
    case = add(questionnaire, **CALM)
    other = factory.published(factory.small(key="other")).questionnaire
    for name in ("case_edit", "case_delete"):
        assert editor.get(url(other, name, case.pk)).status_code == 404
    assert 'value="calm-copy"' not in said(editor.get(url(other, "case_add"), {"copy": case.pk}))
