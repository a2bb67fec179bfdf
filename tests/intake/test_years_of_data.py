"""Lists that grow for years are read in the order of an index, and counted no further than said."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake.admin import paging
from intake.booking.models import Appointment
from intake.models import Submission
from intake.stages import Stage
from intake.submission_export import chosen, export_of
from tests.factories import booking as make
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db

OWN = ("intake.view_submission", "intake.work_submission")
SEES_ALL = (*OWN, "intake.see_all_submissions")


@pytest.fixture
def lead() -> User:
    return factory.staff(*SEES_ALL)


@pytest.fixture
def therapist() -> User:
    return factory.staff(*OWN)


def plan(queryset: QuerySet[Any]) -> str:
    """Return how the database reads rows; a small table it would rather read as a whole."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for habit in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{habit} = off")
    return queryset.explain()


AS_GOOD = {"intake_submission_in_stage": "intake_submission_worklist"}
"""What PostgreSQL may as well choose while a table is empty."""


def follows(index: str, said: str) -> bool:
    """Tell whether rows are read in the order of an index."""
    if connection.vendor == "postgresql":
        fitting = (index, AS_GOOD.get(index, index))
        return any(f"using {one} " in said for one in fitting) and "Sort Key" not in said
    return index in said and "USE TEMP B-TREE FOR ORDER BY" not in said


LISTS = {
    "intake_submission_worklist": lambda found: found.open().urgent_first(),
    "intake_submission_route": lambda found: found.open().leading_to("booking").urgent_first(),
    "intake_submission_in_stage": lambda found: found.in_stage(Stage.NEW).urgent_first(),
    "intake_submission_stage": lambda found: found.in_stage(Stage.CLOSED).latest_done(),
}


@pytest.mark.parametrize("who", ["lead", "therapist"])
@pytest.mark.parametrize("index", LISTS)
def test_the_worklist_and_a_list_of_ones_own_follow_an_index(
    index: str, who: str, request: pytest.FixtureRequest
) -> None:
    visible = Submission.objects.visible_to(request.getfixturevalue(who))
    found = LISTS[index](visible).without_answers()
    assert follows(index, plan(found[:30]))


def test_whose_client_it_is_is_looked_up_one_by_one(therapist: User) -> None:
    visible = Submission.objects.visible_to(therapist).open().urgent_first()
    assert follows("intake_booking_own_clients", plan(visible.without_answers()[:30]))


def test_what_an_export_asks_before_its_first_row_lies_in_an_index(lead: User) -> None:
    with CaptureQueriesContext(connection) as asked:
        export_of(chosen(lead, since=None, before=None), clinical=False, with_answers=False)
    about = [each["sql"] for each in asked if 'FROM "intake_submission"' in each["sql"]]
    assert len(about) == 3
    # PostgreSQL tells only from rows that were stored for a while whether an index is enough.
    enough = "Index" if connection.vendor == "postgresql" else "COVERING INDEX"
    for question in about:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(connection.ops.explain_query_prefix() + " " + question)
            said = "\n".join(str(row) for row in cursor.fetchall())
        assert enough in said, question


def test_the_list_of_visits_follows_an_index() -> None:
    assert follows("intake_booking_latest", plan(Appointment.objects.latest_first()[:30]))


def test_the_visits_of_a_day_are_looked_for_around_that_day() -> None:
    clinic = make.make_clinic()
    visit = make.book(clinic)
    day = visit.starts_at.astimezone(visit.zone).date()
    found = Appointment.objects.expected().on_days(day, day)
    assert list(found) == [visit]
    assert "starts_at" in plan(found)


def test_the_list_of_visits_is_counted_no_further_than_a_limit(
    monkeypatch: pytest.MonkeyPatch, owner: User, client: Client
) -> None:
    monkeypatch.setattr(paging.CappedPaginator, "most", 2)
    clinic = make.make_clinic()
    for number in range(3):
        make.insert(clinic, make.FIRST + number * timedelta(hours=2), 60)
    client.force_login(owner)
    assert "2+ in this list" in client.get("/admin/appointment/").content.decode()
