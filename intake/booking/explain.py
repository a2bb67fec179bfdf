"""Why a time is not free, in words for staff: no queries, the rows come in.

A practitioner is free exactly when no reason is found; the first reason is the rule that `slots`
names. Words speak of visits by their reference alone, never of clients.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake.booking import slots, texts
from intake.booking.models import (
    Appointment,
    DayException,
    Location,
    Practitioner,
    Room,
    Service,
    TimeOff,
    WeeklyHours,
)
from intake.booking.timetable import day_exceptions


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that closes a time; `row` is what to change, or the kind of row to add."""

    words: str
    row: Model | type[Model] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: whether this visit may start at this instant at this place."""

    service: Service
    location: Location
    start: datetime
    limits: slots.Limits

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the place."""
        return self.location.zone

    @property
    def body(self) -> slots.Range:
        """The visit without what is kept free around it."""
        return self.start, self.start + self.service.visit.length

    @property
    def day(self) -> date:
        """The local date of the start."""
        return slots.wall_of(self.start, self.zone).date()


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows about one practitioner around that time.

    `hours` are all of theirs at the place, `exceptions` those of the day, `taking` what takes
    time from their diary near it. `rooms` are the rooms of the place with what takes each; empty
    where the visit needs none or the place has none.
    """

    practitioner: Practitioner
    gives: bool
    hours: Sequence[WeeklyHours]
    exceptions: Sequence[DayException]
    time_off: Sequence[TimeOff]
    taking: Sequence[Appointment]
    rooms: Sequence[tuple[Room, Sequence[Appointment]]] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether one practitioner is free, and every reason why not, the deciding one first."""

    practitioner: Practitioner
    reasons: tuple[Reason, ...]

    @property
    def is_free(self) -> bool:
        """Whether a client could book the time with them now."""
        return not self.reasons


def missing_wall(wall: datetime, zone: ZoneInfo) -> str:
    """Return why a wall time is no time at all, "" where it exists."""
    if slots.instant_of(wall, zone) is not None:
        return ""
    there = {
        "wall": texts.clock(wall),
        "day": date_format(wall, "l j F Y"),
        "next": texts.clock(slots.boundary(wall, zone).astimezone(zone)),
    }
    return _(
        "%(wall)s does not exist on %(day)s: the clocks go forward and show %(next)s instead."
    ) % {**there}


def withheld(service: Service, location: Location) -> list[Reason]:
    """Return what keeps a visit or a place off the offer, whoever gives it."""
    reasons = []
    if not service.active:
        words = _("“%(name)s” is not offered to clients.") % {"name": service}
        reasons.append(Reason(words, service))
    if not location.active:
        words = _("%(name)s is not offered to clients.") % {"name": location}
        reasons.append(Reason(words, location))
    return reasons


def answer(asked: Asked, known: Known) -> Answer:
    """Return whether a practitioner is free, or everything that closes the time."""
    for decides_alone in (_past, _person):
        if reasons := tuple(decides_alone(asked, known)):
            return Answer(known.practitioner, reasons)
    rules = (_window, _opening, _off, _taken, _without_room)
    reasons = tuple(reason for rule in rules for reason in rule(asked, known))
    return Answer(known.practitioner, reasons)


def _past(asked: Asked, known: Known) -> Iterator[Reason]:
    if asked.start < asked.limits.now:
        yield Reason(_("This time has passed."))


def _person(asked: Asked, known: Known) -> Iterator[Reason]:
    who = known.practitioner
    if not who.active:
        yield Reason(_("%(name)s is not offered to clients.") % {"name": who}, who)
    if not known.gives:
        names = {"name": who, "visit": asked.service}
        yield Reason(_("%(name)s does not give “%(visit)s”.") % names, who)
    if not known.hours:
        names = {"name": who, "place": asked.location}
        words = _("%(name)s has no weekly hours at %(place)s.") % names
        yield Reason(words, WeeklyHours)


