"""What staff do about e-mails nobody knows whether they left."""

from datetime import datetime
from functools import partial

from django.db import transaction

from intake.booking import tasks
from intake.booking.in_doubt import in_doubt_about
from intake.booking.models import Appointment, AppointmentEvent, Reminder


def send_again(*, appointment: Appointment, now: datetime) -> int:
    """Send once more what may or may not have left; return how many e-mails.

    Two presses at once take turns: the second finds nothing in doubt.
    """
    with transaction.atomic():
        Appointment.objects.select_for_update().get(pk=appointment.pk)
        found = in_doubt_about(appointment, now)
        for visit in found.confirmations:
            Appointment.objects.filter(pk=visit.pk).give_mail_back()
            transaction.on_commit(partial(tasks.send_confirmation.enqueue, visit.pk))
        for event in found.changes:
            AppointmentEvent.objects.filter(pk=event.pk).give_mail_back()
            transaction.on_commit(partial(tasks.send_change.enqueue, event.pk))
        for reminder in found.reminders:
            Reminder.objects.filter(pk=reminder.pk).put_off(now)
            transaction.on_commit(partial(tasks.send_reminder.enqueue, reminder.pk))
    return len(found)
