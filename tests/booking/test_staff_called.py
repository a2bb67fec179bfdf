"""Whom an emergency before a visit calls: one person after the other, until somebody looks."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_tasks import task_backends
from wagtail.models import Site

from intake import alert_actions
from intake.booking import examinations
from intake.booking.models import BookingSettings, SafetyCheck, SafetyNotice
from intake.models import DutyPerson
from tests.factories import booking as make
from tests.factories import intake as factory
from tests.factories.booking import NOW

MINUTE = timedelta(minutes=1)
READ, VIEW = "intake.read_answers", "intake_booking.view_appointment"


def on_duty(order):
    user = factory.staff(READ, VIEW)
    user.email = f"duty{order}@example.com"
    user.save()
    DutyPerson.objects.create(user=user, order=order)
    return user


@pytest.fixture
def booked(clinic):
    factory.intake_page(factory.published())
    visit = make.book(clinic)
    mail.outbox.clear()
    return visit


@pytest.fixture
def answer(client, booked, django_capture_on_commit_callbacks):
    def answer():
        page = reverse("intake_booking:before", args=[booked.token])
        with django_capture_on_commit_callbacks(execute=True):
            client.post(page, {"q-red_flags": ["bladder"]})
        return SafetyCheck.objects.get()

    return answer


@pytest.fixture
def escalate(clock, django_capture_on_commit_callbacks):
    def escalate(minutes):
        clock.now = NOW + minutes * MINUTE
        with django_capture_on_commit_callbacks(execute=True):
            call_command("escalate_alerts", verbosity=0)
        return [to for message in mail.outbox for to in message.to]

    return escalate


def test_without_addresses_the_people_on_duty_are_told_one_after_the_other(answer, escalate):
    on_duty(1), on_duty(2)
    check = answer()
    first, both = ["duty1@example.com"], ["duty1@example.com", "duty2@example.com"]
    assert [escalate(29), escalate(31), escalate(40), escalate(500)] == [first, both, both, both]
    check.refresh_from_db()
    assert check.alarmed_at == NOW
    link = reverse("intake_booking_signs")
    assert all(link in message.body and "bladder" not in message.body for message in mail.outbox)


def test_after_the_addresses_of_the_clinic_the_people_on_duty_are_told(answer, escalate):
    site = Site.objects.get(is_default_site=True)
    BookingSettings.objects.create(site=site, alert_emails="desk@example.com")
    on_duty(1)
    answer()
    assert escalate(29) == ["desk@example.com"]
    assert escalate(31) == ["desk@example.com", "duty1@example.com"]


def test_while_nobody_is_on_duty_the_owners_are_told(answer, admin_user):
    answer()
    assert [message.to for message in mail.outbox] == [[admin_user.email]]


def test_nobody_else_is_told_once_somebody_sees_to_it_or_the_visit_is_over(
    answer, escalate, booked, admin_user
):
    on_duty(1), on_duty(2)
    check = answer()
    SafetyCheck.objects.filter(pk=check.pk).acknowledge(by=admin_user, now=NOW)
    assert escalate(60) == ["duty1@example.com"]
    SafetyCheck.objects.update(acknowledged_at=None)
    assert escalate((booked.ends_at - NOW) // MINUTE) == ["duty1@example.com"]


def test_who_is_called_sees_what_they_are_called_to_and_nobody_else_does(answer, booked):
    called, other = on_duty(1), on_duty(2)
    answer()
    for user, sees in ((called, True), (other, False)):
        browser = Client()
        browser.force_login(user)
        page = browser.get(reverse("intake_booking_signs")).content.decode()
        assert (booked.reference in page) is sees


def test_a_refused_notice_is_sent_by_the_command(answer, booked, broken_mail):
    on_duty(1)
    with broken_mail():
        answer()
        with pytest.raises(CommandError, match=f"{booked.reference} .SMTPRecipientsRefused"):
            call_command("send_reminders", verbosity=0)
    call_command("send_reminders", verbosity=0)
    call_command("send_reminders", verbosity=0)
    assert [message.to for message in mail.outbox] == [["duty1@example.com"]]
    assert SafetyNotice.objects.get().mailed_at == NOW


def test_where_tasks_can_wait_the_next_person_needs_no_command(answer, settings):
    on_duty(1)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    answer()
    waiting = {
        result.task.func.__name__: result.task for result in task_backends["default"].results
    }
    assert waiting["escalate_alerts"].run_after == NOW + 30 * MINUTE
    assert "send_notice" in waiting


def test_a_task_goes_on_with_urgent_results_in_time_too(
    settings, clinic, django_capture_on_commit_callbacks
):
    on_duty(1)
    factory.published()
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with django_capture_on_commit_callbacks(execute=True):
        factory.started(factory.EMERGENCY)
    waiting = {
        result.task.func.__name__: result.task for result in task_backends["default"].results
    }
    assert waiting["escalate_alerts"].run_after == NOW + 30 * MINUTE


def test_doctor_says_when_nobody_would_be_told_and_who_waits(answer, booked):
    (nobody,) = examinations.alarms(NOW)
    assert "Nobody is told" in nobody.what
    on_duty(1)
    assert not list(examinations.alarms(NOW))
    answer()
    (late,) = examinations.alarms(NOW + timedelta(hours=2))
    assert "1 clients with warning signs wait" in late.what
    assert alert_actions.next_to_tell(told={DutyPerson.objects.get().user_id}) == []