def _window(asked: Asked, known: Known) -> Iterator[Reason]:
    earliest, end = asked.limits.window(asked.zone)
    if asked.start < earliest:
        words = ngettext(
            "Clients book this visit at least %(count)s hour ahead: the earliest time now is "
            "%(when)s.",
            "Clients book this visit at least %(count)s hours ahead: the earliest time now is "
            "%(when)s.",
            asked.service.minimum_notice_hours,
        )
        when = texts.lasting_words(earliest, asked.zone)
        count = asked.service.minimum_notice_hours
        yield Reason(words % {"count": count, "when": when}, asked.service)
    if asked.start >= end:
        words = ngettext(
            "Clients book this visit at most %(count)s day ahead: the last day now is %(day)s.",
            "Clients book this visit at most %(count)s days ahead: the last day now is %(day)s.",
            asked.service.horizon_days,
        )
        last = (end - slots.MINUTE).astimezone(asked.zone)
        parts = {"count": asked.service.horizon_days, "day": date_format(last, "l j F Y")}
        yield Reason(words % parts, asked.service)


def _opening(asked: Asked, known: Known) -> Iterator[Reason]:
    calendar = slots.Calendar(
        asked.zone,
        weekly=tuple(row.rule for row in known.hours),
        exceptions=day_exceptions(known.exceptions),
    )
    wall, step = slots.wall_of(asked.start, asked.zone), asked.service.visit.step
    openings = calendar.openings(asked.day)
    opening = next((each for each in openings if each.wall_start <= wall < each.wall_end), None)
    if opening is None:
        yield from _closed(asked, known, openings)
    elif not opening.has_start(wall, step):
        yield Reason(_off_grid(asked, opening, wall), asked.service)
    elif slots.instant_of(wall, asked.zone) != asked.start:
        yield Reason(_("The clocks go back and show this time twice: only the first is offered."))
    elif asked.body[1] > opening.closes:
        yield Reason(_past_closing(asked, opening), _source(known, asked.day))


def _closed(asked: Asked, known: Known, openings: list[slots.Opening]) -> Iterator[Reason]:
    if known.exceptions:
        yield from _different_day(known.exceptions, openings)
        return
    weekday = date_format(asked.day, "l")
    names = {"name": known.practitioner, "place": asked.location, "weekday": weekday}
    if openings:
        words = _("The hours of %(name)s at %(place)s on a %(weekday)s are %(hours)s.")
        parts = names | {"hours": _hours_words(openings)}
        yield Reason(words % parts, _source(known, asked.day))
        return
    others = [row for row in known.hours if row.weekday == asked.day.weekday()]
    for row in others:
        dates = {"hours": row, "first": _day(row.effective_from), "last": _day(row.effective_to)}
        if row.effective_from and asked.day < row.effective_from:
            yield Reason(_("The hours %(hours)s apply from %(first)s only.") % dates, row)
        else:
            yield Reason(_("The hours %(hours)s applied until %(last)s.") % dates, row)
    if not others:
        words = _("%(name)s has no hours at %(place)s on a %(weekday)s.")
        yield Reason(words % names, WeeklyHours)


def _different_day(rows: Sequence[DayException], openings: list[slots.Opening]) -> Iterator[Reason]:
    closing = [row for row in rows if row.closed]
    for row in closing:
        if row.holiday:
            yield Reason(_("Closed for a public holiday: %(name)s.") % {"name": row.holiday}, row)
        elif row.note:
            yield Reason(_("Closed on this day (%(note)s).") % {"note": row.note}, row)
        else:
            yield Reason(_("Closed on this day."), row)
    if not closing:
        words = _("This day has other hours than its week: %(hours)s.")
        yield Reason(words % {"hours": _hours_words(openings)}, rows[0])


def _off_grid(asked: Asked, opening: slots.Opening, wall: datetime) -> str:
    walls = [
        each
        for each in opening.walls(asked.service.visit.step)
        if slots.instant_of(each, asked.zone) is not None
    ]
    nearest = [*[each for each in walls if each < wall][-1:], *[w for w in walls if w > wall][:1]]
    parts = {
        "count": asked.service.step_minutes,
        "first": texts.clock(opening.wall_start),
        "nearest": _(" and ").join(texts.clock(each) for each in nearest),
    }
    words = ngettext(
        "Visits start every %(count)s minute from %(first)s: the nearest starts are %(nearest)s.",
        "Visits start every %(count)s minutes from %(first)s: the nearest starts are %(nearest)s.",
        asked.service.step_minutes,
    )
    return words % parts


