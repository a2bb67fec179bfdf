"""What staff find on the home page of the admin: urgent results, visits today, calls due."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from intake.booking.models import FollowUp
from intake.models import AccessEntry, Submission
from tests.factories import booking as make
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db

HOME = reverse("wagtailadmin_home")
URGENT, TODAY, CALLS = "home-urgent", "home-today", "home-follow-ups"
SEES = ("intake.view_submission", "intake.see_all_submissions")
BOOKS = (
    "intake_booking.view_appointment",
    "intake_booking.see_all_appointments",
    "intake_booking.view_followup",
)


def panels(client: Client) -> dict[str, str]:
    page = BeautifulSoup(client.get(HOME).content, "html.parser")
    found = page.select("section.intake-home")
    return {str(each["aria-labelledby"]): " ".join(each.get_text(" ").split()) for each in found}


@pytest.fixture
def clinic() -> Any:
    return make.make_clinic()


def visits(clinic: Any, number: int, first: int = 0) -> None:
    for place in range(first, first + number):
        start = make.FIRST + timedelta(minutes=place)
        make.insert(
            clinic,
            start,
            1,
            client_name=f"Robin {place}",
            overbooked=True,
            overbooked_reason="together",
        )


@pytest.fixture
def at_dawn() -> Any:
    with patch.object(timezone, "now", lambda: make.FIRST - timedelta(hours=2)):
        yield


def test_each_panel_is_for_those_with_its_permission(client: Client) -> None:
    for permissions, shown in (((), set()), (SEES, {URGENT}), (BOOKS, {TODAY, CALLS})):
        client.force_login(factory.staff(*permissions))
        assert set(panels(client)) == shown


def test_urgent_results_are_shown_until_somebody_begins(client: Client) -> None:
    submission, _token = factory.started(factory.EMERGENCY)
    factory.completed(factory.SELF_HELP)
    client.force_login(factory.staff(*SEES))
    assert panels(client)[URGENT].startswith("1 urgent result nobody")
    assert submission.reference in panels(client)[URGENT]
    Submission.objects.filter(pk=submission.pk).update(stage="in_review")
    assert panels(client)[URGENT].startswith("0 urgent results")


def test_who_sees_their_own_cases_alone_is_told_of_no_other(client: Client) -> None:
    factory.started(factory.EMERGENCY)
    client.force_login(factory.staff("intake.view_submission"))
    assert panels(client)[URGENT].startswith("0 ")


@pytest.mark.usefixtures("at_dawn")
def test_todays_visits_are_counted_and_the_next_are_named(clinic: Any, client: Client) -> None:
    visits(clinic, 7)
    make.insert(clinic, make.FIRST + timedelta(days=1), 60, wall_start="2027-03-03T09:00")
    client.force_login(factory.staff(*BOOKS))
    said = panels(client)[TODAY]
    assert said.startswith("7 visits today")
    assert "Robin 0" in said
    assert "Robin 5" not in said
    panels(client)
    entry = AccessEntry.objects.get()
    assert (entry.kind, entry.reference, entry.count) == ("diary", str(make.FIRST.date()), 5)


@pytest.mark.usefixtures("at_dawn")
def test_a_therapist_sees_the_visits_of_their_own_clients(clinic: Any, client: Client) -> None:
    visits(clinic, 2)
    client.force_login(factory.staff("intake_booking.view_appointment"))
    assert panels(client)[TODAY].startswith("0 visits today")


def test_calls_that_are_due_are_counted(client: Client) -> None:
    for days in (-1, 0, 3):
        FollowUp.objects.create(
            kind=FollowUp.Kind.CALL,
            due_on=timezone.localdate() + timedelta(days=days),
            client_name="Robin",
        )
    client.force_login(factory.staff(*BOOKS))
    assert panels(client)[CALLS].startswith("2 follow-ups due")
    assert "Robin" not in panels(client)[CALLS]


@pytest.mark.usefixtures("at_dawn")
def test_the_home_page_costs_the_same_with_3_and_30(clinic: Any, client: Client) -> None:
    client.force_login(factory.staff(*SEES, *BOOKS))

    def queries(number: int) -> int:
        visits(clinic, number, first=number)
        for _ in range(number):
            factory.started(factory.EMERGENCY)
        client.get(HOME)  # the first look of a while is noted
        with CaptureQueriesContext(connection) as captured:
            client.get(HOME)
        return len(captured)

    assert queries(3) == queries(27)
