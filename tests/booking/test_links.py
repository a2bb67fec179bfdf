"""What booking takes over from the intake."""

import pytest
from django.apps import apps
from django.core.checks import Tags, run_checks
from django.test import RequestFactory
from django.urls import reverse

from intake.actions import complete_submission
from intake.booking.checks import check_addresses
from intake.booking.models import Appointment
from intake.conf import cookie_name
from intake.engine.types import Route
from intake.models import Submission
from intake.next_steps import registry
from tests.booking.pages import TIMES, book, keep, offered
from tests.factories import booking as make
from tests.factories import intake as make_intake

ANSWERS = {
    Route.URGENT: make_intake.EMERGENCY,
    Route.BOOKING: make_intake.BOOKING,
}


@pytest.fixture
def answered(client, clinic):
    """Return a function that gives this browser completed answers with a route."""

    def answer(route: Route) -> Submission:
        submission, token = make_intake.started(ANSWERS[route])
        submission = complete_submission(submission=submission)
        assert submission.route == route.value
        client.cookies[cookie_name()] = token
        return submission

    return answer


class Decision:
    """As much of a decision as a next step looks at."""

    def __init__(self, route: Route, service: str = "") -> None:
        self.route = route
        self.service = service


def test_the_next_step_says_what_kind_of_visit_it_is(clinic):
    decision = Decision(Route.BOOKING, clinic.service.key)
    step = registry.get("booking", RequestFactory().get("/"), decision)
    assert step.title == f"{clinic.service.name}, {clinic.service.length_minutes} minutes"


@pytest.mark.django_db
@pytest.mark.parametrize("route", [Route.BOOKING, Route.SELF_HELP])
def test_booking_is_offered_as_a_next_step(route):
    step = registry.get("booking", RequestFactory().get("/"), Decision(route, "first-visit"))
    assert step.url == TIMES + "?visit=first-visit"


def test_booking_is_not_offered_when_medical_care_comes_first():
    assert registry.get("booking", RequestFactory().get("/"), Decision(Route.URGENT)) is None


@pytest.mark.django_db
def test_without_its_addresses_booking_is_not_offered_and_a_check_says_why(settings):
    assert check_addresses() == []
    settings.ROOT_URLCONF = "intake.urls"
    step = registry.get("booking", RequestFactory().get("/"), Decision(Route.BOOKING))
    assert step is None
    assert "intake_booking.E001" in [message.id for message in run_checks(tags=[Tags.urls])]


def test_an_appointment_after_the_questions_knows_the_answers(client, clinic, answered):
    submission = answered(Route.BOOKING)
    book(client, clinic)
    assert Appointment.objects.get().submission == submission


def test_after_the_questions_the_way_leads_straight_to_times(client, clinic, answered):
    other = make.make_service(name="The other kind")
    make.make_practitioner(other, clinic.location)
    assert not offered(client.get(TIMES))
    answered(Route.BOOKING)
    assert offered(client.get(TIMES))


def test_urgent_answers_lead_to_the_care_page_and_never_to_a_time(client, clinic, answered):
    held = keep(client, clinic)["Location"]
    answered(Route.URGENT)
    for response in (client.get(TIMES), keep(client, clinic), book_on(client, held)):
        assert response.status_code == 302
        assert response["Location"] == reverse("intake:result")
    assert not Appointment.objects.ever_booked().exists()


def book_on(client, held):
    from tests.booking.pages import DETAILS

    return client.post(held, DETAILS)


def test_unfinished_answers_with_a_warning_sign_lead_on_with_the_questions(client, clinic):
    held = keep(client, clinic)["Location"]
    unfinished(client, {"red_flags": ["fever"]})
    for response in (client.get(TIMES), keep(client, clinic), book_on(client, held)):
        assert response.status_code == 302
        assert response["Location"] == reverse("intake:check")
    assert client.get(reverse("intake:check")).status_code in (200, 302)
    assert not Appointment.objects.ever_booked().exists()


def test_unfinished_answers_without_one_book_and_are_not_linked(client, clinic):
    unfinished(client, {"red_flags": ["none_of_these"]})
    book(client, clinic)
    assert Appointment.objects.booked().get().submission is None


def test_answers_finished_while_a_time_is_kept_are_linked(client, clinic):
    submission = unfinished(client, make_intake.BOOKING)
    held = keep(client, clinic)["Location"]
    assert Appointment.objects.get().submission is None
    complete_submission(submission=submission)
    book_on(client, held)
    assert Appointment.objects.get().submission == submission


def unfinished(client, answers):
    submission, token = make_intake.started(answers)
    client.cookies[cookie_name()] = token
    return submission


def test_losing_the_answers_leaves_the_appointment_standing(client, clinic, answered):
    submission = answered(Route.BOOKING)
    book(client, clinic)
    submission.delete()
    appointment = Appointment.objects.get()
    assert appointment.submission is None
    assert appointment.status.is_booked


def test_every_field_of_booking_is_in_the_privacy_inventory():
    from intake.booking.privacy import INVENTORY

    for model in apps.get_app_config("intake_booking").get_models():
        fields = {field.name for field in model._meta.get_fields() if not field.auto_created}
        fields.add("id")
        assert set(INVENTORY[model._meta.label]) == fields
