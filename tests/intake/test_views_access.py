"""Who may open what, and what every personal page keeps to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

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
    cache_words,
    form_data,
    links,
    main_text,
    resume_url,
    soup,
    step_url,
)

NewWalker = Callable[[], Walker]
NoWrites = Callable[[], CaptureQueriesContext]
PRIVATE = {"private", "no-store"}


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
