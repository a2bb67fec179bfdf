"""The page of details, and the permanent page it leads to."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from wagtail.models import Site

from intake.booking import change_actions
from intake.booking.models import Appointment, Reminder
from intake.models import ClinicSettings
from tests.booking.pages import DETAILS, EXTREMES, TIMES, book, keep, offered, soup, words
from tests.factories.booking import FIRST, NOW

TEN_MINUTES = timedelta(minutes=10)
SECOND = timedelta(seconds=1)


def test_the_page_says_until_when_the_time_is_kept(client, clinic):
    page = client.get(keep(client, clinic)["Location"])
    assert "Tue 2 March, 09:00 (New York time)" in words(page)
    assert "We keep this time for you until 07:10 (New York time)." in words(page)


def test_details_book_the_time_and_lead_to_the_permanent_page(client, clinic):
    booked = book(client, clinic)
    assert re.fullmatch(r"/booking/a/[0-9a-f]{40}/", booked["Location"])
    page = client.get(booked["Location"])
    assert "Your visit is booked" in words(page)
    assert "Tue 2 March, 09:00 (New York time)" in words(page)
    assert Appointment.objects.get().client_phone == "+12125550134"


def test_b15_sending_the_same_form_twice_books_once_and_writes_once(
    client, clinic, django_capture_on_commit_callbacks
):
    kept = keep(client, clinic)
    with django_capture_on_commit_callbacks(execute=True):
        first = client.post(kept["Location"], DETAILS)
        second = client.post(kept["Location"], DETAILS)
    assert first["Location"] == second["Location"]
    assert Appointment.objects.count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("after", [TEN_MINUTES - SECOND, TEN_MINUTES, TEN_MINUTES + SECOND])
def test_a_late_client_still_gets_a_time_nobody_wants(client, clinic, clock, after):
    kept = keep(client, clinic)
    clock.now = NOW + after
    page = client.get(kept["Location"])
    assert ("We keep this time" in words(page)) is (after < TEN_MINUTES)
    assert client.post(kept["Location"], DETAILS)["Location"].startswith("/booking/a/")


def test_an_expired_hold_that_somebody_took_keeps_what_was_typed(
    client, other_browser, clinic, clock
):
    kept = keep(client, clinic)
    clock.now = NOW + TEN_MINUTES
    book(other_browser, clinic)
    lost = client.post(kept["Location"], DETAILS)
    assert lost.status_code == 409
    page = soup(lost)
    for name in ("name", "email", "phone"):
        assert page.find("input", {"name": name})["value"] == DETAILS[name]
    assert page.find("input", {"name": "consent"}).has_attr("checked")
    assert "Someone has just booked Tue 2 March, 09:00 (New York time)." in words(lost)
    again = client.post(kept["Location"], DETAILS | {"start": offered(lost)[0].isoformat()})
    assert again["Location"].startswith("/booking/a/")
    assert Appointment.objects.booked().count() == 2


def test_after_a_lost_race_a_form_without_a_time_asks_for_one(client, other_browser, clinic, clock):
    kept = keep(client, clinic)
    clock.now = NOW + TEN_MINUTES
    book(other_browser, clinic)
    lost = client.post(kept["Location"], DETAILS)
    marker = soup(lost).find("input", {"name": "was_lost"})
    again = client.post(kept["Location"], DETAILS | {"was_lost": marker["value"]})
    assert again.status_code == 422
    assert "Someone has just booked" not in words(again)
    assert soup(again).select_one(".c-error-summary a").get_text() == "Select a time"
    assert soup(again).find(id="id_start")["type"] == "radio"
    assert offered(again) == offered(lost)
    assert soup(again).find("input", {"name": "was_lost"})
    choice = {"was_lost": "1", "start": offered(again)[0].isoformat()}
    assert client.post(kept["Location"], DETAILS | choice).status_code == 302


@pytest.mark.parametrize("start", EXTREMES)
def test_a_time_no_calendar_has_asks_for_another_and_keeps_what_was_typed(client, clinic, start):
    kept = keep(client, clinic)
    response = client.post(kept["Location"], DETAILS | {"start": start})
    assert response.status_code == 422
    assert "Select a time" in words(response)
    assert start not in response.content.decode()
    for name in ("name", "email", "phone"):
        assert soup(response).find("input", {"name": name})["value"] == DETAILS[name]
    assert FIRST in offered(response)


def test_choosing_another_time_gives_the_first_one_back(client, other_browser, clinic):
    kept = keep(client, clinic)
    released = client.post(kept["Location"] + "release/")
    assert released["Location"].startswith(TIMES)
    assert FIRST in offered(other_browser.get(TIMES))
    assert client.get(kept["Location"] + "release/").status_code == 405


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Enter your name"),
        ("name", "   ", "Enter your name"),
        ("name", "x" * 10_240, "Shorten your name to 100 characters"),
        ("name", "Rob\x00in", "Remove the characters that cannot be printed"),
        ("email", "", "Enter your e-mail address"),
        ("email", "robin", "Enter an e-mail address such as name@example.com"),
        ("email", "a@example.com\nBcc: b@example.com", "Enter an e-mail address such as"),
        ("phone", "", "Enter your phone number"),
        ("phone", "12", "Enter a phone number with its area code"),
        ("phone", "call me", "Enter a phone number with its area code"),
        ("consent", "", "Select the box to agree that we keep your details"),
    ],
)
def test_what_is_missing_or_wrong_is_said_in_a_clear_sentence(
    client, clinic, field, value, sentence
):
    kept = keep(client, clinic)
    response = client.post(kept["Location"], DETAILS | {field: value})
    assert response.status_code == 422
    summary = soup(response).select_one(".c-error-summary")
    assert sentence in summary.get_text()
    target = summary.find("a")["href"].removeprefix("#")
    assert soup(response).find(id=target)["name"] == field
    for word in ("please", "required", "invalid"):
        assert word not in summary.get_text().lower()
    assert not Appointment.objects.ever_booked().exists()


@pytest.mark.parametrize("name", ["Zoë 🌻 O’Neill", "李小龍", "x" * 100, "<b>Robin</b>"])
def test_any_name_people_have_is_kept_as_it_is(client, clinic, name):
    response = book(client, clinic, name=name)
    assert response.status_code == 302
    assert Appointment.objects.get().client_name == name


def test_the_permanent_page_shows_what_is_true_today(client, clinic, clock):
    booked = book(client, clinic)
    appointment = Appointment.objects.get()
    change_actions.cancel_appointment(appointment=appointment, by=None, now=NOW)
    assert "Your visit is cancelled" in words(client.get(booked["Location"]))


def test_booking_asks_the_database_twelve_questions_at_most(
    client, clinic, commit, django_assert_num_queries
):
    kept = keep(client, clinic)
    savepoint = 2  # a test is one transaction, so the view's is a savepoint in it
    with django_assert_num_queries(QUERIES_OF_BOOKING + savepoint), commit():
        client.post(kept["Location"], DETAILS)
    assert len(mail.outbox) == 1


# The kept time; what is in its way; booked, noted, follow-ups served; rules, reminders; the
# visit, the clinic, rules and the claim of the e-mail. PostgreSQL locks the diary, too; SQLite
# begins in a query of its own, outside of tests.
QUERIES_OF_BOOKING = 11 + connection.features.has_select_for_update


def test_a_visit_that_is_over_says_so(client, clinic, clock):
    booked = book(client, clinic)
    clock.now = FIRST + timedelta(hours=2)
    assert "Your visit is over" in words(client.get(booked["Location"]))


def test_a_hold_that_was_never_booked_is_not_shown_as_a_visit(client, clinic):
    kept = keep(client, clinic)
    appointment = Appointment.objects.get()
    address = reverse("intake_booking:appointment", args=[appointment.token])
    assert client.get(address)["Location"] == kept["Location"]
    client.post(kept["Location"] + "release/")
    assert "This time is not booked" in words(client.get(address))


def test_the_details_of_a_booked_visit_lead_to_its_page(client, clinic):
    kept = keep(client, clinic)
    booked = client.post(kept["Location"], DETAILS)
    assert client.get(kept["Location"])["Location"] == booked["Location"]


@pytest.mark.parametrize("name", ["details", "appointment", "ics", "release"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_strangers_token_opens_nothing(client, clinic, name, method):
    address = reverse(f"intake_booking:{name}", args=["0" * 40])
    assert getattr(client, method)(address).status_code in (404, 405)
    assert client.get(f"/booking/a/{'g' * 40}/").status_code == 404


def test_opening_links_changes_nothing(client, clinic):
    booked = book(client, clinic)
    before = list(Appointment.objects.values())
    for path in (booked["Location"], booked["Location"] + "visit.ics"):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert list(Appointment.objects.values()) == before


def test_token_pages_give_nothing_away(client, clinic):
    booked = book(client, clinic)["Location"]
    for path in (booked, booked + "visit.ics"):
        response = client.get(path)
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]
    page = client.get(booked)
    assert "robin@example.com" not in page.content.decode()
    assert "555-0134" not in page.content.decode()


def test_words_that_were_changed_meanwhile_are_shown_before_anything_is_agreed_to(
    client, clinic, django_capture_on_commit_callbacks
):
    kept = keep(client, clinic)["Location"]
    shown = words_shown(client.get(kept))
    with django_capture_on_commit_callbacks(execute=True):
        change_consent("I agree to the new words.")
    asked = client.post(kept, DETAILS | {"agreed_to": shown})
    assert asked.status_code == 422
    assert "we have just changed the words beside it" in words(asked)
    assert "I agree to the new words." in words(asked)
    assert soup(asked).select_one('[name="name"]')["value"] == DETAILS["name"]
    assert soup(asked).select_one('[name="consent"][checked]') is None
    assert client.post(kept, DETAILS | {"agreed_to": words_shown(asked)}).status_code == 302
    assert Appointment.objects.get().consent_text == "I agree to the new words."


def words_shown(page):
    """Return what the form says of the words beside the box."""
    return soup(page).select_one('[name="agreed_to"]')["value"]


def change_consent(text):
    clinic, _made = ClinicSettings.objects.get_or_create(site=Site.objects.get())
    clinic.consent_text = text
    clinic.save()


def test_a_client_is_booked_though_no_queue_takes_the_e_mail(
    client, clinic, no_queue, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = book(client, clinic)
    assert answer.status_code == 302
    booked = Appointment.objects.booked().get()
    assert list(Appointment.objects.without_confirmation(NOW)) == [booked]
    assert Reminder.objects.undecided_of(booked).exists()
