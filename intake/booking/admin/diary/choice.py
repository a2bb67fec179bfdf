"""Which part of the diary is asked for, read from an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from django.urls import reverse

from intake.booking import slots
from intake.booking.choices import whole_number
from intake.booking.models import Appointment, Location

ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)
# Calendar arithmetic fails at the edges of the calendar; nobody keeps a diary there.
FIRST_YEAR, LAST_YEAR = 2000, 2200


class Span(StrEnum):
    """How much of the diary is shown."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class DiaryChoice:
    """A place, a day, and whether its whole week is shown.

    `practitioner_id` None means everybody.
    """

    locations: tuple[Location, ...]
    location: Location
    day: date
    today: date
    span: Span
    practitioner_id: int | None

    @property
    def is_week(self) -> bool:
        """Whether the week of the day is shown."""
        return self.span is Span.WEEK

    @property
    def days(self) -> tuple[date, ...]:
        """The days shown; a week begins on Monday."""
        if not self.is_week:
            return (self.day,)
        monday = self.day - timedelta(days=self.day.weekday())
        return tuple(monday + timedelta(days=number) for number in range(7))

    @property
    def is_today(self) -> bool:
        """Whether today is among the days shown."""
        return self.today in self.days

    @property
    def before(self) -> str:
        """The address of the day or week before."""
        return self.url(day=self.day - (WEEK if self.is_week else ONE_DAY))

    @property
    def after(self) -> str:
        """The address of the day or week after."""
        return self.url(day=self.day + (WEEK if self.is_week else ONE_DAY))

    @property
    def today_url(self) -> str:
        """The address of today, or of this week."""
        return self.url(day=self.today)

    @property
    def day_url(self) -> str:
        """The address of the day alone; today where it is in the week shown."""
        return self.url(day=self.today if self.is_today else self.day, span="")

    @property
    def week_url(self) -> str:
        """The address of the week around the day."""
        return self.url(span=Span.WEEK)

    @property
    def book_url(self) -> str:
        """The address of the form that books for a client."""
        return self.url("intake_diary:book", span="")

    @property
    def note_url(self) -> str:
        """The address of the form that adds a note to the day."""
        return self.url("intake_diary:note_add", span="", who="")

    @property
    def news_url(self) -> str:
        """The address that says what was booked here meanwhile."""
        return self.url("intake_diary:news")

    def url(self, name: str = "intake_diary:diary", **changes: object) -> str:
        """Return the address of this part of the diary, with some parts changed."""
        parts = {
            "day": self.day,
            "place": self.location.pk,
            "who": self.practitioner_id or "",
            "span": self.span if self.is_week else "",
        } | changes
        given = {key: value for key, value in parts.items() if value not in ("", None)}
        return f"{reverse(name)}?{urlencode(given)}"


def read_diary_choice(data: Mapping[str, str], now: datetime) -> DiaryChoice | None:
    """Return what an address asks for, None where there is no place yet.

    What does not exist counts as not chosen: the first place, today, one day, everybody.
    """
    locations = tuple(Location.objects.in_diary())
    if not locations:
        return None
    place = whole_number(data.get("place"))
    location = next((each for each in locations if each.pk == place), locations[0])
    today = slots.wall_of(now, location.zone).date()
    return DiaryChoice(
        locations=locations,
        location=location,
        day=read_day(data.get("day")) or today,
        today=today,
        span=Span.WEEK if data.get("span") == Span.WEEK else Span.DAY,
        practitioner_id=whole_number(data.get("who")),
    )


def read_day(text: str | None) -> date | None:
    """Return a day written as 2027-03-09, None for anything else."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def day_url(day: date | str, location_id: int | None) -> str:
    """Return the address of a day at a place, the first place where none is named."""
    parts = {"day": day} | ({"place": location_id} if location_id else {})
    return f"{reverse('intake_diary:diary')}?{urlencode(parts)}"


def day_of(appointment: Appointment) -> str:
    """Return the address of the day an appointment is on, at its place."""
    return day_url(appointment.wall_start[:10], appointment.location_id)
