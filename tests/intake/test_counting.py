"""Where clients come from and how far they get, counted without knowing anybody."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake import counting, limiting
from intake.models import DailyCount, Submission, SubmissionEvent
from intake.stages import Stage
from intake.subjects import subject_of
from tests.factories import intake as factory
from tests.intake.walker import START, Walker, soup, step_url

pytestmark = pytest.mark.django_db

KEY = "piriformis-syndrome"
READ = reverse("intake:read", args=[KEY])
AGREE = {"agree": "1"}


def counts() -> set[tuple[str, str, int]]:
    return set(DailyCount.objects.values_list("kind", "key", "count"))


@pytest.fixture
def article() -> Any:
    return factory.article(KEY)


def test_a_start_remembers_the_article_it_came_from(walker: Walker) -> None:
    factory.article(KEY)
    page = soup(walker.client.get(f"{START}?from={KEY}"))
    field = page.select_one("main form input[name=from]")
    assert field is not None
    walker.client.post(START, AGREE | {"from": field["value"]})
    assert walker.submission.came_from == KEY


def test_a_refused_start_still_knows_where_it_came_from(walker: Walker) -> None:
    factory.article(KEY)
    page = soup(walker.client.post(START, {"from": KEY}))
    assert page.select_one("main form input[name=from]")["value"] == KEY


@pytest.mark.parametrize("said", ["unknown", "x" * 9000, "\x00", "<b>", ""])
def test_what_is_no_article_counts_as_none_and_stops_nobody(said: str, walker: Walker) -> None:
    assert walker.client.get(START, {"from": said}).status_code == 200
    walker.client.post(START, AGREE | {"from": said})
    assert walker.submission.came_from == ""


def test_an_article_leads_to_the_questions_and_says_which_it_was(
    intake_page: Any, client: Client
) -> None:
    article = factory.article(KEY)
    hub = article.get_parent().specific
    hub.intake_page = intake_page
    hub.save()
    main = soup(client.get(article.url)).find("main")
    found = [str(a["href"]) for a in main.select("a.c-button")]
    assert f"{intake_page.url}?from={KEY}" in found


def test_a_submission_remembers_the_last_step_that_was_answered(walker: Walker) -> None:
    walker.start()
    walker.answer("safety", {"red_flags": "none_of_these"})
    walker.answer("where", {"pain_regions": "buttock"})
    assert walker.submission.last_step == "where"


def test_a_refused_answer_is_no_step_forward(walker: Walker) -> None:
    walker.start()
    walker.client.post(step_url("safety"), {})
    assert walker.submission.last_step == ""


@pytest.mark.usefixtures("article")
def test_readings_are_counted_by_day_and_article(client: Client) -> None:
    for _ in range(2):
        response = client.post(READ)
        assert (response.status_code, response.content, response.cookies) == (204, b"", {})
    row = DailyCount.objects.get()
    assert (row.day, row.kind, row.key, row.count) == (timezone.localdate(), "read", KEY, 2)


@pytest.mark.usefixtures("article")
def test_looking_counts_nothing(client: Client) -> None:
    assert client.get(READ).status_code == 405
    assert client.post(reverse("intake:read", args=["no-article"])).status_code == 404
    assert counts() == set()


@pytest.mark.usefixtures("article")
def test_a_program_that_counts_up_is_slowed_down(client: Client, settings: Any) -> None:
    settings.CLINIC_INTAKE_RATE_LIMITS = {"read": "2/hour"}
    limiting.forget_all()
    assert [client.post(READ).status_code for _ in range(3)] == [204, 204, 429]


def test_an_article_loads_the_script_that_counts_and_a_preview_does_not(client: Client) -> None:
    article = factory.article(KEY)
    script = soup(client.get(article.url)).select_one("script[data-read]")
    assert script is not None
    assert script["data-read"] == READ
    preview = article.make_preview_request()
    assert b"data-read" not in preview.content


def test_the_script_sends_no_cookie_and_stores_nothing() -> None:
    text = Path("intake/static/intake/js/read.js").read_text()
    assert 'credentials: "omit"' in text
    for word in ("cookie =", "localStorage", "sessionStorage", "indexedDB"):
        assert word not in text


def test_what_is_deleted_leaves_numbers_of_each_way_behind(version: Any) -> None:
    booked = factory.completed(factory.BOOKING, came_from=KEY)
    SubmissionEvent.objects.create(
        submission=booked,
        kind=SubmissionEvent.Kind.STAGE,
        stage=Stage.BOOKED,
        at=timezone.now(),
    )
    for _ in range(2):
        submission, _token = factory.started(came_from=KEY)
        factory.actions.record_answers(
            submission=submission, answers={"duration_weeks": 3}, step="began"
        )
    counting.outlive(Submission.objects.values_list("pk", flat=True))
    assert counts() == {
        ("started", KEY, 3),
        ("finished", KEY, 1),
        ("booked", KEY, 1),
        ("route", "booking", 1),
        ("left", "began", 2),
    }


def test_erasing_somebody_leaves_a_number_and_no_person(version: Any) -> None:
    submission = factory.completed(came_from=KEY)
    subject_of("submission").erase(submission, now=timezone.now())
    assert not Submission.objects.exists()
    assert ("finished", KEY, 1) in counts()


def test_started_is_counted_at_the_day_of_the_start(version: Any) -> None:
    submission = factory.completed(came_from=KEY)
    start = timezone.now() - timedelta(days=9)
    Submission.objects.filter(pk=submission.pk).update(started_at=start)
    counting.outlive([submission.pk])
    days = dict(DailyCount.objects.values_list("kind", "day"))
    assert days["started"] == days["finished"] == timezone.localdate(start)
    assert days["route"] == timezone.localdate()
