"""What booking does outside the request. Arguments are primary keys, never anything personal."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django_tasks import task

from intake.booking import (
    data_link_mails,
    mails,
    reminder_claims,
    reminder_mails,
    safety_mails,
    waitlist_mails,
)
from intake.booking.errors import MailRefused
from intake.booking.models import (
    Appointment,
    AppointmentEvent,
    Reminder,
    SafetyCheck,
    SafetyNotice,
    WaitlistEntry,
    WaitlistOffer,
)

RETRY = timedelta(minutes=15)
"""When a reminder or an alert that the mail server refused is tried again."""


@task()
@sensitive_variables()
def send_confirmation(appointment_id: int) -> None:
    """Write to the client that the visit is booked, once, if it still is; raises MailRefused.

    Nothing is written about a visit that is over, as staff may enter one.

    Written first and claimed then: after a crash only what was being handed over is in doubt. A
    visit that was moved in between is left to the e-mail about the move.
    """
    now = timezone.now()
    appointment = Appointment.objects.with_names().get(pk=appointment_id)
    message = mails.confirmation(appointment, now)
    unchanged = Appointment.objects.filter(pk=appointment_id, starts_at=appointment.starts_at)
    this = unchanged.filter(ends_at__gt=now)
    if not this.claim_confirmation(now):
        return
    _hand_over(message, Appointment.objects.filter(pk=appointment_id))


@task()
@sensitive_variables()
def send_change(event_id: int) -> None:
    """Write to the client that the visit moved or is cancelled, once; raises MailRefused.

    Decided when it is sent: a move that was overtaken by another change tells nothing any more.
    """
    now = timezone.now()
    event = AppointmentEvent.objects.with_appointment().get(pk=event_id)
    write = mails.about(event)
    if write is None:
        return
    message = write(event.appointment, now)
    this = AppointmentEvent.objects.filter(pk=event_id)
    if this.last_words().claim_mail(now):
        _hand_over(message, this)


@task()
@sensitive_variables()
def send_series(series_id: int) -> None:
    """Write to the client once about all visits of a series still booked; raises MailRefused.

    Written anew where one of them changed before it was claimed.
    """
    now = timezone.now()
    visits = Appointment.objects.in_series_of(series_id)
    while visits.unconfirmed().exists():
        written = list(visits.with_names())
        message = mails.series(written, now)
        if not visits.claim_confirmation(now):
            return
        claimed = visits.claimed_at(now)
        if visits.starts() == [(each.pk, each.starts_at) for each in written]:
            _hand_over(message, claimed)
            return
        claimed.give_mail_back()


@task()
@sensitive_variables()
def send_data_links(named: list[data_link_mails.Named]) -> None:
    """Write the clients of some records (kind and key) the link each; raises MailRefused.

    For an address nobody has there is no record and nothing is written. The link is drawn here, so
    that no argument of a task opens anything.
    """
    for message in data_link_mails.letters(named):
        _send(message)


@task()
@sensitive_variables()
def send_joined(entry_id: int) -> None:
    """Write to a client that they are on the waitlist; raises MailRefused."""
    entry = WaitlistEntry.objects.with_wishes().get(pk=entry_id)
    _send(waitlist_mails.joined(entry))


@task()
@sensitive_variables()
def send_offer(offer_id: int) -> None:
    """Write to a client that a time is free, once, if they can still take it; raises MailRefused.

    A mail refused is tried again by `offer_freed_times`, as long as the offer stands.
    """
    now = timezone.now()
    if not WaitlistOffer.objects.filter(pk=offer_id).claim_mail(now):
        return
    offer = WaitlistOffer.objects.with_hold().select_related("entry").get(pk=offer_id)
    try:
        _send(waitlist_mails.offer(offer))
    except Exception:
        WaitlistOffer.objects.filter(pk=offer_id).give_mail_back()
        raise


@task()
@sensitive_variables()
def send_reminder(reminder_id: int) -> None:
    """Remind a client of a visit, and come back later where it could not be done yet."""
    try:
        remind(reminder_id)
    finally:
        if again_at := Reminder.objects.filter(pk=reminder_id).next_due():
            remind_later(reminder_id, max(again_at, timezone.now() + RETRY))


def remind_later(reminder_id: int, when: datetime) -> None:
    """Let a worker send a reminder when it is due; where tasks cannot wait, a command sends it."""
    remind_each_later([(reminder_id, when)])


def remind_each_later(due: Iterable[tuple[int, datetime]]) -> None:
    """Let a worker send several reminders, each (primary key, when) at its time."""
    if not send_reminder.get_backend().supports_defer:
        return
    # One transaction, or a queue in a database commits to its disk for each of them.
    with transaction.atomic():
        for reminder_id, when in due:
            send_reminder.using(run_after=when).enqueue(reminder_id)


@sensitive_variables()
def remind(reminder_id: int) -> bool:
    """Remind a client of a visit once, if there still is reason to; raises MailRefused.

    Return whether an e-mail left. A crash leaves the reminder claimed: it may have left.
    """
    now = timezone.now()
    reminder = reminder_claims.claim(reminder_id, now)
    if reminder is None:
        return False
    this = Reminder.objects.filter(pk=reminder_id)
    try:
        _send(reminder_mails.reminder(reminder, now))
    except Exception:
        this.give_back()
        raise
    this.note_sent(now)
    return True


@task()
@sensitive_variables()
def send_alert(check_id: int) -> None:
    """Tell the staff that a client needs medical care first, and try again where it fails."""
    try:
        alert(check_id)
    except MailRefused:
        if send_alert.get_backend().supports_defer:
            send_alert.using(run_after=timezone.now() + RETRY).enqueue(check_id)
        raise


@sensitive_variables()
def alert(check_id: int) -> bool:
    """Tell the staff once, if nobody has seen to it yet; raises MailRefused.

    Return whether an e-mail left: without addresses the people on duty are told one by one.
    """
    message = safety_mails.alert()
    this = SafetyCheck.objects.filter(pk=check_id)
    if not message.to or not this.claim_alert(timezone.now()):
        return False
    try:
        _send(message)
    except Exception:
        this.give_alert_back()
        raise
    return True


@task()
@sensitive_variables()
def send_notice(notice_id: int) -> None:
    """Tell one member of staff that a client needs medical care first; try again where it fails."""
    try:
        notify(notice_id)
    except MailRefused:
        if send_notice.get_backend().supports_defer:
            send_notice.using(run_after=timezone.now() + RETRY).enqueue(notice_id)
        raise


@sensitive_variables()
def notify(notice_id: int) -> bool:
    """Tell one member of staff once, if nobody has seen to it yet; raises MailRefused.

    Return whether an e-mail left.
    """
    now = timezone.now()
    this = SafetyNotice.objects.filter(pk=notice_id)
    if not this.claim(now):
        return False
    notice = this.select_related("person").get()
    try:
        _send(safety_mails.notice(notice))
    except Exception:
        this.give_back()
        raise
    SafetyCheck.objects.filter(pk=notice.safety_check_id).note_told(now)
    return True


def _hand_over(message: EmailMessage, claimed: Any) -> None:
    """Send what was claimed, and write down that it left, or that it did not."""
    try:
        _send(message)
    except Exception:
        claimed.give_mail_back()
        raise
    claimed.note_mailed(timezone.now())


def _send(message: EmailMessage) -> None:
    """Send; what a mail server says quotes the client's address, so only its kind is told."""
    try:
        message.send()
    except Exception as error:
        raise MailRefused(type(error).__name__) from None
