"""The whole ledger of a submission: points, rules in order, what was not asked and why."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from intake.admin.ledger import Ledger, ledger
from intake.engine import codec
from intake.engine.answers import read_answers
from intake.engine.routing import decide
from intake.models import SecondLook, Submission
from tests.factories import intake as factory
from tests.intake.test_admin_submissions import CLINICIAN, FRONT_DESK, inspect_url, signed_in
from tests.intake.walker import main_text, soup


def ledger_of(raw: dict[str, Any], definition: Any = None) -> Ledger:
    definition = definition or factory.small_definition()
    answers, _ignored = read_answers(definition, raw)
    return ledger(definition, answers, decide(definition, answers))


# --- points ----------------------------------------------------------------------------------


def test_every_answer_on_the_path_has_its_points_under_every_cause() -> None:
    found = ledger_of(factory.BOOKING)
    rows = {(row.question, row.answer): row.points for row in found.rows}
    assert found.columns == ("Piriformis syndrome", "Need for hands-on care")
    assert rows["Where it hurts", "Buttock"] == (3, 0)
    assert rows["How long", "26 weeks"] == (0, 2)
    assert rows["Warning signs", "None of these"] == (0, 0)
    assert found.sums == (sum(p[0] for p in rows.values()), sum(p[1] for p in rows.values()))


def test_each_of_several_options_has_a_row_of_its_own() -> None:
    found = ledger_of({**factory.SELF_HELP, "pain_regions": ["buttock", "groin"]})
    at = next(n for n, row in enumerate(found.rows) if row.question == "Where it hurts")
    assert [row.answer for row in found.rows[at : at + 2]] == ["Buttock", "Groin"]
    assert found.rows[at + 1].question == ""


def test_a_combination_that_gave_points_has_a_row_and_a_rule() -> None:
    raw = {**factory.SELF_HELP, "pain_regions": ["groin"], "duration_weeks": 20}
    found = ledger_of(raw)
    row = next(row for row in found.rows if row.question == "Combination")
    assert row.answer == "Groin pain that has lasted."
    assert found.point_rules[0].gave == "Iliopsoas syndrome +1"
    assert "“How long” is 12 weeks or more" in found.point_rules[0].when


def test_points_for_no_clear_cause_are_named() -> None:
    found = ledger_of(factory.UNCLEAR)
    assert found.rows[-1].answer == "No cause is clear"
    assert found.point_rules[0].gave == ""


def test_an_empty_list_of_signs_reads_as_none_of_these() -> None:
    found = ledger_of({**factory.SELF_HELP, "red_flags": []})
    assert found.rows[0].answer.lower() == "none of these"


# --- what was not asked ----------------------------------------------------------------------


def reasons(found: Ledger) -> dict[str, str]:
    return {name: row.why for row in found.unasked for name in row.questions}


def test_a_question_whose_condition_did_not_hold_says_its_condition() -> None:
    raw = {**factory.SELF_HELP, "pain_regions": ["groin"]}
    why = reasons(ledger_of(raw))
    assert any(text.startswith("Asked only when “Piriformis syndrome”") for text in why.values())


def test_a_limit_of_a_step_is_told_from_a_condition() -> None:
    definition = factory.small()
    closer = definition["steps"][4]
    closer["questions"] = [
        {**closer["questions"][0], "key": key, "short": key, "show_if": None}
        for key in ("first", "second", "third")
    ]
    for question in closer["questions"]:
        del question["show_if"]
    closer["questions"][1]["show_if"] = {"question": "pain_regions", "includes": ["foot"]}
    raw = {**factory.SELF_HELP, "first": "worse"}
    why = reasons(ledger_of(raw, codec.from_json(definition)))
    assert why["second"] == "Asked only when “Where it hurts” includes “Foot”."
    assert why["third"] == "“A closer look” asks at most 1 question, and another came first."


def test_an_emergency_is_why_the_rest_was_not_asked() -> None:
    found = ledger_of(factory.EMERGENCY)
    assert len(found.unasked) == 1
    assert found.unasked[0].why == "The questions had ended: a red flag was known."
    assert "Where it hurts" in found.unasked[0].questions


def test_every_question_is_either_asked_or_explained() -> None:
    definition = factory.small_definition()
    for raw in (factory.SELF_HELP, factory.BOOKING, factory.UNCLEAR, factory.EMERGENCY):
        found = ledger_of(raw)
        told = [row.question for row in found.rows if row.question] + list(reasons(found))
        assert {question.label for question in definition.questions} <= set(told)


# --- the page --------------------------------------------------------------------------------


@pytest.fixture
def submission(db: None) -> Submission:
    return factory.completed()


def shown(submission: Submission, *permissions: str) -> Any:
    return signed_in(*permissions).get(inspect_url(submission))


def test_staff_see_rules_in_order_with_what_came_of_each(submission: Submission) -> None:
    words = main_text(shown(submission, *CLINICIAN))
    assert words.index("The pain has lasted or is strong. does not hold") < words.index(
        "The pain is mild and the cause stands out. holds and decides: Self-help"
    )
    assert "Cancer before, and pain at night. does not hold" in words


def test_no_routing_rule_is_tried_after_a_red_flag(db: None) -> None:
    words = main_text(shown(factory.completed(factory.EMERGENCY), *CLINICIAN))
    assert "None was tried: a red flag wins over all of them." in words
    assert "Emergency (Warning signs: I cannot hold my bladder)" in words


def test_the_safe_default_is_named_where_it_decided(db: None) -> None:
    words = main_text(shown(factory.completed(factory.UNCLEAR), *CLINICIAN))
    assert "So the safe default decided" in words


def test_the_version_leads_to_its_safety_file_for_those_who_may_open_it(
    submission: Submission,
) -> None:
    address = reverse("intake_admin:safety", args=[submission.version.questionnaire_id, 1])
    assert address not in shown(submission, *CLINICIAN).content.decode()
    more = (*CLINICIAN, "intake.change_questionnaire")
    assert address in shown(submission, *more).content.decode()


def test_what_a_client_said_on_coming_back_is_shown_to_those_who_may_read(
    submission: Submission,
) -> None:
    SecondLook.objects.create(submission=submission, progress="worse", route="booking")
    words = main_text(shown(submission, *CLINICIAN))
    assert "Came back after self-help" in words
    assert "Worse" in words
    assert "Worse" not in main_text(shown(submission, *FRONT_DESK))


def test_the_front_desk_sees_no_part_of_the_ledger(submission: Submission) -> None:
    response = shown(submission, *FRONT_DESK)
    assert not soup(response).select(".intake-ledger, .intake-rule")
    assert "asked only when" not in main_text(response).lower()


def test_the_page_costs_the_same_however_often_a_client_came_back(
    submission: Submission,
) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("owner"))
    client.get(inspect_url(submission))

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(inspect_url(submission)).status_code == 200
        return len(found)

    once = queries()
    for day in range(30):
        SecondLook.objects.create(
            submission=submission,
            progress="same",
            route="booking",
            looked_at=timezone.now() - timedelta(days=day),
        )
    assert queries() == once


def test_an_old_submission_is_accounted_for_under_its_own_version(
    submission: Submission,
) -> None:
    factory.published(factory.with_text(factory.small(), "pain_regions", "Where exactly?"))
    words = main_text(shown(submission, *CLINICIAN))
    assert "Small check · 1" in words
    assert "Where exactly?" not in words
