"""What a client reads about their visit: on its permanent page, when changing it, in e-mails."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from intake.booking import before_visit, follow_up_pages, gate, presenters, texts
from intake.booking.availability import Diaries
from intake.booking.choices import DAYS_SHOWN
from intake.booking.models import Appointment, AppointmentEvent, BookingSettings
from intake.booking.slots import wall_of
from intake.booking.zones import known_zone

Context = dict[str, Any]
Say = Callable[[datetime, ZoneInfo], str]


@dataclass(frozen=True, slots=True)
class Changes:
    """Whether a client may still change their visit online, until when, and on what terms."""

    are_open: bool
    until: str
    hours: int
    terms: str


def changes_of(
    appointment: Appointment, rules: BookingSettings, now: datetime, say: Say
) -> Changes:
    """Return what the clinic's notice rule says of one visit."""
    return Changes(
        are_open=gate.may_change(appointment, rules.change_notice, now),
        until=say(appointment.starts_at - rules.change_notice, appointment.zone),
        hours=rules.change_notice_hours,
        terms=rules.change_notice_text,
    )


def client_time(appointment: Appointment, say: Say) -> str:
    """Return the start by the client's own clock; "" at the clinic, or where clocks agree."""
    theirs = known_zone(appointment.client_zone)
    if theirs is None or appointment.service.happens_at_location:
        return ""
    start = appointment.starts_at
    agree = start.astimezone(theirs).utcoffset() == start.astimezone(appointment.zone).utcoffset()
    return "" if agree else say(start, theirs)


def book_again_query(appointment: Appointment) -> str:
    """Return the query that finds another time for the same kind of visit, place and person."""
    return urlencode(
        {
            "visit": appointment.service.key,
            "place": appointment.location_id,
            "who": appointment.practitioner_id,
        }
    )


def facts(
    appointment: Appointment, rules: BookingSettings, now: datetime, say: Say = texts.time_words
) -> Context:
    """Return what everything about a booked visit says of it; `say` puts times into words."""
    return {
        "appointment": appointment,
        "when": say(appointment.starts_at, appointment.zone),
        "client_time": client_time(appointment, say),
        "changes": changes_of(appointment, rules, now, say),
        "again": book_again_query(appointment),
    }


def permanent_page(appointment: Appointment, rules: BookingSettings, now: datetime) -> Context:
    """Return what is true of an appointment today; asks once what it was moved from."""
    return facts(appointment, rules, now) | {
        "email": presenters.masked_email(appointment.client_email),
        "has_begun": appointment.starts_at <= now,
        "is_over": appointment.ends_at <= now,
        "moved_from": _words_of(appointment, _moved_from(appointment)),
        "asks_before": before_visit.is_due(appointment, now),
        "cancelled_on": _words_of(appointment, appointment.cancelled_at),
        **_next_visit(appointment, now),
    }


def _next_visit(appointment: Appointment, now: datetime) -> Context:
    """Return the next visit staff suggested, and when it is once it is booked."""
    found = follow_up_pages.offered(appointment, now)
    if found is None:
        return {"follow_up": None}
    booked = found.booked
    return {
        "follow_up": found,
        "due": texts.date_words(found.due_on),
        "is_late": found.due_on < wall_of(now, appointment.zone).date(),
        "booked_when": texts.time_words(booked.starts_at, booked.zone) if booked else "",
    }


def in_a_letter(appointment: Appointment, rules: BookingSettings, now: datetime) -> Context:
    """Return what an e-mail says of a visit; it may be read in any year."""
    say = texts.lasting_words
    moved_from = _words_of(appointment, _moved_from(appointment), say)
    return facts(appointment, rules, now, say) | {"moved_from": moved_from}


def move_page(
    appointment: Appointment, rules: BookingSettings, diaries: Diaries, days_asked: int
) -> Context:
    """Return what the page of free times for a move shows, the visit's own time among them."""
    days, more = presenters.first_days(diaries.free_times(), diaries.zone, days_asked)
    return facts(appointment, rules, diaries.limits.now) | {
        "days": days,
        "may_be_another": len(diaries.practitioners) > 1,
        "own": appointment.starts_at.isoformat(),
        "more_query": urlencode({"days": days_asked + DAYS_SHOWN}) if more else "",
        "zone": texts.zone_words(diaries.zone),
    }


def _moved_from(appointment: Appointment) -> datetime | None:
    if not appointment.ics_sequence:
        return None
    last = AppointmentEvent.objects.of(appointment).moves().first()
    return last.starts_before if last else None


def _words_of(
    appointment: Appointment, instant: datetime | None, say: Say = texts.time_words
) -> str:
    return say(instant, appointment.zone) if instant else ""
