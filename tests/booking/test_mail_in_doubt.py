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
from intake.booking.admin.history import history_of
from intake.booking.in_doubt import with_mail_in_doubt
from intake.booking.models import Appointment, AppointmentEvent, BookingSettings, Reminder
from intake.booking.models.mailed_once import PATIENCE
from intake.booking.series import Wish
from intake.booking.staff_actions import book_series
from intake.booking.states import ReminderState
from intake.models import AccessEntry
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


def send_again(visit):
    return mail_actions.send_again(appointment=visit, by=factory.staff(), now=LATER)


def move(visit, hours):
    start = FIRST + timedelta(hours=hours)
    return change_actions.move_appointment(appointment=visit, start=start, by=None, now=NOW)


def cancel(visit):
    change_actions.cancel_appointment(appointment=visit, by=None, now=NOW)


def missing():
    return AppointmentEvent.objects.without_mail(LATER)


def a_confirmation(visit):
    tasks.send_confirmation.call(visit.pk)


def a_change(visit):
    tasks.send_change.call(move(visit, 3).events.moves().get().pk)


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
    for said in ("1 e-mail will be sent again.", "There is no e-mail to send again."):
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
    (booked,) = history_of(Appointment.objects.get(pk=visit.pk))
    assert booked.told == "Not known"
    page = words(desk.get(reverse("appointment:inspect", args=[visit.pk])))
    assert "Not known" in page.partition("What happened")[2]


def test_doctor_counts_the_visits_in_doubt_until_they_are_over(clinic, killed):
    visit = make.book(clinic)
    with killed():
        a_confirmation(visit)

    def found(now):
        return [each.what for each in health.examine(now)["Mail about visits"]]

    assert found(LATER) == ["Visits of which it is not known whether an e-mail was sent: 1."]
    assert found(visit.ends_at) == []


def test_a_reminder_in_doubt_is_not_sent_for_a_visit_cancelled_meanwhile(clinic, killed, clock):
    visit = make.book(clinic)
    with killed():
        a_reminder(visit)
    clock.now = LATER
    call_command("send_reminders", verbosity=0)
    assert the_reminder(visit).get().status is ReminderState.UNKNOWN
    change_actions.cancel_appointment(appointment=visit, by=None, now=LATER)
    assert send_again(visit) == 0


def test_a_client_without_an_address_is_told_nothing_and_nothing_is_missed(clinic):
    visit = make.book(clinic, contact=make.actions.Contact(name="Sam", email="", phone="+1212555"))
    move(visit, 3)
    assert health.examine(NOW + timedelta(hours=2))["Mail about visits"] == []


@pytest.mark.parametrize("overtake", [lambda visit: move(visit, 4), cancel])
def test_a_change_overtaken_by_another_is_in_doubt_no_more_and_never_missed(
    clinic, killed, overtake, commit
):
    visit = make.book(clinic)
    tasks.send_confirmation.call(visit.pk)
    with killed():
        a_change(visit)
    assert in_doubt().get() == visit
    with commit():
        overtake(Appointment.objects.get(pk=visit.pk))
    assert len(mail.outbox) == 2
    assert not in_doubt().exists()
    assert send_again(visit) == 0
    assert not missing().exists()


def test_a_move_nobody_told_of_is_not_missed_once_the_visit_is_cancelled(clinic):
    visit = make.book(clinic)
    first = move(visit, 3).events.moves().get()
    assert missing().get() == first
    cancel(visit)
    assert missing().get().kind == AppointmentEvent.Kind.CANCELLED


def test_a_change_overtaken_while_its_mail_is_written_is_left_to_the_next(clinic, monkeypatch):
    visit = make.book(clinic)
    event = move(visit, 3).events.moves().get()
    write = tasks.mails.about(event)

    def slowly(found):
        cancel(visit)
        return write

    monkeypatch.setattr("intake.booking.mails.about", slowly)
    tasks.send_change.call(event.pk)
    assert mail.outbox == []
    assert missing().get().kind == AppointmentEvent.Kind.CANCELLED


def test_a_reminder_of_a_time_the_visit_has_left_is_not_in_doubt(clinic, killed):
    visit = make.book(clinic)
    with killed():
        a_reminder(visit)
    Appointment.objects.update(confirmation_claimed_at=NOW, confirmation_sent_at=NOW)
    assert in_doubt().get() == visit
    assert not Reminder.objects.in_doubt(visit.starts_at).exists()
    move(visit, 3)
    assert not in_doubt().exists()


def a_series(clinic):
    wish = Wish(clinic.service, clinic.location, clinic.practitioner, FIRST, 1, 3)
    by = factory.staff()
    return book_series(wish=wish, by=by, contact=make.CONTACT, consent=make.CONSENT, now=NOW)


def test_one_press_settles_the_one_e_mail_about_a_series(clinic, killed, commit):
    visits = a_series(clinic)
    with killed():
        tasks.send_series.call(visits[0].series_id)
    assert in_doubt().count() == 3
    with commit():
        assert send_again(visits[1]) == 1
    assert len(mail.outbox) == 1
    assert not in_doubt().exists()
    assert send_again(visits[0]) == 0


def test_a_series_changed_while_its_mail_is_written_is_written_anew(clinic, monkeypatch):
    visits = a_series(clinic)
    write = tasks.mails.series
    told = []

    def slowly(found, now):
        message = write(found, now)
        if not told:
            cancel(visits[1])
        told.append([each.pk for each in found])
        return message

    monkeypatch.setattr("intake.booking.mails.series", slowly)
    tasks.send_series.call(visits[0].series_id)
    kept = [visits[0].pk, visits[2].pk]
    assert told == [[each.pk for each in visits], kept]
    assert len(mail.outbox) == 1
    sent = Appointment.objects.confirmed().order_by("starts_at")
    assert [each.pk for each in sent] == kept


def test_sending_again_leaves_behind_who_did_it(clinic, killed, clock, desk):
    visit = make.book(clinic)
    with killed():
        a_confirmation(visit)
    clock.now = LATER
    desk.post(reverse("appointment:send_again", args=[visit.pk]))
    event = visit.events.get(kind=AppointmentEvent.Kind.SENT_AGAIN)
    assert str(event.by_id) == desk.session["_auth_user_id"]
    entry = AccessEntry.objects.get(action=AccessEntry.Action.CHANGE, reference=visit.reference)
    assert entry.user_id == event.by_id
    page = words(desk.get(reverse("appointment:inspect", args=[visit.pk])))
    assert "E-mail sent again" in page
