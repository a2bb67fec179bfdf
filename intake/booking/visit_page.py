"""What a client reads about their visit: on its permanent page, when changing it, in e-mails."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from intake.booking import gate, presenters, texts
from intake.booking.availability import Diaries
from intake.booking.choices import DAYS_SHOWN
from intake.booking.models import Appointment, AppointmentEvent, BookingSettings
from intake.booking.zones import known_zone

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """Whether a client may still change their visit online, until when, and on what terms."""

    are_open: bool
    until: str
    hours: int
    terms: str


def changes_of(appointment: Appointment, rules: BookingSettings, now: datetime) -> Changes:
    """Return what the clinic's notice rule says of one visit."""
    return Changes(
        are_open=gate.may_change(appointment, rules.change_notice, now),
        until=texts.lasting_words(appointment.starts_at - rules.change_notice, appointment.zone),
        hours=rules.change_notice_hours,
        terms=rules.change_notice_text,
    )


def client_time(appointment: Appointment) -> str:
    """Return the start by the client's own clock; "" at the clinic, or where clocks agree."""
    if appointment.service.happens_at_location:
        return ""
    theirs = known_zone(appointment.client_zone)
    return texts.client_words(appointment.starts_at, appointment.zone, theirs)


def book_again_query(appointment: Appointment) -> str:
    """Return the query that finds another time for the same kind of visit, place and person."""
    return urlencode(
        {
            "visit": appointment.service.key,
            "place": appointment.location_id,
            "who": appointment.practitioner_id,
        }
    )


def facts(appointment: Appointment, rules: BookingSettings, now: datetime) -> Context:
    """Return what every page about a booked visit shows of it."""
    return {
        "appointment": appointment,
        "when": texts.time_words(appointment.starts_at, appointment.zone),
        "client_time": client_time(appointment),
        "changes": changes_of(appointment, rules, now),
        "again": book_again_query(appointment),
    }


def permanent_page(appointment: Appointment, rules: BookingSettings, now: datetime) -> Context:
    """Return what is true of an appointment today; asks once what it was moved from."""
    return facts(appointment, rules, now) | {
        "email": presenters.masked_email(appointment.client_email),
        "has_begun": appointment.starts_at <= now,
        "is_over": appointment.ends_at <= now,
        "moved_from": _words_of(appointment, _moved_from(appointment)),
        "cancelled_on": _words_of(appointment, appointment.cancelled_at),
    }


def move_page(
    appointment: Appointment, rules: BookingSettings, diaries: Diaries, days_asked: int
) -> Context:
    """Return what the page of free times for a move shows, the visit's own time among them."""
    days, more = presenters.first_days(diaries.free_times(), diaries.zone, days_asked)
    return facts(appointment, rules, diaries.limits.now) | {
        "days": days,
        "own": appointment.starts_at.isoformat(),
        "more_query": urlencode({"days": days_asked + DAYS_SHOWN}) if more else "",
        "zone": texts.zone_words(diaries.zone),
    }


def _moved_from(appointment: Appointment) -> datetime | None:
    last = AppointmentEvent.objects.of(appointment).moves().first()
    return last.starts_before if last else None


def _words_of(appointment: Appointment, instant: datetime | None) -> str:
    return texts.time_words(instant, appointment.zone) if instant else ""
