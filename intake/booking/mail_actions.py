"""E-mails somebody asks for: the staff those in doubt, a client the link to what is kept."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from intake import access_log
from intake.access_log import Action
from intake.booking import data_link_mails, tasks
from intake.booking.in_doubt import in_doubt_about
from intake.booking.models import Appointment, AppointmentEvent, Reminder
from intake.booking.record_kinds import VISIT


def send_again(*, appointment: Appointment, by: Any, now: datetime) -> int:
    """Send once more what may or may not have left, and note who did; return how many e-mails.

    One e-mail confirms a whole series, so it settles every visit of it. Two presses at once take
    turns: the second finds nothing in doubt.
    """
    together = Appointment.objects.in_one_mail_with(appointment)
    with transaction.atomic():
        list(together.select_for_update())
        found = in_doubt_about(appointment, now)
        for visit in found.confirmations:
            together.confirmation_in_doubt(now).give_mail_back()
            transaction.on_commit(partial(_confirm, visit))
        for event in found.changes:
            AppointmentEvent.objects.filter(pk=event.pk).give_mail_back()
            transaction.on_commit(partial(tasks.send_change.enqueue, event.pk))
        for reminder in found.reminders:
            Reminder.objects.filter(pk=reminder.pk).put_off(now)
            transaction.on_commit(partial(tasks.send_reminder.enqueue, reminder.pk))
        if found:
            _note(appointment, by, now)
    return len(found)


def send_data_link(*, appointment: Appointment) -> None:
    """Send the link to what is kept about a client to the address on file."""
    transaction.on_commit(partial(tasks.send_data_links.enqueue, [(VISIT, appointment.pk)]))


def send_data_links(*, email: str) -> None:
    """Send everybody with an e-mail address the link to what is kept about them.

    The task is queued for an address nobody has, too: how long this takes tells nothing.
    """
    named = data_link_mails.on_file(email)
    transaction.on_commit(partial(tasks.send_data_links.enqueue, named))


def _confirm(visit: Appointment) -> None:
    if visit.series_id is None:
        tasks.send_confirmation.enqueue(visit.pk)
    else:
        tasks.send_series.enqueue(visit.series_id)


def _note(appointment: Appointment, by: Any, now: datetime) -> None:
    kind = AppointmentEvent.Kind.SENT_AGAIN
    AppointmentEvent.objects.create(appointment=appointment, kind=kind, at=now, by_id=by.pk)
    access_log.note(
        by=by, action=Action.CHANGE, kind=VISIT, reference=appointment.reference, now=now
    )
