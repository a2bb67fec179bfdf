"""What the pages of the waitlist show, in words; no queries of their own."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.formats import date_format, time_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from intake.booking import texts
from intake.booking.availability import Diaries
from intake.booking.models import BookingSettings, WaitlistEntry, WaitlistOffer, WeeklyHours
from intake.booking.presenters import days_of, masked_email
from intake.booking.waitlist_actions import WITHOUT_ANSWERS

Context = dict[str, Any]


def weekday_words(entry: WaitlistEntry) -> str:
    """Return the days that suit: "Monday or Thursday"."""
    names = dict(WeeklyHours.Weekday.choices)
    days = [str(names[day]) for day in sorted(entry.weekdays)]
    return get_text_list(days, _("or")) if days else _("Any day")


def clock_words(entry: WaitlistEntry) -> str:
    """Return between which times a visit may start: "between 12:00 and 17:00"."""
    earliest, latest = entry.earliest, entry.latest
    if earliest and latest:
        return _("between %(first)s and %(last)s") % {
            "first": _clock(earliest),
            "last": _clock(latest),
        }
    if earliest:
        return _("from %(first)s") % {"first": _clock(earliest)}
    if latest:
        return _("until %(last)s") % {"last": _clock(latest)}
    return _("any time of day")


def span_words(entry: WaitlistEntry) -> str:
    """Return from which day to which, "" where neither is said."""
    first, last = entry.first_day, entry.last_day
    if first and last:
        return _("from %(first)s to %(last)s") % {"first": _day(first), "last": _day(last)}
    if first:
        return _("from %(first)s") % {"first": _day(first)}
    return _("until %(last)s") % {"last": _day(last)} if last else ""


def who_words(entry: WaitlistEntry) -> str:
    """Return with whom: "Dana Whitfield or Marcus Lee", or that anybody is fine."""
    names = [each.name for each in entry.practitioners.all()]
    return get_text_list(names, _("or")) if names else _("Whoever is free")


def wishes_words(entry: WaitlistEntry) -> str:
    """Return all that would suit on one line."""
    parts = (weekday_words(entry), clock_words(entry), span_words(entry), who_words(entry))
    return " · ".join(part for part in parts if part)


def turn_words(entry: WaitlistEntry) -> str:
    """Return how soon it is somebody's turn, without saying why."""
    if entry.priority > WITHOUT_ANSWERS:
        return _("Sooner")
    return _("Later") if entry.priority < WITHOUT_ANSWERS else _("In turn")


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One offer as staff read it."""

    when: str
    practitioner: str
    state: str
    offered: str
    until: str
    ended: str
    is_mailed: bool


def offer_row(offer: WaitlistOffer) -> OfferRow:
    """Return an offer in words, its instants in the zone of the place."""
    zone = offer.hold.zone
    return OfferRow(
        when=texts.lasting_words(offer.hold.starts_at, zone),
        practitioner=str(offer.hold.practitioner),
        state=offer.get_state_display(),
        offered=texts.lasting_words(offer.offered_at, zone),
        until=texts.lasting_words(offer.expires_at, zone),
        ended=texts.lasting_words(offer.ended_at, zone) if offer.ended_at else "–",
        is_mailed=offer.mailed_at is not None,
    )


def waiting_page(
    entry: WaitlistEntry, open_offer: WaitlistOffer | None, rules: BookingSettings
) -> Context:
    """Return what somebody's own page says they wait for."""
    last_day = (entry.created_at + rules.longest_wait).astimezone(entry.location.zone).date()
    return {
        "entry": entry,
        "days": f"{weekday_words(entry)}, {clock_words(entry)}",
        "span": span_words(entry),
        "who": who_words(entry),
        "zone": texts.zone_words(entry.location.zone),
        "email": masked_email(entry.client_email),
        "stays_until": "" if entry.last_day else texts.date_words(last_day),
        "open_offer": open_offer,
        "offered": open_offer and offer_words(open_offer),
        "until": open_offer and until_words(open_offer),
    }


def offer_page(offer: WaitlistOffer) -> Context:
    """Return what the page of an offered time shows."""
    return {
        "offer": offer,
        "appointment": offer.hold,
        "when": offer_words(offer),
        "until": until_words(offer),
    }


def gone_page(offer: WaitlistOffer, diaries: Diaries, now: datetime) -> Context:
    """Return what to say of a time that cannot be taken any more, and which ones can."""
    free = diaries.next_free(near=max(offer.hold.starts_at, now))
    return {
        "offer": offer,
        "service": offer.hold.service,
        "location": offer.hold.location,
        "when": offer_words(offer),
        "days": list(days_of(free, diaries.zone)),
        "zone": texts.zone_words(diaries.zone),
    }


def offer_words(offer: WaitlistOffer) -> str:
    """Return when the offered visit is."""
    return texts.time_words(offer.hold.starts_at, offer.hold.zone)


def until_words(offer: WaitlistOffer) -> str:
    """Return until when an offer stands."""
    return texts.time_words(offer.expires_at, offer.hold.zone)


def _clock(at: time) -> str:
    return time_format(at, "H:i")


def _day(day: date) -> str:
    return date_format(day, "D j F Y")
