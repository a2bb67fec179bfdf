"""What became of the reminders of a visit, in the words of the staff."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from intake.booking import texts
from intake.booking.models import Appointment, Reminder
from intake.booking.reminding import Skip

WHY = {
    Skip.MOVED: _("the visit was moved"),
    Skip.CANCELLED: _("the visit was cancelled"),
    Skip.STARTED: _("the visit had begun, or is over"),
    Skip.NO_EMAIL: _("the client has no e-mail address"),
    Skip.SWITCHED_OFF: _("switched off in the booking settings"),
    Skip.BOOKED_LATE: _("the visit was booked too late for it"),
    Skip.QUIET_HOURS: _("there was no time left outside the quiet hours"),
    Skip.ALIKE: _("the other reminder was about the same time"),
    Skip.INTERRUPTED: _("sending broke off; it may or may not have left"),
}


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """One reminder as a line of a table."""

    kind: str
    about: str
    due: str
    state: str
    is_sent: bool
    decided: str
    why: str


def reminder_rows(appointment: Appointment, reminders: Iterable[Reminder]) -> list[ReminderRow]:
    """Return the reminders of an appointment with times in the zone of its place."""
    zone = appointment.zone
    return [
        ReminderRow(
            kind=each.get_kind_display(),
            about=texts.lasting_words(each.for_start, zone),
            due=texts.lasting_words(each.due_at, zone),
            state=each.get_state_display(),
            is_sent=each.status.is_sent,
            decided=texts.lasting_words(each.decided_at, zone) if each.decided_at else "",
            why=str(WHY[Skip(each.reason)]) if each.reason else "",
        )
        for each in reminders
    ]
