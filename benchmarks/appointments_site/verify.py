"""Whether django-appointment did its work: an appointment for each booking sent."""

from collections.abc import Mapping

from appointment.models import Appointment


def verify(sent: Mapping[str, int]) -> list[str]:
    """Return what was not done, in words, given how many requests of each name were sent."""
    times = sent.get("book", 0)
    stored = Appointment.objects.filter(
        appointment_request__staff_member__user__username="booked"
    ).count()
    return [] if stored == times else [f"{stored} of {times} bookings were stored"]
