"""The safety file: what was written, checked and accepted for one version."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from intake import casework
from intake.admin.safety import flag_rows, safety_file
from intake.engine import codec
from intake.models import QuestionnaireVersion
from tests.factories import intake as factory
from tests.intake.test_versions_pages import with_points
from tests.intake.walker import main_text, soup

pytestmark = pytest.mark.django_db

SAFETY = {
    "intended_use": "For adults with a sore back.",
    "not_for": "Not for children.",
    "hazards": [
        {"harm": "A sign is missed", "cause": "Misread words", "control": "Plain sentences"}
    ],
}
CASE = {
    "id": "mild-buttock",
    "note": "Two weeks of mild pain.",
    "answers": factory.SELF_HELP,
    "expect": {"route": "self_help", "top_cause": "piriformis-syndrome"},
}


@pytest.fixture
def editor(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("owner"))
    return client


def with_source(definition: dict[str, Any]) -> dict[str, Any]:
    definition["steps"][0]["questions"][0]["source"] = "The book of signs, 2020"
    definition["red_flag_rules"][0]["source"] = "Night and cancer, 2009"
    return definition


def published(**changes: Any) -> QuestionnaireVersion:
    return factory.published(with_source(factory.small(safety=SAFETY, **changes)))


def page(client: Client, version: QuestionnaireVersion) -> Any:
    address = [version.questionnaire_id, version.number]
    return client.get(reverse("intake_admin:safety", args=address))


def draft_page(client: Client, version: QuestionnaireVersion) -> Any:
    return client.get(reverse("intake_admin:draft_safety", args=[version.questionnaire_id]))


def test_it_holds_everything_written_about_a_version(editor: Client) -> None:
    version = published()
    words = main_text(page(editor, version))
    for shown in (
        version.sha256,
        "For adults with a sore back.",
        "Not for children.",
        "A sign is missed",
        "Misread words",
        "Plain sentences",
        "I cannot hold my bladder",
        "The book of signs, 2020",
        "Night and cancer, 2009",
        "It is no regulatory clearance",
        "The first version.",
    ):
        assert shown in words, shown


def test_a_red_flag_has_its_level_and_its_source() -> None:
    rows = flag_rows(codec.from_json(with_source(factory.small())))
    assert rows[0].answers[0] == ("I cannot hold my bladder", "Emergency")
    assert rows[0].source == "The book of signs, 2020"
    assert rows[-1].place == "Combination"
    assert "“Pain at night” is “Yes”" in rows[-1].when


def test_what_nobody_wrote_is_said_and_leads_to_the_editor_from_a_draft(editor: Client) -> None:
    version = factory.published()
    response = draft_page(editor, version)
    assert main_text(response).count("Not written yet.") == 3
    links = [link["href"] for link in soup(response).select("a") if "Write it" in link.text]
    assert len(links) == 3
    assert links[0].endswith("#tab-safety")
    frozen = page(editor, version)
    assert main_text(frozen).count("Not written yet.") == 3
    assert "Write it in the editor" not in main_text(frozen)


def test_the_cases_of_the_moment_of_publishing_are_kept(editor: Client) -> None:
    questionnaire = factory.published().questionnaire
    casework.load_cases(questionnaire=questionnaire, items=[CASE])
    version = factory.published(with_points(4))
    words = main_text(page(editor, version))
    assert "1 of one case ended as expected." in words
    assert "mild-buttock" in words
    assert "Added “mild-buttock”" in words
    casework.delete_case(case=questionnaire.cases.get())
    assert "mild-buttock" in main_text(page(editor, version))


def test_a_draft_shows_its_cases_as_they_come_out_now(editor: Client) -> None:
    version = factory.published()
    casework.load_cases(questionnaire=version.questionnaire, items=[CASE])
    words = main_text(draft_page(editor, version))
    assert "Draft, not published" in words
    assert "1 of one case ended as expected." in words


def test_sign_offs_stand_in_the_history_of_the_version_that_needed_them() -> None:
    proof = {
        "cases": [],
        "warnings": [{"code": "x", "place": "“Strength”", "message": "It is long."}],
        "sign_offs": [
            {
                "case": "mild-buttock",
                "expected": "Self-help",
                "outcome": "Visit",
                "reason": "We would rather see them.",
                "signed_by": "Olive Hartwell",
                "signed_at": "2026-11-01T10:00:00+00:00",
            }
        ],
    }
    first = factory.published()
    first.proof = proof
    second = factory.published(with_points(4))
    second.proof = proof
    file = safety_file(second.definition, second, second.proof, [first, second])
    assert [past.version.number for past in file.history] == [2, 1]
    assert [len(past.sign_offs) for past in file.history] == [0, 1]
    assert file.sign_offs[0].signed_by == "Olive Hartwell"
    assert file.warnings[0]["message"] == "It is long."


def test_the_history_ends_with_the_version_itself(editor: Client) -> None:
    first = factory.published()
    second = factory.published(with_points(4))
    assert "Piriformis syndrome 3 → 4" in main_text(page(editor, second))
    assert "Piriformis syndrome 3 → 4" not in main_text(page(editor, first))


def test_a_version_from_before_results_were_kept_says_so() -> None:
    version = factory.published()
    file = safety_file(version.definition, version, {}, [version])
    assert not file.was_proven
    assert file.cases == ()


def test_the_shipped_questionnaire_says_what_it_is_for_and_names_its_sources() -> None:
    definition = codec.from_json(factory.default())
    assert definition.safety.intended_use
    assert definition.safety.not_for
    assert len(definition.safety.hazards) >= 8
    assert all(hazard.cause and hazard.control for hazard in definition.safety.hazards)
    assert all(row.source for row in flag_rows(definition))


def test_the_shipped_safety_texts_promise_nothing() -> None:
    safety = codec.from_json(factory.default()).safety
    text = " ".join(
        [safety.intended_use, safety.not_for]
        + [f"{hazard.harm} {hazard.cause} {hazard.control}" for hazard in safety.hazards]
    ).lower()
    for claim in ("%", "guarantee", "clinically proven", "accurate", "cures"):
        assert claim not in text
