"""What leaves the clinic: e-mails and calendar files."""

from datetime import UTC, timedelta

import ics as ics_reader
import pytest
import vobject
from django.core import mail
from django.core.checks import Tags, run_checks
from django.core.management import CommandError, call_command
from django_tasks import task_backends

from intake.booking import change_actions, data_link_mails, ics, mails, tasks
from intake.booking.checks import check_base_address
from intake.booking.errors import MailRefused
from intake.booking.models import Appointment
from intake.booking.record_kinds import VISIT
from tests.booking.pages import book
from tests.factories import booking as make
from tests.factories.booking import FIRST, NOW

HOUR = timedelta(hours=1)
HEALTH_WORDS = ("pain", "hip", "back pain", "syndrome", "score", "cause")


@pytest.fixture
def confirmation(client, clinic, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        book(client, clinic)
    (message,) = mail.outbox
    return message


def calendar_in(message):
    (attachment,) = [each for each in message.attachments if each[0] == ics.FILENAME]
    return attachment[1]


def file_of(appointment, now=NOW):
    return ics.calendar_file(
        appointment,
        clinic_name="Our clinic",
        phone="(212) 555-0142",
        sender="clinic@example.com",
        now=now,
    ).decode()


def test_the_confirmation_says_when_where_and_how_to_change_it(confirmation):
    appointment = Appointment.objects.get()
    html = confirmation.alternatives[0][0]
    assert confirmation.to == ["robin@example.com"]
    for body in (confirmation.body, html):
        assert "Tue 2 March 2027, 09:00 (New York time)" in body
        assert "Main Street" in body
        assert "Robin Sample" in body
        assert f"/booking/a/{appointment.token}/" in body
    assert appointment.confirmation_sent_at == NOW


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://clinic.example", []),
        ("https://clinic.example:8443/", []),
        ("http://clinic.example", ["intake_booking.W003"]),
        ("http://example.com", ["intake_booking.W003"]),
        ("https://example.com", ["intake_booking.W003"]),
        ("https://localhost:8000", ["intake_booking.W003"]),
        ("", ["intake_booking.W003"]),
    ],
)
def test_a_deployment_whose_mails_would_lead_nowhere_is_warned(settings, address, found):
    settings.CLINIC_INTAKE_BASE_URL = address
    messages = run_checks(tags=[Tags.security], include_deployment_checks=True)
    assert [each.id for each in messages if each.id.startswith("intake_booking")] == found
    assert check_base_address() == [each for each in messages if each.id in found]


def test_no_mail_and_no_calendar_file_carries_health_data(confirmation):
    parts = [confirmation.subject, confirmation.body, confirmation.alternatives[0][0]]
    for part in [*parts, calendar_in(confirmation)]:
        text = part.lower().replace("our clinic", "")
        assert not [word for word in HEALTH_WORDS if word in text]
        assert "first visit" not in text


@pytest.mark.django_db
def test_a_kind_of_visit_named_after_a_complaint_is_told_to_no_mailbox_and_no_calendar(clock):
    clinic = make.make_clinic(key="hip-pain", name="Hip pain visit", summary="For hip pain")
    visit = make.book(clinic)
    said = [ics.diary_file("Diary", [visit], NOW).decode(), file_of(visit)]
    letters = [each(visit, NOW) for each in (mails.confirmation, mails.moved, mails.cancellation)]
    for letter in [*letters, data_link_mails.letter(VISIT, visit)]:
        said += [letter.subject, letter.body, letter.alternatives[0][0]]
    for text in said:
        assert not [word for word in HEALTH_WORDS if word in text.lower()]


