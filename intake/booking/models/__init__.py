"""The models of booking."""

from intake.booking.models.appointment import Appointment
from intake.booking.models.hours import DayException, WeeklyHours
from intake.booking.models.practice import Location, Practitioner, Service

__all__ = ["Appointment", "DayException", "Location", "Practitioner", "Service", "WeeklyHours"]
