"""What happened to an appointment, in the words of its page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from intake.booking import texts
from intake.booking.models import Appointment, AppointmentEvent

Kind = AppointmentEvent.Kind
TOLD = (Kind.BOOKED, Kind.MOVED, Kind.CANCELLED)
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that happened, each part in words."""

    what: str
    when: str
    who: str
    before: str
    reason: str
    told: str


def history_of(appointment: Appointment) -> list[HistoryRow]:
    """Return what happened to an appointment, the latest first, in one query."""
    events = AppointmentEvent.objects.of(appointment).with_staff()
    return [_row(event, appointment) for event in events]


def _row(event: AppointmentEvent, appointment: Appointment) -> HistoryRow:
    kind = Kind(event.kind)
    # Of a booking the confirmation tells.
    confirmation = (appointment.confirmation_claimed_at, appointment.confirmation_sent_at)
    change = (event.mail_claimed_at, event.mailed_at)
    began, told_at = {Kind.BOOKED: confirmation}.get(kind, change)
    return HistoryRow(
        what=str(kind.label),
        when=_words(event.at, appointment),
        who=(event.by.get_full_name() or event.by.get_username()) if event.by else _("The client"),
        before=_words(event.starts_before, appointment),
        reason=event.reason or NOTHING,
        told=_told(kind, began, told_at, appointment),
    )


def _told(
    kind: AppointmentEvent.Kind,
    began: datetime | None,
    told_at: datetime | None,
    appointment: Appointment,
) -> str:
    if kind not in TOLD:
        return NOTHING
    if told_at:
        return _words(told_at, appointment)
    return _("Not known") if began else _("Not told")


def _words(instant: datetime | None, appointment: Appointment) -> str:
    return texts.lasting_words(instant, appointment.zone) if instant else NOTHING
