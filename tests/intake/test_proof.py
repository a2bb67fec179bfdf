"""The proof page: one answer, everything behind it, and a way to each cure."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from intake.engine import codec
from intake.models import Questionnaire
from intake.publishing import place_words
from tests.factories import intake as factory
from tests.intake import drafts
from tests.intake.editor import editor_url

pytestmark = pytest.mark.django_db

CHANGE = "intake.change_questionnaire"


@pytest.fixture
def live(db: None) -> Questionnaire:
    return factory.published().questionnaire


@pytest.fixture
def staff(client: Client) -> User:
    """Somebody who may change questionnaires and sign nothing off."""
    user = factory.staff(CHANGE)
    client.force_login(user)
    return user


def proof_page(client: Client, questionnaire: Questionnaire) -> BeautifulSoup:
    response = client.get(reverse("intake_admin:proof", args=[questionnaire.pk]))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def said(page: BeautifulSoup) -> str:
    main = page.find("main")
    assert main
    return " ".join(main.get_text(" ").split())


def test_a_draft_without_a_fault_is_ready(client: Client, staff: User, live: Questionnaire) -> None:
    drafts.case(live)
    drafts.write(live, drafts.LONGER)
    page = proof_page(client, live)
    assert "Ready to publish" in said(page)
    assert "The one case ends as written." in said(page)
    assert page.find("a", href=editor_url("edit", live.pk), string="Publish in the editor")
    assert page.find("a", href=reverse("intake_admin:replays", args=[live.pk]))


def test_what_clients_are_asked_today_needs_no_publishing(
    client: Client, staff: User, live: Questionnaire
) -> None:
    page = said(proof_page(client, live))
    assert "Nothing new to publish" in page
    assert "Clients are asked exactly this today" in page


def test_errors_cases_and_their_cures_are_said_in_one_page(
    client: Client, staff: User, live: Questionnaire
) -> None:
    drafts.urgent_case(live)
    mild = drafts.case(live)
    calm = drafts.without_emergency() | {"rules": drafts.NO_SELF_HELP["rules"]}
    calm["steps"][0]["questions"][0]["required"] = False
    draft = drafts.write(live, calm).as_object()
    page = proof_page(client, live)
    assert "Not yet: 1 error, 2 cases" in said(page)
    question = draft.steps[0].value["questions"][0]
    link = page.find("a", string="“Warning signs”")
    assert link
    assert link["href"] == f"{editor_url('edit', live.pk)}#block-{question.id}-section"
    assert "It can raise a red flag and may be left empty. Let it need an answer." in said(page)
    shown = page.find(id=f"case-{mild.pk}")
    assert shown
    words = " ".join(shown.get_text(" ").split())
    assert "Self-help, Piriformis syndrome" in words
    assert "Visit, Piriformis syndrome" in words
    assert "It is best that a person looks." in words
    assert "Most points: “Piriformis syndrome”" in words
    assert shown.find("a", href=reverse("intake_admin:case_edit", args=[live.pk, mild.pk]))
    assert shown.find("button", attrs={"name": "go", "value": "case"})


def test_everything_that_is_accepted_is_said_once(
    client: Client, staff: User, live: Questionnaire
) -> None:
    drafts.case(live, acceptable_routes=["self_help", "urgent"], acceptable_causes=["any"])
    drafts.write(live, drafts.NO_SELF_HELP)
    page = said(proof_page(client, live))
    assert "Self-help / Medical care, Piriformis syndrome / any cause" in page


def test_the_less_urgent_cases_come_first_and_offer_no_form(
    client: Client, live: Questionnaire
) -> None:
    client.force_login(User.objects.create_superuser("owner"))
    drafts.case(live)
    drafts.urgent_case(live)
    calm = drafts.without_emergency() | {"rules": drafts.NO_SELF_HELP["rules"]}
    drafts.write(live, calm)
    first, second = proof_page(client, live).select(".intake-proof__case")
    assert "Nobody can sign this off" in first.get_text()
    assert first.find("textarea") is None
    assert second.select_one("details:not([open]) textarea")


def test_a_case_with_answers_nobody_is_asked_for_is_named(
    client: Client, staff: User, live: Questionnaire
) -> None:
    drafts.case(live, answers=factory.SELF_HELP | {"left_out": "yes"})
    page = said(proof_page(client, live))
    assert "The form does not ask for these answers any more: left_out. Edit the case." in page
    assert "Not yet" not in page


def test_a_page_without_cases_says_what_they_are_for(
    client: Client, staff: User, live: Questionnaire
) -> None:
    page = proof_page(client, live)
    assert "No case was written yet." in said(page)
    assert page.find("a", href=reverse("intake_admin:cases", args=[live.pk]))


def test_a_draft_that_cannot_be_read_says_what_to_finish(client: Client, staff: User) -> None:
    questionnaire = factory.draft(
        rules='[{"type": "rule", "value": {"key": "x", "route": "nowhere", "reason": "",'
        ' "when": {"match": "all", "parts": []}}}]'
    )
    questionnaire.save()
    page = said(proof_page(client, questionnaire))
    assert "Not yet: 1 error" in page
    assert "cannot be read as a questionnaire yet" in page


@pytest.mark.parametrize(
    ("blank", "named"),
    [
        (lambda it: it["steps"][1].update(title=""), "A step without a heading"),
        (lambda it: it["totals"][0].update(title=""), "A cause or score without a name"),
        (lambda it: it["rules"][0].update(reason=""), "A rule without a reason"),
    ],
)
def test_a_place_that_has_no_words_yet_is_named_all_the_same(
    blank: Callable[[factory.Json], None], named: str
) -> None:
    written = factory.small()
    blank(written)
    definition = codec.from_json(written)
    keys = [item.key for item in (definition.steps[1], definition.totals[0], definition.rules[0])]
    assert [place_words(definition, key) for key in keys].count(named) == 1


def test_a_question_without_words_can_be_opened_from_its_problem(
    client: Client, staff: User, live: Questionnaire
) -> None:
    # One answer alone is an error, which names its question.
    alone = {"key": "", "text": "", "kind": "single_choice", "options": [{"key": "a", "text": "A"}]}
    written = factory.small()
    written["steps"][1]["questions"].append(alone)
    drafts.write(live, written)
    page = proof_page(client, live)
    assert page.find("a", string="A question without words")


def test_an_empty_draft_has_a_page_too(client: Client, staff: User) -> None:
    questionnaire = Questionnaire(key="new", title="New", live=False)
    questionnaire.save()
    assert "Worked cases" in said(proof_page(client, questionnaire))


def test_whoever_may_not_change_questionnaires_does_not_see_the_proof(
    client: Client, live: Questionnaire
) -> None:
    url = reverse("intake_admin:proof", args=[live.pk])
    client.force_login(factory.staff("intake.view_submission"))
    for response in (client.get(url), client.post(url)):
        assert response.status_code in (302, 403)
    assert Client().get(url).status_code == 302


def test_the_proof_costs_as_many_queries_at_thirty_cases_as_at_three(
    client: Client, staff: User, live: Questionnaire, django_assert_max_num_queries: Any
) -> None:
    def cost() -> int:
        with django_assert_max_num_queries(200) as counted:
            proof_page(client, live)
        return len(counted)

    drafts.write(live, drafts.NO_SELF_HELP)
    for number in range(3):
        drafts.case(live, f"case-{number}")
    proof_page(client, live)
    few = cost()
    for number in range(3, 30):
        drafts.case(live, f"case-{number}")
    assert cost() == few
