"""A worker killed while it sends: staff read that nobody knows, and may send it again."""

from contextlib import contextmanager, suppress
from datetime import time, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from intake import health
from intake.booking import change_actions, mail_actions, tasks
from intake.booking.in_doubt import with_mail_in_doubt
from intake.booking.models import Appointment, BookingSettings, Reminder
from intake.booking.models.mailed_once import PATIENCE
from intake.booking.states import ReminderState
from tests.booking.pages import words
from tests.factories import booking as make
from tests.factories import intake as factory
from tests.factories.booking import FIRST, NOW

LATER = NOW + PATIENCE
NOT_KNOWN = "not known whether"


@pytest.fixture
def killed(monkeypatch):
    """Let whoever sends an e-mail in the context die before anybody knows whether it left."""

    def die(*args):
        raise SystemExit

    @contextmanager
    def dying():
        with monkeypatch.context() as patched, suppress(SystemExit):
            patched.setattr("django.core.mail.EmailMessage.send", die)
            yield

    return dying


@pytest.fixture
def desk(clinic):
    """Somebody at the desk."""
    browser = Client()
    rights = ("view_appointment", "see_all_appointments", "change_appointment")
    browser.force_login(factory.staff(*(f"intake_booking.{each}" for each in rights)))
    return browser


def in_doubt(now=LATER):
    return with_mail_in_doubt(Appointment.objects.all(), now)


def a_confirmation(visit):
    tasks.send_confirmation.call(visit.pk)


def a_change(visit):
    moved = change_actions.move_appointment(
        appointment=visit, start=FIRST + timedelta(hours=3), by=None, now=NOW
    )
    tasks.send_change.call(moved.events.moves().get().pk)


def the_reminder(visit):
    return Reminder.objects.of(visit).filter(kind=Reminder.Kind.DAY_BEFORE)


def a_reminder(visit):
    site = Site.objects.get(is_default_site=True)
    BookingSettings.objects.create(site=site, quiet_from=time(0), quiet_until=time(0))
    this = the_reminder(visit)
    this.update(due_at=NOW)
    tasks.remind(this.get().pk)


KINDS = [a_confirmation, a_change, a_reminder]


@pytest.mark.parametrize("sends", KINDS)
def test_what_was_being_sent_is_in_doubt_after_an_hour_and_never_sent_by_itself(
    clinic, killed, sends, clock
):
    visit = make.book(clinic)
    with killed():
        sends(visit)
    assert not in_doubt(LATER - timedelta(seconds=1)).exists()
    clock.now = LATER
    assert in_doubt().get() == visit
    Appointment.objects.filter(confirmation_claimed_at=None).update(confirmation_sent_at=NOW)
    call_command("resend_confirmations")
    call_command("send_reminders", verbosity=0)
    assert mail.outbox == []
    assert in_doubt().get() == visit


@pytest.mark.parametrize("sends", KINDS)
def test_staff_read_of_it_and_send_it_again_once(clinic, killed, sends, clock, desk, commit):
    visit = make.book(clinic)
    with killed():
        sends(visit)
    page = reverse("appointment:inspect", args=[visit.pk])
    listed = f"{reverse('appointment:index')}?mail=in_doubt"
    assert NOT_KNOWN not in words(desk.get(page))
    clock.now = LATER
    assert NOT_KNOWN in words(desk.get(page))
    assert NOT_KNOWN in words(desk.get(reverse("wagtailadmin_home")))
    assert visit.reference in words(desk.get(listed))
    for said in ("1 e-mail is sent again.", "There is no e-mail to send again."):
        with commit():
            response = desk.post(reverse("appointment:send_again", args=[visit.pk]))
        assert said in words(desk.get(response["Location"]))
    assert [message.to for message in mail.outbox] == [["robin@example.com"]]
    assert visit.reference not in words(desk.get(listed))
    assert NOT_KNOWN not in words(desk.get(reverse("wagtailadmin_home")))


def test_who_may_only_look_cannot_send_it_again(clinic, killed, clock):
    visit = make.book(clinic)
    with killed():
        a_confirmation(visit)
    clock.now = LATER
    reader = Client()
    rights = ("view_appointment", "see_all_appointments")
    reader.force_login(factory.staff(*(f"intake_booking.{each}" for each in rights)))
    page = words(reader.get(reverse("appointment:inspect", args=[visit.pk])))
    assert NOT_KNOWN in page
    assert "Send it again" not in page
    reader.post(reverse("appointment:send_again", args=[visit.pk]))
    assert mail.outbox == []


def test_the_history_says_that_it_is_not_known(clinic, killed, desk):
    visit = make.book(clinic)
    with killed():
        a_confirmation(visit)
    page = words(desk.get(reverse("appointment:inspect", args=[visit.pk])))
    assert "Not known whether it was sent" in page


def test_doctor_counts_the_visits_in_doubt_until_they_are_over(clinic, killed):
    visit = make.book(clinic)
    with killed():
        a_confirmation(visit)

    def found(now):
        return [each.what for each in health.examine(now)["Mail about visits"]]

    assert found(LATER) == ["Of 1 visits it is not known whether an e-mail was sent."]
    assert found(visit.ends_at) == []


def test_a_reminder_in_doubt_is_not_sent_for_a_visit_cancelled_meanwhile(clinic, killed, clock):
    visit = make.book(clinic)
    with killed():
        a_reminder(visit)
    clock.now = LATER
    call_command("send_reminders", verbosity=0)
    assert the_reminder(visit).get().status is ReminderState.UNKNOWN
    change_actions.cancel_appointment(appointment=visit, by=None, now=LATER)
    assert mail_actions.send_again(appointment=visit, now=LATER) == 0


def test_a_client_without_an_address_is_told_nothing_and_nothing_is_missed(clinic):
    visit = make.book(clinic, contact=make.actions.Contact(name="Sam", email="", phone="+1212555"))
    change_actions.move_appointment(
        appointment=visit, start=FIRST + timedelta(hours=3), by=None, now=NOW
    )
    assert health.examine(NOW + timedelta(hours=2))["Mail about visits"] == []