def test_a_name_cannot_smuggle_markup_into_the_mail(
    client, clinic, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        book(client, clinic, name="<b>Robin</b> & Co")
    html = mail.outbox[0].alternatives[0][0]
    assert "&lt;b&gt;Robin&lt;/b&gt; &amp; Co" in html
    assert "<b>Robin</b> & Co" in mail.outbox[0].body


def test_two_independent_readers_understand_the_calendar_file(confirmation):
    appointment = Appointment.objects.get()
    text = calendar_in(confirmation)
    event = vobject.readOne(text).vevent
    assert event.dtstart.value == FIRST
    assert event.dtend.value - event.dtstart.value == timedelta(hours=1)
    assert event.dtstart.value.utcoffset() == timedelta()
    (other,) = ics_reader.Calendar(text).events
    assert other.begin.datetime.astimezone(UTC) == FIRST
    assert other.uid == event.uid.value == ics.uid_of(appointment)
    assert other.location == "1 Main Street, Springfield"


def test_the_uid_stays_and_the_sequence_rises_when_a_visit_is_cancelled(clinic):
    booked = make.book(clinic)
    before = vobject.readOne(file_of(booked))
    cancelled = change_actions.cancel_appointment(appointment=booked, by=None, now=NOW)
    after = vobject.readOne(file_of(cancelled))
    assert before.vevent.uid.value == after.vevent.uid.value
    assert int(after.vevent.sequence.value) > int(before.vevent.sequence.value)
    assert (before.method.value, after.method.value) == ("PUBLISH", "CANCEL")
    assert after.vevent.status.value == "CANCELLED"


def test_every_line_of_a_calendar_file_is_short_and_ends_as_the_standard_says(clinic):
    clinic.location.address = "Ünder the long bridge 🌉 " * 20
    content = file_of(make.book(clinic)).encode()
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_the_page_serves_the_calendar_file(client, clinic):
    address = book(client, clinic)["Location"]
    response = client.get(address + "visit.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert vobject.readOne(response.content.decode()).vevent.dtstart.value == FIRST


def test_a_calendar_file_exists_only_for_what_was_booked(client, clinic):
    held = make.hold(clinic)
    assert client.get(f"/booking/a/{held.token}/visit.ics").status_code == 404


def test_the_confirmation_is_written_once_however_often_the_task_runs(clinic):
    booked = make.book(clinic)
    for _ in range(3):
        tasks.send_confirmation.call(booked.pk)
    assert len(mail.outbox) == 1


def test_no_confirmation_is_written_for_a_visit_cancelled_meanwhile(clinic):
    booked = make.book(clinic)
    change_actions.cancel_appointment(appointment=booked, by=None, now=NOW)
    tasks.send_confirmation.call(booked.pk)
    assert mail.outbox == []


def test_no_confirmation_is_written_for_a_visit_that_is_over(clinic, clock):
    booked = make.book(clinic)
    clock.now = booked.ends_at
    tasks.send_confirmation.call(booked.pk)
    assert mail.outbox == []


def test_a_confirmation_that_could_not_be_sent_is_tried_again(clinic, broken_mail):
    booked = make.book(clinic)
    with broken_mail(), pytest.raises(MailRefused, match=r"^SMTPRecipientsRefused$"):
        tasks.send_confirmation.call(booked.pk)
    tasks.send_confirmation.call(booked.pk)
    assert len(mail.outbox) == 1


def test_a_confirmation_that_could_not_be_written_is_tried_again(clinic, monkeypatch):
    booked = make.book(clinic)
    with monkeypatch.context() as patched:
        patched.setattr(mails, "calendar_of", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tasks.send_confirmation.call(booked.pk)
    booked.refresh_from_db()
    assert booked.confirmation_sent_at is None


def test_a_refused_mail_leaves_no_address_in_the_log_or_the_result(
    client, clinic, broken_mail, caplog, django_capture_on_commit_callbacks
):
    with broken_mail(), django_capture_on_commit_callbacks(execute=True):
        assert book(client, clinic).status_code == 302
        booked = Appointment.objects.get()
    with broken_mail():
        result = tasks.send_confirmation.enqueue(booked.pk)
        cancelled = change_actions.cancel_appointment(appointment=booked, by=None, now=NOW)
        other = tasks.send_change.enqueue(cancelled.events.first().pk)
    assert "SMTPRecipientsRefused" in caplog.text
    said = caplog.text + "".join(e.traceback for each in (result, other) for e in each.errors)
    assert "robin" not in said.lower()


def test_missing_confirmations_of_visits_to_come_are_sent_by_a_command(clinic, clock):
    past, missing, cancelled, sent = (make.book(clinic, FIRST + n * HOUR) for n in range(4))
    change_actions.cancel_appointment(appointment=cancelled, by=None, now=NOW)
    tasks.send_confirmation.call(sent.pk)
    make.hold(clinic, FIRST + 5 * HOUR)
    clock.now = past.ends_at
    mail.outbox.clear()
    call_command("resend_confirmations")
    call_command("resend_confirmations")
    confirmation, cancellation = mail.outbox
    assert missing.token in confirmation.body
    assert "is cancelled" in cancellation.body


def test_the_command_names_what_is_still_missing_by_reference_only(clinic, broken_mail):
    booked = make.book(clinic)
    with broken_mail(), pytest.raises(CommandError) as failed:
        call_command("resend_confirmations")
    assert str(failed.value) == f"Not sent: {booked.reference} (SMTPRecipientsRefused)"


def test_a_task_is_given_a_number_and_nothing_personal(
    clinic, settings, django_capture_on_commit_callbacks
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with django_capture_on_commit_callbacks(execute=True):
        booked = make.book(clinic)
    at_once, *later = task_backends["default"].results
    assert (at_once.args, at_once.kwargs) == ([booked.pk], {})
    reminders = list(booked.reminders.values_list("pk", flat=True))
    assert [(each.args, each.kwargs) for each in later] == [([pk], {}) for pk in reminders]
