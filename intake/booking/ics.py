"""Calendar files: a stable UID, a rising SEQUENCE, UTC instants, and no health data."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from intake.booking import conf
from intake.booking.models import Appointment

CONTENT_TYPE = "text/calendar"
FILENAME = "visit.ics"


def method(*appointments: Appointment) -> str:
    """Return what a calendar is to do with the file of some appointments."""
    return "CANCEL" if all(each.status.is_cancelled for each in appointments) else "PUBLISH"


def calendar_file(
    *appointments: Appointment, clinic_name: str, phone: str, sender: str, now: datetime
) -> bytes:
    """Return the iCalendar file of appointments as they stand; METHOD CANCEL once cancelled.

    `now` becomes the DTSTAMP. `sender` is the address the clinic writes from.
    """
    calendar = _calendar(method(*appointments))
    organizer = vCalAddress(f"mailto:{sender}")
    organizer.params["cn"] = vText(clinic_name)
    for appointment in appointments:
        event = _event(appointment, now)
        event.add("summary", _("Visit: %(clinic)s") % {"clinic": clinic_name})
        event.add("class", "PRIVATE")
        if description := _description(appointment, phone):
            event.add("description", description)
        event["organizer"] = organizer
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def diary_file(name: str, appointments: Iterable[Appointment], now: datetime) -> bytes:
    """Return a diary for a calendar program: references and how they meet, never a client.

    The name of a kind of visit stays out: a clinic may have named a complaint in it.

    `name` is what the program calls it.
    """
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    for appointment in appointments:
        event = _event(appointment, now)
        how = appointment.service.get_kind_display()
        parts = {"reference": appointment.reference, "kind": how}
        event.add("summary", _("Visit %(reference)s: %(kind)s") % parts)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Clinic Intake//Booking//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(appointment: Appointment, now: datetime) -> Event:
    """Return when and where an appointment is, and whether."""
    cancelled = appointment.status.is_cancelled
    event = Event()
    event.add("uid", uid_of(appointment))
    event.add("sequence", appointment.ics_sequence)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    if appointment.service.happens_at_location:
        event.add("location", appointment.location.address_line)
    return event


def _description(appointment: Appointment, phone: str) -> str:
    """Return how to take part, and whom to phone."""
    lines = []
    if not appointment.service.happens_at_location:
        lines.append(appointment.service.joining)
    if phone:
        lines.append(_("To change it, phone %(phone)s.") % {"phone": phone})
    return "\n".join(filter(None, lines))


def uid_of(appointment: Appointment) -> str:
    """Return the UID calendars know this appointment by, whatever happens to it."""
    host = conf.base_url().partition("://")[2].partition("/")[0].partition(":")[0]
    return f"{appointment.uid}@{host or 'localhost'}"
