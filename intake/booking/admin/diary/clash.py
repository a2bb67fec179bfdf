"""Why a time is not free, in the desk's words, and which times are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.permissions import policy_registry

from intake.booking import slots, texts
from intake.booking.availability import Diaries, FreeTime, limits_of
from intake.booking.models import Appointment, Location, Practitioner, Service, WeeklyHours
from intake.booking.presenters import TimeOption
from intake.booking.slots import Refusal
from intake.scoping import Staff

DAYS_OFFERED = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """What the desk looks a time up for; `visit` is the one that is moved, if any."""

    service: Service
    location: Location
    practitioner_id: int | None = None
    visit: Appointment | None = None

    def diaries(self, now: datetime) -> Diaries:
        """Return the diaries as staff see them: without the notice and the horizon."""
        return Diaries(
            service=self.service,
            location=self.location,
            now=now,
            practitioner_id=self.practitioner_id,
            but=self.visit,
            limits=limits_of(self.service, now, ignored=True),
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """The free times of one practitioner on one day, as radios."""

    heading: str
    practitioner: Practitioner
    times: tuple[TimeOption, ...]


def offers_from(diaries: Diaries, day: date) -> list[Offer]:
    """Return the free times of the first days from `day` on that have any."""
    found: list[FreeTime] = []
    days: set[date] = set()
    for free in diaries.free_times(from_day=day):
        days.add(slots.wall_of(free.start, diaries.zone).date())
        if len(days) > DAYS_OFFERED:
            break
        found.append(free)
    return offers_of(found, diaries)


def offers_of(found: Iterable[FreeTime], diaries: Diaries) -> list[Offer]:
    """Return free times by day and practitioner."""
    rows = [
        (slots.wall_of(free.start, diaries.zone), diaries.offering.index(each), free.start)
        for free in found
        for each in free.practitioners
    ]
    rows.sort(key=lambda row: (row[0].date(), row[1], row[2]))
    offers = []
    for (day, order), group in groupby(rows, key=lambda row: (row[0].date(), row[1])):
        who = diaries.offering[order]
        times = tuple(
            TimeOption(f"{start.isoformat()}/{who.pk}", texts.clock(wall))
            for wall, _order, start in group
        )
        offers.append(Offer(date_format(day, "l j F Y"), who, times))
    return offers


def why_not(wish: Wish, start: datetime, now: datetime, reader: Staff) -> str:
    """Return the sentence that says why a time is not free, "" when it is."""
    diaries = wish.diaries(now)
    if diaries.places(start):
        return ""
    return refusal_words(wish, start, diaries.refusal(start), now, reader)


def why_url(wish: Wish, start: datetime, reader: Staff) -> str:
    """Return the address that names every rule that closes a time, "" where it may not be read."""
    if not policy_registry.get_by_type(WeeklyHours).user_has_permission(reader, "view"):
        return ""
    wall = slots.wall_of(start, wish.location.zone)
    asked = {
        "service": wish.service.pk,
        "location": wish.location.pk,
        "practitioner": wish.practitioner_id or "",
        "day": wall.date().isoformat(),
        "at": texts.clock(wall),
    }
    return f"{reverse('why_not_free:index')}?{urlencode(asked)}"


def refusal_words(
    wish: Wish, start: datetime, refusal: Refusal, now: datetime, reader: Staff
) -> str:
    """Return what closes a time, with the visit that takes it where the reader may see it."""
    when = texts.time_words(start, wish.location.zone)
    if refusal is Refusal.OCCUPIED and (other := _in_the_way(wish, start, now, reader)):
        clock = texts.clock(other.starts_at.astimezone(other.zone))
        client = other.client_name or _("a client who is filling in the form")
        return _("%(when)s is taken by %(client)s (%(clock)s, %(visit)s).") % {
            "when": when,
            "client": client,
            "clock": clock,
            "visit": other.service,
        }
    words = {
        Refusal.TOO_SOON: _("%(when)s is over."),
        Refusal.TOO_FAR: _("%(when)s is too far ahead."),
        Refusal.CLOSED: _("%(when)s is closed: outside the opening hours."),
        Refusal.NOT_A_START: _("%(when)s is between two starts, %(step)s minutes apart."),
        Refusal.PAST_CLOSING: _("%(when)s is closed: the visit would end after closing."),
        Refusal.TIME_OFF: _("%(when)s is closed: time off."),
        Refusal.OCCUPIED: _("%(when)s is taken."),
        Refusal.NO_ROOM: _("%(when)s is taken: no room is free."),
    }
    return words[refusal] % {"when": when, "step": wish.service.step_minutes}


def _in_the_way(wish: Wish, start: datetime, now: datetime, reader: Staff) -> Appointment | None:
    if wish.practitioner_id is None:
        return None
    wanted = wish.service.visit.occupied(start)
    seen = Appointment.objects.visible_to(reader)
    found = seen.of_practitioner(wish.practitioner_id).taking_time(now)
    others = found.but(wish.visit) if wish.visit else found
    return others.meeting(wanted).with_names().first()
