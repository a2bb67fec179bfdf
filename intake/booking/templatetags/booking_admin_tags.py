"""How the admin writes what belongs to an appointment."""

from django import template

from intake.booking import texts
from intake.booking.models import Appointment

register = template.Library()


@register.filter
def start_words(appointment: Appointment) -> str:
    """Return the start of a visit in the zone of its place, whatever the reader's profile says."""
    return texts.lasting_words(appointment.starts_at, appointment.zone)
