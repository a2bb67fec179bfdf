"""Calendar files: a stable UID, a rising SEQUENCE, UTC instants, and no health data."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from intake.booking import conf
from intake.booking.models import Appointment

CONTENT_TYPE = "text/calendar"
FILENAME = "visit.ics"


def calendar_file(
    *appointments: Appointment, clinic_name: str, phone: str, sender: str, now: datetime
) -> bytes:
    """Return the iCalendar file of appointments as they stand; METHOD CANCEL once cancelled.

    `now` becomes the DTSTAMP. `sender` is the address the clinic writes from.
    """
    cancelled = all(each.status.is_cancelled for each in appointments)
    calendar = Calendar()
    calendar.add("prodid", "-//Clinic Intake//Booking//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    organizer = vCalAddress(f"mailto:{sender}")
    organizer.params["cn"] = vText(clinic_name)
    for appointment in appointments:
        event = _event(appointment, clinic_name=clinic_name, phone=phone, now=now)
        event["organizer"] = organizer
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(appointment: Appointment, *, clinic_name: str, phone: str, now: datetime) -> Event:
    cancelled = appointment.status.is_cancelled
    event = Event()
    event.add("uid", uid_of(appointment))
    event.add("sequence", appointment.ics_sequence)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("summary", _("Visit: %(clinic)s") % {"clinic": clinic_name})
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    event.add("class", "PRIVATE")
    if appointment.service.happens_at_location:
        event.add("location", appointment.location.address_line)
    if phone:
        event.add("description", _("To change it, phone %(phone)s.") % {"phone": phone})
    return event


def uid_of(appointment: Appointment) -> str:
    """Return the UID calendars know this appointment by, whatever happens to it."""
    host = conf.base_url().partition("://")[2].partition("/")[0].partition(":")[0]
    return f"{appointment.uid}@{host or 'localhost'}"