def _past_closing(asked: Asked, opening: slots.Opening) -> str:
    visit = asked.service.visit
    starts = (slots.instant_of(wall, asked.zone) for wall in opening.walls(visit.step))
    fitting = [each for each in starts if each and each + visit.length <= opening.closes]
    parts = {
        "end": texts.clock(asked.body[1].astimezone(asked.zone)),
        "closing": texts.clock(opening.closes.astimezone(asked.zone)),
    }
    words = _("It would end at %(end)s, after the hours end at %(closing)s.") % parts
    if not fitting:
        return words
    last = {"last": texts.clock(fitting[-1].astimezone(asked.zone))}
    return words + " " + _("The last start is %(last)s.") % last


def _off(asked: Asked, known: Known) -> Iterator[Reason]:
    for row in known.time_off:
        if slots.Calendar(asked.zone, (), time_off=(row.walls,)).is_off(asked.body):
            parts = {"range": row, "note": row.note, "who": row.practitioner or _("everybody")}
            words = _("Time off of %(who)s: %(range)s (%(note)s).")
            if not row.note:
                words = _("Time off of %(who)s: %(range)s.")
            yield Reason(words % parts, row)


def _taken(asked: Asked, known: Known) -> Iterator[Reason]:
    for row in _meeting(known.taking, asked):
        yield Reason(_in_the_way(asked, row), row)


def _without_room(asked: Asked, known: Known) -> Iterator[Reason]:
    rooms = [(room, _meeting(rows, asked)) for room, rows in known.rooms]
    if all(taking for _room, taking in rooms):
        for room, taking in rooms:
            for row in taking:
                parts = {"room": room, "why": _in_the_way(asked, row)}
                yield Reason(_("No room is free. %(room)s: %(why)s") % parts, row)


def _in_the_way(asked: Asked, row: Appointment) -> str:
    """Return what of an appointment meets what of the visit asked for."""
    visit = asked.service.visit
    follows = row.starts_at >= asked.body[1]
    parts = {
        "what": _what(asked, row),
        "after": _minutes(row.occupied_to - row.ends_at),
        "before": _minutes(row.starts_at - row.occupied_from),
        "own_after": _minutes(visit.buffer_after),
        "own_before": _minutes(visit.buffer_before),
    }
    if _meets(asked.body, (row.starts_at, row.ends_at)):
        return _("Taken by %(what)s.") % parts
    if _meets(asked.body, (row.occupied_from, row.occupied_to)):
        if follows:
            return _("%(before)s minutes are kept free before %(what)s.") % parts
        return _("%(after)s minutes are kept free after %(what)s.") % parts
    if _meets(visit.occupied(asked.start), (row.starts_at, row.ends_at)):
        if follows:
            return _("The %(own_after)s minutes kept free after it reach into %(what)s.") % parts
        return _("The %(own_before)s minutes kept free before it reach into %(what)s.") % parts
    return _("The minutes kept free around it meet those around %(what)s.") % parts


def _what(asked: Asked, row: Appointment) -> str:
    zone = asked.zone
    parts = {
        "reference": row,
        "visit": row.service,
        "place": row.location,
        "from": texts.clock(row.starts_at.astimezone(zone)),
        "to": texts.clock(row.ends_at.astimezone(zone)),
    }
    if row.status.is_held and row.hold_expires_at is not None:
        parts["until"] = texts.clock(row.hold_expires_at.astimezone(zone))
        return _("a time a client keeps until %(until)s while typing (%(from)s to %(to)s)") % parts
    if row.location_id != asked.location.pk:
        return _("%(reference)s (%(visit)s at %(place)s, %(from)s to %(to)s)") % parts
    return _("%(reference)s (%(visit)s, %(from)s to %(to)s)") % parts


def _meeting(rows: Iterable[Appointment], asked: Asked) -> list[Appointment]:
    wanted = asked.service.visit.occupied(asked.start)
    return [row for row in rows if _meets(wanted, (row.occupied_from, row.occupied_to))]


def _meets(one: slots.Range, other: slots.Range) -> bool:
    return slots.Taken((one,)).meets(other)


def _source(known: Known, day: date) -> Model | type[Model]:
    """Return what the hours of a day come from: a different day, one row, or several."""
    if known.exceptions:
        return known.exceptions[0]
    rows = [row for row in known.hours if row.rule.applies_on(day)]
    return rows[0] if len(rows) == 1 else WeeklyHours


def _hours_words(openings: list[slots.Opening]) -> str:
    spans = (f"{texts.clock(each.wall_start)}–{texts.clock(each.wall_end)}" for each in openings)
    return ", ".join(spans)


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds()) // 60
