"""E-mails nobody knows whether they left: a worker began to send them and never came back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake.booking.models import Appointment, AppointmentEvent, Reminder
from intake.booking.models.in_diary import InDiaryQuerySet


@dataclass(frozen=True, slots=True)
class InDoubt:
    """The e-mails about visits to come that were claimed and never noted as sent."""

    confirmations: list[Appointment]
    changes: list[AppointmentEvent]
    reminders: list[Reminder]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.confirmations) + len(self.changes) + len(self.reminders)


def with_mail_in_doubt(visits: InDiaryQuerySet[Appointment], now: datetime) -> Any:
    """Return the visits whose client may or may not have been sent an e-mail."""
    return visits.any_of(
        Appointment.objects.confirmation_in_doubt(now).values("pk"),
        AppointmentEvent.objects.mail_in_doubt(now).values("appointment"),
        Reminder.objects.in_doubt(now).values("appointment"),
    )


def in_doubt_about(appointment: Appointment, now: datetime) -> InDoubt:
    """Return the e-mails about one visit that may or may not have left."""
    itself = Appointment.objects.filter(pk=appointment.pk)
    return InDoubt(
        list(itself.confirmation_in_doubt(now)),
        list(AppointmentEvent.objects.of(appointment).mail_in_doubt(now)),
        list(Reminder.objects.of(appointment).in_doubt(now)),
    )
