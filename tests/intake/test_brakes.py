"""Limits on requests, guessed links, programs that fill in forms; nobody loses what they typed."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from intake import bot_trap, limiting
from intake.booking.models import Appointment
from tests.booking.pages import DETAILS, keep
from tests.factories import booking as make

pytestmark = pytest.mark.django_db
TIMES = reverse("intake_booking:times")


@pytest.fixture(autouse=True)
def limits(settings):
    """Few requests are many here, and nobody has asked yet."""
    settings.CLINIC_INTAKE_RATE_LIMITS = {"hold": "2/minute", "guess": "3/hour", "contact": "1/day"}
    settings.CLINIC_INTAKE_FORM_SECONDS = 2
    limiting.forget_all()
    yield
    limiting.forget_all()


@pytest.fixture
def clinic(monkeypatch) -> make.Clinic:
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.NOW)
    return make.make_clinic()


def hidden(page: bytes) -> dict[str, str]:
    """Return the hidden fields and the bait of a page's forms."""
    inputs = BeautifulSoup(page, "html.parser").select("main form input")
    return {field["name"]: field.get("value", "") for field in inputs if field.get("name")}


def later(monkeypatch, seconds: int) -> None:
    moment = make.NOW + timedelta(seconds=seconds)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


def test_an_address_that_keeps_too_many_times_is_told_when_to_come_back(clinic, client) -> None:
    for hour in range(2):
        assert keep(client, clinic, make.FIRST + timedelta(hours=hour)).status_code == 302
    refused = keep(client, clinic, make.FIRST + timedelta(hours=3))
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert "no-store" in refused["Cache-Control"]
    assert b"what you typed is still there" in refused.content


def test_looking_is_not_counted_and_another_address_is_not_refused(clinic, client) -> None:
    for hour in range(2):
        keep(client, clinic, make.FIRST + timedelta(hours=hour))
    assert client.get(TIMES).status_code == 200
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert keep(other, clinic, make.FIRST + timedelta(hours=4)).status_code == 302


def test_who_guesses_links_is_stopped_and_then_cannot_open_a_real_one(clinic, client) -> None:
    visit = make.book(clinic)
    for digit in "1234":
        status = client.get(reverse("intake_booking:appointment", args=[digit * 40])).status_code
    assert status == 429
    real = reverse("intake_booking:appointment", args=[visit.token])
    assert client.get(real).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get(real).status_code == 200


def test_a_form_filled_in_by_a_program_is_sent_once_more_by_a_person(
    clinic, client, monkeypatch
) -> None:
    address = keep(client, clinic)["Location"]
    fields = hidden(client.get(address).content)
    caught = client.post(address, fields | DETAILS | {bot_trap.BAIT: "https://spam.example"})
    assert caught.status_code == 422
    assert not Appointment.objects.booked().exists()
    again = hidden(caught.content)
    assert again["name"] == DETAILS["name"]
    later(monkeypatch, 5)
    assert client.post(address, again).status_code == 302
    assert Appointment.objects.booked().count() == 1


def test_a_form_sent_faster_than_a_person_types_is_asked_for_again(
    clinic, client, monkeypatch
) -> None:
    address = keep(client, clinic)["Location"]
    fields = hidden(client.get(address).content) | DETAILS
    assert client.post(address, fields).status_code == 422
    later(monkeypatch, 3)
    assert client.post(address, fields).status_code == 302


@pytest.mark.parametrize("shown", ["", "1", "1:forged", "x" * 5000])
def test_a_forged_moment_does_not_open_the_form(shown, clinic, client) -> None:
    address = keep(client, clinic)["Location"]
    assert client.post(address, DETAILS | {bot_trap.SHOWN: shown}).status_code == 422


def test_one_contact_books_only_so_often_from_any_address(clinic, monkeypatch, settings) -> None:
    settings.CLINIC_INTAKE_FORM_SECONDS = 0
    statuses = []
    for number in range(2):
        visitor = Client(REMOTE_ADDR=f"192.0.2.{number}")
        address = keep(visitor, clinic, make.FIRST + timedelta(hours=number))["Location"]
        statuses.append(visitor.post(address, DETAILS).status_code)
    assert statuses == [302, 429]


def test_one_address_tries_only_so_many_passwords_whatever_the_name(client, settings) -> None:
    settings.CLINIC_INTAKE_RATE_LIMITS = {"password": "2/hour"}
    login = reverse("wagtailadmin_login")
    tries = [{"username": f"staff{number}", "password": "wrong"} for number in range(4)]
    assert [client.post(login, each).status_code for each in tries] == [200, 200, 429, 429]
    assert client.get(login).status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.7").post(login, tries[0]).status_code == 200


def test_the_right_password_is_never_counted(client, settings) -> None:
    settings.CLINIC_INTAKE_RATE_LIMITS = {"password": "1/hour"}
    User.objects.create_superuser("olive", password="correct-horse-9")
    login = reverse("wagtailadmin_login")
    given = {"username": "olive", "password": "correct-horse-9"}
    assert [client.post(login, given).status_code for _ in range(3)] == [302] * 3


def test_forgotten_passwords_are_asked_for_only_so_often(client, settings) -> None:
    settings.CLINIC_INTAKE_RATE_LIMITS = {"reset": "1/hour"}
    reset = reverse("wagtailadmin_password_reset")
    assert [client.post(reset, {"email": "a@example.com"}).status_code for _ in range(2)] == [
        302,
        429,
    ]


def test_none_lifts_every_limit(clinic, client, settings) -> None:
    settings.CLINIC_INTAKE_RATE_LIMITS = None
    for hour in range(4):
        assert keep(client, clinic, make.FIRST + timedelta(hours=hour)).status_code == 302


def test_a_site_without_brakes_is_warned_before_the_first_client(settings) -> None:
    def found() -> list[str]:
        return [str(each.id) for each in run_checks(include_deployment_checks=True)]

    assert "intake.W003" not in found()
    settings.CLINIC_INTAKE_RATE_LIMITS = None
    assert "intake.W003" in found()
