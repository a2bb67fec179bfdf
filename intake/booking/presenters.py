"""What the pages of booking show; no queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from intake.booking import texts
from intake.booking.availability import Diaries, FreeTime
from intake.booking.choices import DAYS_SHOWN, Choice
from intake.booking.errors import ClientBusy, TimeTaken
from intake.booking.how_soon import HowSoon
from intake.booking.models import Appointment

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TimeOption:
    """One free time as a radio: its value (UTC, ISO 8601), and the clock on the wall."""

    value: str
    clock: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of free times."""

    key: str
    heading: str
    times: tuple[TimeOption, ...]


def days_of(free_times: Iterable[FreeTime], zone: ZoneInfo) -> Iterable[Day]:
    """Yield the free times day by day, in the clinic's zone, lazily."""
    starts = ((free.start, free.start.astimezone(zone)) for free in free_times)
    for day, group in groupby(starts, key=lambda pair: pair[1].date()):
        pairs = list(group)
        options = tuple(TimeOption(start.isoformat(), texts.clock(local)) for start, local in pairs)
        yield Day(day.isoformat(), texts.day_words(pairs[0][1]), options)


def first_days(
    free_times: Iterable[FreeTime], zone: ZoneInfo, count: int
) -> tuple[list[Day], bool]:
    """Return the first days that have free times, and whether there are more."""
    days: list[Day] = []
    for day in days_of(free_times, zone):
        if len(days) == count:
            return days, True
        days.append(day)
    return days, False


def masked_email(address: str) -> str:
    """Return enough of an e-mail address to recognise a slip, such as "ma…@example.com".

    "" for none: who books on the phone may have none.
    """
    if not address:
        return ""
    local, _, host = address.partition("@")
    return f"{local[:2]}…@{host}"


def kept_until(expires_at: datetime, zone: ZoneInfo) -> str:
    """Return until when a time is kept: "14:32 (New York time)"."""
    return f"{texts.clock(expires_at.astimezone(zone))} ({texts.zone_words(zone)})"


def times_page(
    choice: Choice, days: Sequence[Day], more: bool, zone: ZoneInfo, soon: HowSoon | None
) -> Context:
    """Return what the page of free times shows, and how soon the visit should be."""
    return {
        "soon": soon,
        "soon_missed": soon is not None and (not days or days[0].key > soon.last_day.isoformat()),
        "choice": choice,
        "days": days,
        "more_query": choice.query(days=choice.days + DAYS_SHOWN) if more else "",
        "zone": texts.zone_words(zone),
    }


def details_page(held: Appointment, now: datetime) -> Context:
    """Return what the page of details shows of a kept time."""
    assert held.hold_expires_at is not None
    return {
        "appointment": held,
        "when": texts.time_words(held.starts_at, held.zone),
        "kept_until": kept_until(held.hold_expires_at, held.zone),
        "is_kept": held.hold_is_live(now),
        "zone": texts.zone_words(held.zone),
    }


def near(diaries: Diaries, start: datetime) -> list[Day]:
    """Return the free times near an instant, day by day."""
    return list(days_of(diaries.next_free(near=start), diaries.zone))


def lost(why: TimeTaken | ClientBusy | None, zone: ZoneInfo) -> Context:
    """Return what a page says of a time that cannot be had, and which ones can instead."""
    if why is None:
        return {"taken": "", "is_busy": False, "near": []}
    if isinstance(why, ClientBusy):
        sentence = texts.busy_words(why.start, zone)
    else:
        sentence = texts.taken_words(why.start, why.refusal, zone)
    return {
        "taken": sentence,
        "is_busy": isinstance(why, ClientBusy),
        "near": list(days_of(why.next_free, zone)),
    }
