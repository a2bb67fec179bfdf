"""The dashboard: what the database counted, small groups hidden, a table behind each chart."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from intake import figures
from intake.figure_queries import first_contact, steps
from intake.figures import Period, hide_small
from intake.models import AccessEntry, DailyCount, Submission, SubmissionEvent
from intake.stages import Stage
from tests.factories import booking as make
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db

PAGE = reverse("intake_dashboard")
KEY = "piriformis-syndrome"
SEES = ("intake.view_submission", "intake.see_all_submissions")
NOW = datetime.fromisoformat("2026-11-25T12:00:00+00:00")
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 12), min_size=width, max_size=width).map(tuple), max_size=5
    ).map(tuple)
)


def history(number: int, **changes: Any) -> None:
    """Put finished submissions into the last weeks, without walking through the questions."""
    first = factory.completed()
    rows = []
    for place in range(number):
        when = timezone.now() - timedelta(hours=7 * place % 480)
        values = {"route": "booking", "came_from": KEY, "top_cause": KEY} | changes
        rows.append(
            Submission(
                reference=f"T{place:07}{Submission.objects.count():04}"[:12],
                token_digest=f"{place}-{Submission.objects.count()}",
                version_id=first.version_id,
                started_at=when,
                updated_at=when,
                completed_at=when,
                **values,
            )
        )
    first.delete()
    Submission.objects.bulk_create(rows)


def table_of(page: bytes, key: str) -> list[list[str]]:
    found = BeautifulSoup(page, "html.parser").select(
        f"section[aria-labelledby=figure-{key}] tbody tr"
    )
    return [[" ".join(cell.get_text().split()) for cell in row.select("th,td")] for row in found]


@pytest.fixture
def lead(client: Client) -> User:
    user = factory.staff(*SEES)
    client.force_login(user)
    return user


@given(TABLES)
@settings(max_examples=100, deadline=None)
def test_no_small_number_is_shown_and_none_is_hidden_alone(table: Any) -> None:
    shown = hide_small(table)
    for cells, seen in zip(table, shown, strict=True):
        for cell, each in zip(cells, seen, strict=True):
            assert each is None or (each == cell and not 0 < cell < 5)
    for line in [*shown, *zip(*shown, strict=True)]:
        assert len(line) == 1 or list(line).count(None) != 1


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert hide_small(((5, 0), (9, 12))) == ((5, 0), (9, 12))


def test_a_year_is_told_by_month_and_four_weeks_by_week() -> None:
    assert len(Period(4, NOW).buckets()) == 4
    assert {day.weekday() for day in Period(4, NOW).buckets()} == {0}
    months = Period(52, NOW).buckets()
    assert {day.day for day in months} == {1}
    assert months[-1].isoformat() == "2026-11-01"


def test_only_who_sees_every_submission_sees_the_dashboard(client: Client) -> None:
    for permissions, status in (((), 403), (("intake.view_submission",), 403), (SEES, 200)):
        client.force_login(factory.staff(*permissions))
        assert client.get(PAGE).status_code == status
        allowed = status == 200
        assert (b"clinic/dashboard" in client.get("/admin/").content) is allowed
        file = client.get(reverse("intake_figure_file", args=["routes"]))
        assert file.status_code == status


@pytest.mark.usefixtures("lead")
def test_an_empty_clinic_is_told_so(client: Client) -> None:
    page = client.get(PAGE).content.decode()
    assert "Nothing in this period yet" in page
    assert "<canvas" not in page


@pytest.mark.usefixtures("lead", "version")
def test_every_chart_has_its_table_and_draws_the_same_numbers(client: Client) -> None:
    history(30)
    page = client.get(PAGE).content
    soup = BeautifulSoup(page, "html.parser")
    charts = soup.select("[data-figure]")
    assert {chart["data-figure"] for chart in charts} >= {"routes", "causes"}
    for chart in charts:
        data = json.loads(soup.find(id=chart["data-figure"]).string)
        rows = table_of(page, str(chart["data-figure"]))
        assert [row[0] for row in rows] == data["labels"]
        for place, each in enumerate(data["series"], start=1):
            for row, value in zip(rows, each["values"], strict=True):
                assert (value is None) == (row[place] == "hidden")


@pytest.mark.usefixtures("lead", "version")
def test_a_group_under_five_is_hidden_on_the_page_and_in_the_file(client: Client) -> None:
    history(12)
    history(3, top_cause="iliopsoas-syndrome", route="self_help")
    page = client.get(PAGE).content
    assert [row[1] for row in table_of(page, "causes")] == ["hidden", "hidden"]
    file = client.get(reverse("intake_figure_file", args=["causes"]))
    assert file["Content-Type"] == "text/csv"
    assert "no-store" in file["Cache-Control"]
    text = file.content.decode()
    assert text.count("hidden") == 2
    assert "3" not in text


@pytest.mark.usefixtures("version")
def test_a_file_is_noted_and_holds_no_formula(client: Client, lead: User) -> None:
    history(6, top_cause="=1+1")
    text = client.get(reverse("intake_figure_file", args=["causes"])).content.decode()
    assert "'=1+1,6" in text
    entry = AccessEntry.objects.get(kind="figure")
    assert (entry.user_id, entry.reference) == (lead.pk, "causes")
    assert client.get(reverse("intake_figure_file", args=["nothing"])).status_code == 404


@pytest.mark.usefixtures("lead", "version")
def test_an_article_is_followed_from_reading_to_booking(client: Client) -> None:
    factory.article(KEY, title="Piriformis")
    history(9)
    for submission in Submission.objects.order_by("pk")[:6]:
        SubmissionEvent.objects.create(
            submission=submission,
            kind=SubmissionEvent.Kind.STAGE,
            stage=Stage.BOOKED,
            at=timezone.now(),
        )
    for kind, number in (("read", 40), ("started", 1)):
        DailyCount.objects.create(day=timezone.localdate(), kind=kind, key=KEY, count=number)
    assert table_of(client.get(PAGE).content, "articles") == [["Piriformis", "40", "10", "9", "6"]]


@pytest.mark.usefixtures("version")
def test_steps_stand_in_the_order_of_the_form_and_deleted_ones_count(db: None) -> None:
    DailyCount.objects.create(day=timezone.localdate(), kind="left", key="severity", count=7)
    DailyCount.objects.create(day=timezone.localdate(), kind="left", key="where", count=8)
    figure = steps(Period(4, timezone.now()))
    assert figure.labels == ("Where it hurts", "How strong")
    assert figure.cells == ((8,), (7,))


@pytest.mark.usefixtures("version")
def test_time_to_first_contact_is_told_by_quarters_of_a_group_that_is_large_enough() -> None:
    history(20)
    for place, submission in enumerate(Submission.objects.order_by("pk"), start=1):
        assert submission.completed_at
        for hours in (place, place + 5):
            SubmissionEvent.objects.create(
                submission=submission,
                kind=SubmissionEvent.Kind.CALL,
                at=submission.completed_at + timedelta(hours=hours),
            )
    rows = dict(first_contact(Period(4, timezone.now())).rows())
    assert rows["Visit"] == (5.0, 10.0, 15.0)
    assert rows["Self-help"] == (None, None, None)
    Submission.objects.order_by("pk")[0].delete()
    assert dict(first_contact(Period(4, timezone.now())).rows())["Visit"] == (None,) * 3


def test_no_shows_are_a_share_of_the_visits_that_were_noted() -> None:
    clinic = make.make_clinic()
    for place in range(40):
        start = make.FIRST + timedelta(hours=place // 20)
        noted = {"missed_at": start} if place < 8 else {"arrived_at": start}
        state = "no_show" if place < 8 else "arrived" if place < 32 else "booked"
        over = {"overbooked": True, "overbooked_reason": "together"}
        make.insert(clinic, start, 1, state=state, **over, **(noted if place < 32 else {}))
    found = figures.figure("no_shows", Period(4, make.FIRST + timedelta(days=2)))
    assert found is not None
    assert found.rows()[-1][1] == (24, 8, 25.0)


@pytest.mark.usefixtures("lead", "version")
def test_the_dashboard_costs_the_same_with_3_and_30(client: Client) -> None:
    def queries(number: int) -> int:
        history(number)
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len(captured)

    client.get(PAGE)
    assert queries(3) == queries(27)
