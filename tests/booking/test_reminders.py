"""Reminders are rows, decided when they are due, and each leaves once."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django_tasks import task_backends
from wagtail.models import Site

from intake.booking import change_actions, staff_actions, tasks
from intake.booking.errors import MailRefused
from intake.booking.models import Appointment, BookingSettings, Reminder, SafetyCheck
from intake.booking.reminder_claims import claim
from intake.booking.reminding import Skip
from intake.booking.states import ReminderState, State
from intake.engine.types import Urgency
from tests.booking.test_mails import HEALTH_WORDS
from tests.factories import booking as make
from tests.factories import intake as factory
from tests.factories.booking import NOW

HOUR = timedelta(hours=1)
DAY_BEFORE, SECOND = Reminder.Kind.DAY_BEFORE, Reminder.Kind.SECOND
# Sunday 14 March 2027, nine in the morning in New York: the clocks went forward at two.
SPRING = datetime(2027, 3, 14, 13, 0, tzinfo=UTC)
THE_DAY_BEFORE = datetime(2027, 3, 13, 14, 0, tzinfo=UTC)


def rules(**changes):
    site = Site.objects.get(is_default_site=True)
    BookingSettings.objects.update_or_create(site=site, defaults=changes)


def rows(appointment):
    found = Reminder.objects.of(appointment)
    return [(each.kind, each.due_at, each.state, each.reason) for each in found]


def reminder_of(appointment, kind=DAY_BEFORE):
    return Reminder.objects.of(appointment).get(kind=kind, for_start=appointment.starts_at)


@pytest.fixture
def booked(clinic):
    return make.book(clinic, SPRING)


def test_d9_a_visit_at_nine_is_reminded_of_at_nine_by_the_clock_of_the_day_before(booked):
    assert rows(booked) == [
        (DAY_BEFORE, THE_DAY_BEFORE, "due", ""),
        (SECOND, SPRING - 2 * HOUR, "due", ""),
    ]


def test_d21_over_a_clock_change_each_reminder_leaves_exactly_once_and_never_at_night(
    clinic, clock
):
    nine = [SPRING - 23 * HOUR, SPRING, SPRING + 24 * HOUR]
    visits = [make.book(clinic, start) for start in nine]
    mail.outbox.clear()
    sent_at = []
    clock.now = SPRING - timedelta(days=2)
    while clock.now <= SPRING + timedelta(days=1):
        before = len(mail.outbox)
        call_command("send_reminders", verbosity=0)
        sent_at += [clock.now] * (len(mail.outbox) - before)
        clock.now += HOUR
    assert len(sent_at) == 2 * len(visits)
    walls = {instant.astimezone(visits[0].zone).hour for instant in sent_at}
    assert walls <= set(range(7, 22))
    assert {each.state for each in Reminder.objects.all()} == {"sent"}


def test_no_reminder_leaves_after_a_visit_was_cancelled(booked, clock):
    change_actions.cancel_appointment(appointment=booked, by=None, now=NOW)
    mail.outbox.clear()
    assert {(state, reason) for *_, state, reason in rows(booked)} == {("skipped", "cancelled")}
    clock.now = THE_DAY_BEFORE
    call_command("send_reminders", verbosity=0)
    assert mail.outbox == []


def test_not_even_when_the_row_was_missed_it_is_decided_when_it_is_due(booked, clock):
    Appointment.objects.filter(pk=booked.pk).become(State.CANCELLED, cancelled_at=NOW)
    mail.outbox.clear()
    clock.now = THE_DAY_BEFORE
    tasks.send_reminder.call(reminder_of(booked).pk)
    assert mail.outbox == []
    assert reminder_of(booked).reason == Skip.CANCELLED


def test_after_a_move_only_the_new_time_is_reminded_of(booked, clock):
    later = SPRING + timedelta(days=7)
    moved = change_actions.move_appointment(appointment=booked, start=later, by=None, now=NOW)
    assert reminder_of(booked).reason == Skip.MOVED
    mail.outbox.clear()
    clock.now = THE_DAY_BEFORE
    call_command("send_reminders", verbosity=0)
    assert mail.outbox == []
    clock.now = later - timedelta(days=1)
    call_command("send_reminders", verbosity=0)
    (message,) = mail.outbox
    assert "Sun 21 March 2027, 09:00 (New York time)" in message.subject
    assert reminder_of(moved).state == "sent"


def test_a_visit_moved_there_and_back_is_reminded_of_once(booked, clock):
    later = SPRING + timedelta(days=7)
    moved = change_actions.move_appointment(appointment=booked, start=later, by=None, now=NOW)
    back = change_actions.move_appointment(appointment=moved, start=SPRING, by=None, now=NOW)
    assert reminder_of(back).state == "due"
    mail.outbox.clear()
    clock.now = THE_DAY_BEFORE
    call_command("send_reminders", verbosity=0)
    call_command("send_reminders", verbosity=0)
    assert len(mail.outbox) == 1


def test_a_reminder_for_a_time_that_was_moved_past_the_actions_is_skipped(booked, clock):
    this = reminder_of(booked)
    moved = {"starts_at": SPRING + HOUR, "occupied_from": SPRING + HOUR}
    ends = SPRING + 2 * HOUR
    Appointment.objects.filter(pk=booked.pk).update(ends_at=ends, occupied_to=ends, **moved)
    clock.now = THE_DAY_BEFORE
    mail.outbox.clear()
    tasks.send_reminder.call(this.pk)
    this.refresh_from_db()
    assert (this.reason, mail.outbox) == (Skip.MOVED, [])


@pytest.mark.parametrize(
    ("changes", "columns", "late", "why"),
    [
        ({"remind_day_before": False}, {}, 0, Skip.SWITCHED_OFF),
        ({}, {"client_email": ""}, 0, Skip.NO_EMAIL),
        ({}, {"state": "no_show", "missed_at": NOW}, 0, Skip.STARTED),
        ({}, {}, 24, Skip.STARTED),
    ],
)
def test_what_is_pointless_is_skipped_and_says_why(booked, clock, changes, columns, late, why):
    rules(**changes)
    if columns:
        Appointment.objects.filter(pk=booked.pk).update(**columns)
    mail.outbox.clear()
    clock.now = THE_DAY_BEFORE + late * HOUR
    tasks.send_reminder.call(reminder_of(booked).pk)
    this = reminder_of(booked)
    assert (this.state, this.reason, this.decided_at) == ("skipped", why, clock.now)
    assert mail.outbox == []


def test_booked_in_the_last_moment_it_says_that_it_is_too_late(clinic):
    booked = make.book(clinic, NOW + 2 * HOUR)
    assert [(kind, reason) for kind, *_, reason in rows(booked)] == [
        (DAY_BEFORE, Skip.BOOKED_LATE),
        (SECOND, Skip.BOOKED_LATE),
    ]


def test_a_clinic_may_want_no_second_reminder(clinic):
    rules(second_reminder_hours=0)
    assert [kind for kind, *_ in rows(make.book(clinic, SPRING))] == [DAY_BEFORE]


def test_two_reminders_at_the_same_time_are_one(clinic):
    rules(second_reminder_hours=24)
    start = SPRING + timedelta(days=3)
    assert [reason for *_, reason in rows(make.book(clinic, start))] == ["", Skip.ALIKE]


def test_after_a_worker_was_away_the_client_gets_one_reminder_and_not_two(booked, clock):
    mail.outbox.clear()
    clock.now = SPRING - HOUR
    call_command("send_reminders", verbosity=0)
    assert len(mail.outbox) == 1
    assert reminder_of(booked, SECOND).reason == Skip.ALIKE


def test_the_quiet_hours_are_those_of_the_client_where_they_are_known(clinic):
    booked = make.confirm(make.hold(clinic, SPRING), client_zone="America/Los_Angeles")
    due = reminder_of(booked).due_at.astimezone(UTC)
    # Nine in New York is six there: half an hour before ten in the evening instead.
    assert due == datetime(2027, 3, 13, 5, 30, tzinfo=UTC)
    unknown = make.confirm(
        make.hold(clinic, SPRING + HOUR), client_zone="Nowhere/Land", contact=OTHER
    )
    assert reminder_of(unknown).due_at == THE_DAY_BEFORE + HOUR


OTHER = make.actions.Contact(name="Kim Other", email="kim@example.com", phone="+12125550135")


def test_a_worker_that_was_late_waits_for_the_morning(clinic, clock):
    rules(second_reminder_hours=0)
    booked = make.book(clinic, SPRING + timedelta(days=2) + 3 * HOUR)
    mail.outbox.clear()
    night = booked.starts_at - 9 * HOUR
    clock.now = night
    call_command("send_reminders", verbosity=0)
    this = reminder_of(booked)
    assert (mail.outbox, this.state) == ([], "due")
    assert this.due_at.astimezone(booked.zone).hour == 7
    clock.now = this.due_at
    call_command("send_reminders", verbosity=0)
    assert len(mail.outbox) == 1


def test_a_refused_reminder_is_due_again_and_leaves_no_address_behind(
    booked,
    clock,
    broken_mail,
    caplog,
):
    clock.now = THE_DAY_BEFORE
    mail.outbox.clear()
    this = reminder_of(booked)
    with broken_mail(), pytest.raises(MailRefused, match=r"^SMTPRecipientsRefused$"):
        tasks.send_reminder.call(this.pk)
    with broken_mail():
        result = tasks.send_reminder.enqueue(this.pk)
    assert "robin" not in (caplog.text + result.errors[0].traceback).lower()
    with broken_mail(), pytest.raises(CommandError) as failed:
        call_command("send_reminders", verbosity=0)
    said = f"Not sent: {booked.reference}: the day before (SMTPRecipientsRefused)"
    assert str(failed.value) == said
    call_command("send_reminders", verbosity=0)
    assert len(mail.outbox) == 1
    assert reminder_of(booked).state == "sent"


def test_one_that_cannot_be_written_keeps_no_other_back(clinic, clock, monkeypatch):
    broken = make.book(clinic, SPRING)
    fine = make.confirm(make.hold(clinic, SPRING + HOUR), contact=OTHER)
    mail.outbox.clear()
    clock.now = THE_DAY_BEFORE + HOUR
    write = tasks.reminder_mails.reminder

    def stumble(about, now):
        return write(about, now) if about.appointment_id == fine.pk else 1 / 0

    monkeypatch.setattr(tasks.reminder_mails, "reminder", stumble)
    with pytest.raises(CommandError, match="ZeroDivisionError"):
        call_command("send_reminders", verbosity=0)
    assert [message.to for message in mail.outbox] == [["kim@example.com"]]
    assert reminder_of(broken).state == "due"


def test_after_a_crash_a_reminder_is_not_sent_twice_and_the_command_says_so(booked, clock):
    clock.now = THE_DAY_BEFORE
    mail.outbox.clear()
    this = reminder_of(booked)
    assert claim(this.pk, clock.now)
    for later in (timedelta(), timedelta(minutes=59)):
        clock.now = THE_DAY_BEFORE + later
        call_command("send_reminders", verbosity=0)
        assert reminder_of(booked).state == "sending"
    clock.now += timedelta(minutes=2)
    said = StringIO()
    call_command("send_reminders", verbosity=0, stderr=said)
    left = reminder_of(booked)
    assert (left.state, left.reason) == (ReminderState.UNKNOWN, Skip.INTERRUPTED)
    assert booked.reference in said.getvalue()
    assert mail.outbox == []


def test_a_visit_without_reminders_gets_them_from_the_command(clinic, clock):
    old = make.insert(clinic, SPRING, 60, client_email="robin@example.com")
    past = make.insert(clinic, NOW - 24 * HOUR, 60)
    said = StringIO()
    call_command("send_reminders", stdout=said)
    assert "Planned for visits without any: 1. Sent: 0." in said.getvalue()
    assert [due for _, due, *_ in rows(old)] == [THE_DAY_BEFORE, SPRING - 2 * HOUR]
    assert rows(past) == []


def test_what_staff_book_is_reminded_of_too(clinic, admin_user):
    booked = staff_actions.book_for_client(
        service=clinic.service,
        location=clinic.location,
        start=SPRING,
        contact=make.CONTACT,
        consent=make.CONSENT,
        by=admin_user,
        now=NOW,
    )
    assert len(rows(booked)) == 2


def test_where_tasks_can_wait_each_reminder_waits_with_a_number_and_nothing_else(
    clinic, settings, django_capture_on_commit_callbacks
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with django_capture_on_commit_callbacks(execute=True):
        booked = make.book(clinic, SPRING)
    waiting = [each for each in task_backends["default"].results if each.task.run_after]
    expected = [(each.pk, each.due_at) for each in Reminder.objects.of(booked)]
    assert [(each.args[0], each.task.run_after) for each in waiting] == expected
    assert all(len(each.args) == 1 and not each.kwargs for each in waiting)


def test_where_tasks_can_wait_a_refused_reminder_is_tried_again_later(
    booked,
    clock,
    settings,
    broken_mail,
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    clock.now = THE_DAY_BEFORE
    this = reminder_of(booked)
    with broken_mail(), pytest.raises(MailRefused):
        tasks.send_reminder.call(this.pk)
    (again,) = task_backends["default"].results
    assert (again.args, again.task.run_after) == ([this.pk], clock.now + tasks.RETRY)
    tasks.send_reminder.call(this.pk)
    assert len(task_backends["default"].results) == 1


@pytest.fixture
def reminder_mail(clinic, clock):
    rules(reminder_text="Wear something you can move in.")
    booked = make.book(clinic, SPRING)
    mail.outbox.clear()
    clock.now = THE_DAY_BEFORE
    tasks.send_reminder.call(reminder_of(booked).pk)
    (message,) = mail.outbox
    return booked, message


def test_the_mail_says_when_where_and_how_to_change_it(reminder_mail):
    booked, message = reminder_mail
    assert message.to == ["robin@example.com"]
    assert "Sun 14 March 2027, 09:00 (New York time)" in message.subject
    for body in (message.body, message.alternatives[0][0]):
        assert "Sun 14 March 2027, 09:00 (New York time)" in body
        assert "Main Street" in body
        assert "Wear something you can move in." in body
        assert f"/booking/a/{booked.token}/before/" in body
        assert f"/booking/a/{booked.token}/\n" in body or f'/booking/a/{booked.token}/"' in body
    assert message.attachments == []


def test_the_mail_carries_no_health_data(reminder_mail):
    _booked, message = reminder_mail
    for part in (message.subject, message.body, message.alternatives[0][0]):
        text = part.lower()
        assert not [word for word in (*HEALTH_WORDS, "warning sign", "emergency") if word in text]
        assert "first visit" not in text


@pytest.mark.parametrize(
    ("answered_before", "asks"), [(None, True), (HOUR, False), (timedelta(days=5), True)]
)
def test_the_second_mail_leads_to_the_questions_until_they_are_answered(
    booked, clock, answered_before, asks
):
    if answered_before is not None:
        SafetyCheck.objects.create(
            appointment=booked,
            version=factory.published(),
            urgency=Urgency.NONE.value,
            answered_at=THE_DAY_BEFORE - answered_before,
        )
    clock.now = SPRING - 2 * HOUR
    mail.outbox.clear()
    tasks.send_reminder.call(reminder_of(booked, SECOND).pk)
    assert ("/before/" in mail.outbox[0].body) is asks


@pytest.mark.parametrize(
    ("second", "says"), [("", "Bring your card."), ("See you soon.", "See you soon.")]
)
def test_the_second_mail_may_say_something_of_its_own(booked, clock, second, says):
    rules(reminder_text="Bring your card.", second_reminder_text=second)
    for now, kind, line in (
        (THE_DAY_BEFORE, DAY_BEFORE, "Bring your card."),
        (SPRING - 2 * HOUR, SECOND, says),
    ):
        clock.now = now
        mail.outbox.clear()
        tasks.send_reminder.call(reminder_of(booked, kind).pk)
        assert line in mail.outbox[0].body


def test_a_visit_by_phone_says_how_to_take_part(clinic, clock):
    rules(ask_red_flags=False)
    service = make.make_service(kind="phone", joining="We call you.")
    clinic.practitioner.services.add(service)
    by_phone = make.Clinic(clinic.location, service, clinic.practitioner)
    booked = make.book(by_phone, SPRING)
    mail.outbox.clear()
    clock.now = THE_DAY_BEFORE
    tasks.send_reminder.call(reminder_of(booked).pk)
    for body in (mail.outbox[0].body, mail.outbox[0].alternatives[0][0]):
        assert "We call you." in body
        assert "Main Street" not in body
        assert "/before/" not in body
