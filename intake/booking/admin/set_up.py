"""What a clinic sets up before anybody can book, in the order of its menu."""

from intake.booking.admin.hours import DayExceptionViewSet, TimeOffViewSet, WeeklyHoursViewSet
from intake.booking.admin.practice import (
    LocationViewSet,
    PractitionerViewSet,
    RoomViewSet,
    ServiceViewSet,
)

SET_UP = (
    PractitionerViewSet,
    ServiceViewSet,
    LocationViewSet,
    RoomViewSet,
    WeeklyHoursViewSet,
    DayExceptionViewSet,
    TimeOffViewSet,
)
