"""What clients see of follow-ups: their next visit on the link they have, and asking for a call."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from intake.actions import complete_submission
from intake.booking import change_actions, follow_up_actions
from intake.booking.models import Appointment, FollowUp
from intake.conf import cookie_name
from tests.booking.conftest import Clock
from tests.booking.pages import offered, soup, words
from tests.factories import booking as make
from tests.factories import intake as make_intake

AFTER = make.FIRST + timedelta(hours=2)
CALL = reverse("intake_booking:call")
DETAILS = {"name": "Kim Caller", "phone": "212 555 0177", "best_time": "morning", "consent": "on"}


@pytest.fixture
def staff(db: None) -> User:
    """A member of staff."""
    return User.objects.create_user("desk")


@pytest.fixture
def visit(clinic: make.Clinic, staff: User, clock: Clock) -> Appointment:
    """A visit that has taken place, with its next one suggested in two weeks."""
    visit = make.book(clinic)
    clock.now = AFTER
    follow_up_actions.suggest_follow_up(appointment=visit, weeks=2, by=staff, now=AFTER)
    return visit


def page_of(visit: Appointment) -> str:
    return reverse("intake_booking:appointment", args=[visit.token])


def follow_up_page(visit: Appointment) -> str:
    return reverse("intake_booking:follow_up", args=[visit.token])


def test_the_link_of_a_visit_offers_the_follow_up_once_it_is_over(
    client: Client, visit: Appointment, clock: Clock
) -> None:
    assert "Book your follow-up" in words(client.get(page_of(visit)))
    clock.now = make.NOW
    assert "Book your follow-up" not in words(client.get(page_of(visit)))
    assert client.get(follow_up_page(visit))["Location"] == page_of(visit)


def test_the_offer_says_how_long_after_the_visit_and_when_that_day_has_passed(
    client: Client, visit: Appointment, clock: Clock
) -> None:
    said = "We suggest one 2 weeks after this one, around Tuesday 16 March 2027"
    assert said in words(client.get(page_of(visit)))
    clock.now = AFTER + timedelta(weeks=3)
    late = words(client.get(page_of(visit)))
    assert "We suggested one around Tuesday 16 March 2027" in late
    assert "You can still book it." in late
    assert "These times are free now." in words(client.get(follow_up_page(visit)))


def test_a_visit_without_a_suggestion_offers_none(
    client: Client, clinic: make.Clinic, clock: Clock
) -> None:
    visit = make.book(clinic)
    clock.now = AFTER
    assert "Book your follow-up" not in words(client.get(page_of(visit)))
    assert client.get(follow_up_page(visit)).status_code == 302


def test_the_times_begin_around_the_suggested_day_with_the_same_practitioner(
    client: Client, visit: Appointment, clinic: make.Clinic
) -> None:
    other = make.make_practitioner(clinic.service, clinic.location, name="Second Person")
    page = client.get(follow_up_page(visit))
    assert "around Tuesday 16 March 2027" in words(page)
    assert "With Alex Example" in words(page)
    assert offered(page)[0] == datetime(2027, 3, 13, 14, 0, tzinfo=UTC)
    clinic.practitioner.hours.all().delete()
    everybody = client.get(follow_up_page(visit), {"who": "anybody"})
    assert other.name not in words(page)
    assert offered(everybody)


def test_one_click_books_the_follow_up_and_the_first_page_says_so(
    client: Client, visit: Appointment
) -> None:
    start = offered(client.get(follow_up_page(visit)))[0]
    answer = client.post(follow_up_page(visit), {"start": start.isoformat()})
    booked = Appointment.objects.exclude(pk=visit.pk).get()
    assert answer["Location"] == page_of(booked)
    assert booked.client_name == visit.client_name
    assert "Your follow-up is booked" in words(client.get(page_of(visit)))
    again = client.post(follow_up_page(visit), {"start": start.isoformat()})
    assert again["Location"] == page_of(booked)
    assert Appointment.objects.count() == 2
    change_actions.cancel_appointment(appointment=booked, by=None, now=AFTER)
    assert "Book your follow-up" in words(client.get(page_of(visit)))


def test_a_time_lost_to_another_client_shows_the_times_near_it(
    client: Client, visit: Appointment, clinic: make.Clinic
) -> None:
    start = offered(client.get(follow_up_page(visit)))[0]
    make.book(clinic, start, contact=make.contact("Sam Other"), now=AFTER)
    page = client.post(follow_up_page(visit), {"start": start.isoformat()})
    assert page.status_code == 409
    assert "Someone has just booked" in words(page)
    assert start not in offered(page)


def test_no_time_chosen_is_said_and_nothing_is_booked(client: Client, visit: Appointment) -> None:
    page = client.post(follow_up_page(visit), {})
    assert page.status_code == 422
    assert "Select a time" in words(page)


def test_a_browser_whose_answers_call_for_care_books_no_follow_up(
    client: Client, visit: Appointment
) -> None:
    give(client, make_intake.EMERGENCY)
    assert client.get(follow_up_page(visit))["Location"] == reverse("intake:result")
    start = make.FIRST + timedelta(days=14)
    client.post(follow_up_page(visit), {"start": start.isoformat()})
    assert Appointment.objects.count() == 1


def give(client: Client, answers: Any) -> Any:
    """Let a browser hold finished answers."""
    make_intake.intake_page()
    submission, token = make_intake.started(answers)
    complete_submission(submission=submission)
    client.cookies[cookie_name()] = token
    return submission


@pytest.mark.parametrize(
    ("answers", "is_offered"),
    [
        (make_intake.SELF_HELP, True),
        (make_intake.BOOKING, False),
        (make_intake.SAME_DAY, False),
        (make_intake.EMERGENCY, False),
    ],
)
def test_a_call_is_offered_only_where_the_answers_lead_to_self_help(
    client: Client, clinic: make.Clinic, answers: Any, is_offered: bool
) -> None:
    give(client, answers)
    result = client.get(reverse("intake:result"))
    assert bool(soup(result).find("a", href=CALL)) is is_offered
    page = client.get(CALL)
    assert page.status_code == (200 if is_offered else 302)
    client.post(CALL, DETAILS)
    assert FollowUp.objects.exists() is is_offered


def test_asking_for_a_call_twice_is_asking_once(client: Client, clinic: make.Clinic) -> None:
    submission = give(client, make_intake.SELF_HELP)
    assert client.post(CALL, DETAILS)["Location"] == CALL
    assert "We will call you" in words(client.post(CALL, DETAILS))
    (follow_up,) = FollowUp.objects.all()
    assert follow_up.submission == submission
    assert follow_up.client_phone == "+12125550177"
    assert follow_up.best_time == "morning"
    assert "Kim" not in client.get(CALL).content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Enter your name"),
        ({"phone": "12"}, "Enter a phone number with its area code"),
        ({"consent": ""}, "Select the box to agree that we keep your details"),
        ({"best_time": "midnight"}, "Select when it is best to call"),
        ({"name": "a\x00b"}, "Remove the characters that cannot be printed"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    client: Client, clinic: make.Clinic, change: Any, sentence: str
) -> None:
    give(client, make_intake.SELF_HELP)
    page = client.post(CALL, DETAILS | change)
    assert page.status_code == 422
    assert sentence in words(page)
    assert not FollowUp.objects.exists()


def test_without_answers_there_is_nobody_to_call(client: Client, clinic: make.Clinic) -> None:
    assert client.get(CALL).status_code == 404
