"""The pages from the start to the result, walked through without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake import conf
from intake.models import IntakePage, Submission
from tests.factories import intake as factory
from tests.intake.walker import (
    CHECK,
    RESULT,
    START,
    Walker,
    form_data,
    links,
    main_text,
    soup,
    step_url,
)

NoWrites = Callable[[], CaptureQueriesContext]


# --- the routes, end to end ------------------------------------------------------------------


def test_mild_pain_with_a_clear_cause_leads_to_its_article(walker: Walker) -> None:
    page = factory.article("piriformis-syndrome")
    response = walker.finish(factory.SELF_HELP)
    assert page.url in links(response)
    assert "Piriformis syndrome" in main_text(response)
    assert "Sitting: Yes, soon" in main_text(response)
    assert "Look again on" in main_text(response)


def test_lasting_pain_leads_to_a_visit(walker: Walker) -> None:
    response = walker.finish(factory.BOOKING)
    assert "Book a visit" in main_text(response)
    assert reverse("intake_booking:times") in " ".join(links(response))
    assert "The pain has lasted or is strong." in main_text(response)


def test_answers_that_name_no_cause_lead_to_a_person(walker: Walker) -> None:
    response = walker.finish(factory.UNCLEAR)
    assert "It is not clear yet" in main_text(response)
    assert "It is best that a person looks." in main_text(response)
    assert reverse("intake_booking:times") in " ".join(links(response))


def test_a_same_day_sign_leads_to_medical_care_and_not_to_booking(walker: Walker) -> None:
    response = walker.finish(factory.SAME_DAY)
    assert "Get medical advice today" in main_text(response)
    assert not [url for url in links(response) if "booking" in url]


def test_an_emergency_stops_the_questions_at_once(walker: Walker) -> None:
    walker.start()
    response = walker.answer("safety", factory.EMERGENCY)
    assert response["Location"] == RESULT
    assert walker.submission.urgency == "emergency_now"


def test_the_emergency_result_has_exactly_one_action(walker: Walker) -> None:
    response = walker.finish(factory.EMERGENCY)
    page = soup(response)
    for frame in ("header", "footer"):
        assert page.find(frame) is None
    assert links(response) == ["tel:911"]
    assert not page.find_all(["form", "button", "input"])
    assert "Call 911 now" in main_text(response)
    assert "I cannot hold my bladder" in main_text(response)


def test_no_page_asks_for_a_name(walker: Walker) -> None:
    url = walker.start()["Location"]
    seen = [START]
    while url.startswith("/intake/q/"):
        seen.append(url)
        url = walker.client.post(url, form_data(factory.SELF_HELP))["Location"]
    for address in seen:
        fields = soup(walker.get(address)).select("main input, main textarea")
        assert not [f for f in fields if "name" in f.get("autocomplete", "") or "mail" in str(f)]


@pytest.mark.parametrize(
    "answers", [factory.SELF_HELP, factory.BOOKING, factory.UNCLEAR, factory.SAME_DAY]
)
def test_every_other_result_has_a_safety_net_and_no_promise(
    walker: Walker, answers: dict[str, Any]
) -> None:
    words = main_text(walker.finish(answers))
    assert "Call 911 if, from now on" in words
    assert "Get medical advice the same day if" in words
    for forbidden in ("%", "diagnosed", "no doctor"):
        assert forbidden not in words


# --- the start page --------------------------------------------------------------------------


def test_the_start_page_tells_what_happens_before_anything_is_asked(
    walker: Walker, no_writes: NoWrites
) -> None:
    with no_writes():
        response = walker.get(START)
    words = main_text(response)
    for sentence in ("Call 911 now", "Nobody asks for your name", "not a diagnosis"):
        assert sentence in words
    assert walker.token == ""


def test_beginning_needs_the_consent_and_keeps_its_words(
    walker: Walker, intake_page: IntakePage
) -> None:
    refused = walker.client.post(START, {})
    assert refused.status_code == 422
    assert "Select the box to agree" in main_text(refused)
    assert soup(refused).title.text.strip().startswith("Error:")
    assert not Submission.objects.exists()
    walker.start()
    assert walker.submission.consent_text == intake_page.consent_text
    assert walker.submission.page_id == intake_page.pk


def test_the_secret_is_kept_from_scripts_and_other_sites(walker: Walker) -> None:
    walker.start()
    cookie = walker.client.cookies[conf.cookie_name()]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == conf.resume_days() * 86400
    secure = walker.client.post(START, {"agree": "1"}, secure=True).cookies[conf.cookie_name()]
    assert secure["secure"] is True


def test_the_start_page_offers_to_go_on_with_what_is_not_finished(walker: Walker) -> None:
    walker.start()
    walker.answer("safety", factory.SELF_HELP)
    assert CHECK in links(walker.get(START))
    assert walker.get(CHECK)["Location"] == step_url("where")
    walker.finish(factory.SELF_HELP)
    assert CHECK not in links(walker.get(START))


def test_an_unpublished_questionnaire_closes_the_start_page(
    walker: Walker, intake_page: IntakePage
) -> None:
    intake_page.questionnaire.unpublish()
    response = walker.get(START)
    assert response.status_code == 200
    assert "not open right now" in main_text(response)
    assert not soup(response).select("main form")
    assert walker.client.post(START, {"agree": "1"}).status_code == 200
    assert not Submission.objects.exists()


def test_a_page_without_a_questionnaire_says_it_is_closed(db: None, client: Client) -> None:
    factory.intake_page(None)
    assert "not open right now" in main_text(client.get(START))


def test_who_has_begun_can_finish_after_the_questionnaire_was_unpublished(
    walker: Walker, intake_page: IntakePage
) -> None:
    walker.start()
    intake_page.questionnaire.unpublish()
    assert walker.answer("safety", factory.SELF_HELP)["Location"] == step_url("where")
