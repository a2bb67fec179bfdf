"""The models of booking."""

from intake.booking.models.appointment import Appointment
from intake.booking.models.desk import CalendarFeed, DayNote
from intake.booking.models.follow_up import ContactAttempt, FollowUp
from intake.booking.models.history import AppointmentEvent
from intake.booking.models.hours import DayException, TimeOff, WeeklyHours
from intake.booking.models.practice import Location, Practitioner, Room, Service
from intake.booking.models.reminder import Reminder
from intake.booking.models.safety_check import SafetyCheck, SafetyNotice
from intake.booking.models.series import Series
from intake.booking.models.settings import BookingSettings
from intake.booking.models.waitlist import WaitlistEntry, WaitlistOffer

__all__ = [
    "Appointment",
    "AppointmentEvent",
    "BookingSettings",
    "CalendarFeed",
    "ContactAttempt",
    "DayException",
    "DayNote",
    "FollowUp",
    "Location",
    "Practitioner",
    "Reminder",
    "Room",
    "SafetyCheck",
    "SafetyNotice",
    "Series",
    "Service",
    "TimeOff",
    "WaitlistEntry",
    "WaitlistOffer",
    "WeeklyHours",
]
