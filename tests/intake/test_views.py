"""The public pages, walked through by a client without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import ANY

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from intake import access, conf
from intake.models import IntakePage, Submission
from tests.factories import intake as factory
from tests.intake.walker import (
    CHECK,
    LEAVE,
    RESULT,
    SAVE,
    START,
    Walker,
    form_data,
    main_text,
    resume_url,
    soup,
    step_url,
)

NewWalker = Callable[[], Walker]
NoWrites = Callable[[], CaptureQueriesContext]
PRIVATE = {"private", "no-store"}


def cache_words(response: Any) -> set[str]:
    return {word.strip() for word in response["Cache-Control"].split(",")}


def links(response: Any) -> list[str]:
    main = soup(response).find("main")
    assert main is not None
    return [str(link["href"]) for link in main.find_all("a", href=True)]


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
    assert walker.submission.is_emergency


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


# --- back, change, jump ----------------------------------------------------------------------


def test_going_back_loses_nothing(walker: Walker) -> None:
    walker.start()
    walker.answer("safety", factory.SELF_HELP)
    walker.answer("where", factory.SELF_HELP)
    response = walker.get(step_url("where"))
    checked = soup(response).select("main input[checked]")
    assert [box["value"] for box in checked] == ["buttock"]
    assert soup(response).select_one("a.c-back")["href"] == step_url("safety")
    assert soup(walker.get(step_url("safety"))).select_one("a.c-back")["href"] == START


def test_typed_numbers_and_texts_are_shown_again(walker: Walker) -> None:
    walker.walk_to_check({**factory.SELF_HELP, "duration_weeks": "1,5 years", "work": "Baker"})
    assert soup(walker.get(step_url("began"))).select_one("#q-duration_weeks")["value"] == "78"
    assert soup(walker.get(step_url("words"))).select_one("#q-work")["value"] == "Baker"
    sure = soup(walker.get(step_url("severity"))).select("input[checked]")
    assert [box["value"] for box in sure] == ["3", "no"]


def test_the_check_page_shows_every_answer_with_a_way_to_change_it(walker: Walker) -> None:
    walker.walk_to_check({**factory.SELF_HELP, "work": "Baker"})
    response = walker.get(CHECK)
    words = main_text(response)
    for said in ("None of these", "Buttock", "3 weeks", "Yes, soon", "Baker"):
        assert said in words
    changes = [url for url in links(response) if url.endswith("?change=1")]
    assert step_url("severity") + "?change=1" in changes


def test_a_change_leads_back_to_the_check_page(walker: Walker) -> None:
    walker.walk_to_check(factory.SELF_HELP)
    url = step_url("began") + "?change=1"
    assert soup(walker.get(url)).select_one("a.c-back")["href"] == CHECK
    assert soup(walker.get(url)).select_one("main form[method=post]")["action"] == url
    assert walker.client.post(url, form_data({"duration_weeks": "4"}))["Location"] == CHECK
    assert "4 weeks" in main_text(walker.get(CHECK))


def test_a_change_that_opens_a_question_leads_to_that_question(walker: Walker) -> None:
    walker.walk_to_check(factory.SELF_HELP)
    response = walker.answer("where", {"pain_regions": ["groin"]}, "?change=1")
    assert response["Location"] == step_url("closer")
    assert "deep lunge" in main_text(walker.get(step_url("closer")))


def test_an_answer_that_is_no_longer_on_the_path_does_not_count(walker: Walker) -> None:
    walker.walk_to_check(factory.SELF_HELP)
    walker.answer("where", {"pain_regions": ["groin"]}, "?change=1")
    walker.answer("closer", {"lunge": "free"})
    walker.client.post(CHECK)
    assert "sitting" in walker.submission.answers
    assert "Sitting" not in main_text(walker.get(RESULT))


def test_a_change_to_an_emergency_stops_at_once(walker: Walker) -> None:
    walker.walk_to_check(factory.SELF_HELP)
    response = walker.answer("safety", factory.EMERGENCY, "?change=1")
    assert response["Location"] == RESULT


@pytest.mark.parametrize("url", [step_url("words"), step_url("nowhere"), CHECK, RESULT])
def test_jumping_ahead_leads_to_the_first_open_question(walker: Walker, url: str) -> None:
    walker.start()
    response = walker.get(url)
    assert (response.status_code, response["Location"]) == (302, step_url("safety"))


def test_answers_posted_ahead_of_the_path_are_not_kept(walker: Walker) -> None:
    walker.start()
    response = walker.answer("severity", factory.SELF_HELP)
    assert response["Location"] == step_url("safety")
    assert walker.submission.answers == {}


def test_only_the_questions_that_were_asked_are_kept(walker: Walker) -> None:
    walker.start()
    walker.answer("safety", {**factory.SELF_HELP, "unknown": "x"})
    assert walker.submission.answers.keys() == {"red_flags"}


def test_an_error_is_said_on_top_and_at_the_field_and_keeps_what_was_typed(
    walker: Walker,
) -> None:
    walker.start()
    walker.answer("safety", factory.SELF_HELP)
    walker.answer("where", factory.SELF_HELP)
    response = walker.answer("began", {"duration_weeks": "ages"})
    page = soup(response)
    assert response.status_code == 422
    assert page.title.text.strip().startswith("Error:")
    assert page.select_one(".c-error-summary a")["href"] == "#q-duration_weeks"
    field = page.select_one("#q-duration_weeks")
    assert field["value"] == "ages"
    assert field["aria-invalid"] == "true"
    assert all(page.find(id=name) for name in field["aria-describedby"].split())


# --- twice, and in two places ----------------------------------------------------------------


def test_a_double_click_on_continue_is_harmless(walker: Walker) -> None:
    walker.start()
    first = walker.answer("safety", factory.SELF_HELP)
    second = walker.answer("safety", factory.SELF_HELP)
    assert first["Location"] == second["Location"] == step_url("where")
    assert walker.submission.answers == {"red_flags": ["none_of_these"]}


def test_a_double_click_on_the_last_button_shows_one_result(walker: Walker) -> None:
    walker.walk_to_check(factory.SELF_HELP)
    for _ in range(2):
        assert walker.client.post(CHECK)["Location"] == RESULT
    assert Submission.objects.completed().count() == 1


def test_two_tabs_of_one_browser_fill_one_set_of_answers(walker: Walker) -> None:
    walker.walk_to_check(factory.SELF_HELP)
    walker.answer("began", {"duration_weeks": "5"})
    walker.answer("severity", {"average": "2", "night_pain": "no"})
    answers = walker.submission.answers
    assert (answers["duration_weeks"], answers["average"]) == (5, 2)


def test_a_tab_left_open_leads_to_the_result_once_there_is_one(walker: Walker) -> None:
    walker.finish(factory.SELF_HELP)
    assert walker.answer("began", {"duration_weeks": "500"})["Location"] == RESULT
    assert walker.get(step_url("began"))["Location"] == RESULT
    assert walker.get(CHECK)["Location"] == RESULT
    assert walker.submission.answers["duration_weeks"] == 3


# --- who may open what -----------------------------------------------------------------------


@pytest.mark.parametrize("url", [step_url("safety"), CHECK, RESULT, SAVE])
def test_without_the_secret_there_is_nothing_to_see(walker: Walker, url: str) -> None:
    response = walker.get(url)
    assert response.status_code == 404
    assert "We cannot find your answers here" in main_text(response)
    assert START in links(response)
    assert cache_words(response) == PRIVATE


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 5000, "ä\x00", "' OR 1=1 --"])
def test_a_made_up_secret_opens_nothing(walker: Walker, token: str) -> None:
    walker.client.cookies[conf.cookie_name()] = token
    assert walker.get(RESULT).status_code == 404
    assert walker.client.post(step_url("safety"), form_data(factory.EMERGENCY)).status_code == 404


def test_a_secret_that_is_too_old_opens_nothing(walker: Walker) -> None:
    walker.finish()
    Submission.objects.update(
        updated_at=walker.submission.updated_at - timedelta(days=conf.resume_days() + 1)
    )
    assert walker.get(RESULT).status_code == 404
    assert walker.get(resume_url(walker.token)).status_code == 404
    assert walker.client.post(resume_url(walker.token)).status_code == 404


def test_a_reference_is_no_secret(walker: Walker, new_walker: NewWalker) -> None:
    walker.finish()
    stranger = new_walker()
    stranger.client.cookies[conf.cookie_name()] = walker.submission.reference
    assert stranger.get(RESULT).status_code == 404


def test_two_clients_never_see_each_other(walker: Walker, new_walker: NewWalker) -> None:
    other = new_walker()
    walker.finish(factory.SELF_HELP)
    other.finish(factory.EMERGENCY)
    assert "Call 911 now" not in main_text(walker.get(RESULT))
    assert "Call 911 now" in main_text(other.get(RESULT))


def test_a_private_link_changes_nothing_until_its_button_is_pressed(
    walker: Walker, new_walker: NewWalker, no_writes: NoWrites
) -> None:
    walker.start()
    walker.answer("safety", factory.SELF_HELP)
    address = soup(walker.get(SAVE)).select_one("#address")["value"]
    assert address.endswith(resume_url(walker.token))
    phone = new_walker()
    with no_writes():
        for response in (phone.get(address), phone.client.head(address)):
            assert response.status_code == 200
            assert conf.cookie_name() not in response.cookies
            assert response["Referrer-Policy"] == "same-origin"
            assert cache_words(response) == PRIVATE
    assert phone.get(step_url("where")).status_code == 404
    response = phone.client.post(address)
    assert response["Location"] == step_url("where")
    assert phone.token == walker.token
    assert phone.submission == walker.submission


def test_a_private_link_to_finished_answers_opens_the_result(
    walker: Walker, new_walker: NewWalker
) -> None:
    walker.finish()
    phone = new_walker()
    assert phone.client.post(resume_url(walker.token))["Location"] == RESULT


def test_a_shared_phone_can_forget_the_answers(walker: Walker) -> None:
    walker.finish()
    assert walker.client.get(LEAVE).status_code == 405
    token = walker.token
    assert walker.client.post(LEAVE)["Location"] == START
    assert walker.token == ""
    assert walker.get(RESULT).status_code == 404
    assert Submission.objects.for_token(token)


# --- what every page keeps to ----------------------------------------------------------------


@pytest.fixture
def personal_pages(walker: Walker) -> list[str]:
    walker.walk_to_check(factory.SELF_HELP)
    return [START, step_url("safety"), step_url("closer"), CHECK, SAVE, resume_url(walker.token)]


def test_no_personal_page_may_be_kept_by_a_cache(walker: Walker, personal_pages: list[str]) -> None:
    for url in personal_pages:
        assert cache_words(walker.get(url)) == PRIVATE, url
    assert cache_words(walker.get(RESULT)) == PRIVATE
    assert cache_words(walker.client.post(CHECK)) == PRIVATE
    assert cache_words(walker.get(RESULT)) == PRIVATE
    assert cache_words(walker.client.post(resume_url(walker.token))) == PRIVATE
    assert cache_words(walker.client.post(LEAVE)) == PRIVATE


def test_reading_never_writes(
    walker: Walker, personal_pages: list[str], no_writes: NoWrites
) -> None:
    for url in [*personal_pages, RESULT, step_url("nowhere")]:
        with no_writes():
            walker.get(url)
            walker.client.head(url)
    walker.client.post(CHECK)
    with no_writes():
        assert walker.get(RESULT).status_code == 200
    assert not Session.objects.exists()


def test_head_and_get_answer_alike(walker: Walker, personal_pages: list[str]) -> None:
    for url in [*personal_pages, RESULT]:
        head, get = walker.client.head(url), walker.get(url)
        assert (head.status_code, head.content) == (get.status_code, b""), url


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(walker: Walker, personal_pages: list[str], method: str) -> None:
    before = walker.submission.answers
    for url in [*personal_pages[1:], RESULT, LEAVE]:
        assert getattr(walker.client, method)(url).status_code == 405, url
    assert walker.submission.answers == before
    assert Submission.objects.count() == 1


def test_a_cache_in_front_of_the_site_serves_nobody_anothers_page(
    settings: Settings, walker: Walker, new_walker: NewWalker
) -> None:
    settings.MIDDLEWARE = [
        "django.middleware.cache.UpdateCacheMiddleware",
        *settings.MIDDLEWARE,
        "django.middleware.cache.FetchFromCacheMiddleware",
    ]
    one, other = Walker(Client()), new_walker()
    one.walk_to_check({**factory.SELF_HELP, "work": factory.MARKER})
    assert factory.MARKER in main_text(one.get(CHECK))
    other.walk_to_check({**factory.SELF_HELP, "work": "Baker"})
    words = main_text(other.get(CHECK))
    assert factory.MARKER not in words
    assert "Baker" in words
    assert new_walker().get(CHECK).status_code == 404


def test_every_form_is_protected_against_other_sites(intake_page: IntakePage) -> None:
    walker = Walker(Client(enforce_csrf_checks=True))
    assert walker.client.post(START, {"agree": "1"}).status_code == 403
    _, token = factory.started(factory.SELF_HELP)
    walker.client.cookies[conf.cookie_name()] = token
    for url in (step_url("safety"), CHECK, LEAVE, resume_url(token)):
        assert walker.client.post(url, {}).status_code == 403, url


def test_every_form_carries_its_own_protection(intake_page: IntakePage) -> None:
    client = Client(enforce_csrf_checks=True)
    walker = Walker(client)

    def send(url: str, **data: Any) -> Any:
        field = soup(walker.get(url)).select_one("main input[name=csrfmiddlewaretoken]")
        data["csrfmiddlewaretoken"] = field["value"]
        return client.post(url, data, HTTP_ORIGIN="http://testserver")

    url = send(START, agree="1")["Location"]
    while url.startswith("/intake/q/"):
        url = send(url, **form_data(factory.SELF_HELP))["Location"]
    assert send(url)["Location"] == RESULT
    assert send(resume_url(walker.token))["Location"] == RESULT


def test_the_forms_work_for_a_site_with_another_cookie_name(
    settings: Settings, walker: Walker
) -> None:
    settings.CLINIC_INTAKE_COOKIE = "another"
    walker.finish()
    assert "another" in walker.client.cookies
    assert len(walker.token) <= access.LONGEST_TOKEN


# --- what a page costs -----------------------------------------------------------------------


@pytest.fixture
def warm(walker: Walker) -> Walker:
    """A client on the way, after the clinic's facts and the definition were read once."""
    walker.walk_to_check(factory.SELF_HELP)
    walker.get(step_url("began"))
    return walker


def test_showing_a_step_costs_one_query(
    warm: Walker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        warm.get(step_url("began"))


def test_answering_a_step_costs_two_queries(
    warm: Walker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        warm.answer("began", {"duration_weeks": "4"})


def test_a_refused_answer_costs_one_query(
    warm: Walker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        warm.answer("began", {"duration_weeks": ""})


def test_the_check_page_and_the_decision_cost_one_and_two_queries(
    warm: Walker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        warm.get(CHECK)
    with django_assert_num_queries(2):
        warm.client.post(CHECK)


def test_an_emergency_result_costs_one_query(
    warm: Walker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    warm.answer("safety", factory.EMERGENCY)
    with django_assert_num_queries(1):
        warm.get(RESULT)


def test_the_cost_of_a_result_does_not_grow_with_the_number_of_causes(
    warm: Walker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factory.article("piriformis-syndrome")
    warm.client.post(CHECK)
    warm.get(RESULT)
    with django_assert_num_queries(3):
        response = warm.get(RESULT)
    assert response.context["result"].article == ANY
