"""The free times that clients look at, day by day, kept until a diary changes.

To look only: whoever takes a time asks the diaries themselves.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from intake.booking import generation, presenters
from intake.booking.availability import Diaries
from intake.booking.choices import Choice, days_asked, read_choice, whole_number
from intake.booking.models import Practitioner


@dataclass(frozen=True, slots=True)
class FreeDays:
    """The first days with free times, whether there are more, and who gives these visits.

    `asked_for` is the practitioner who was asked for, None for everybody.
    """

    days: tuple[presenters.Day, ...]
    more: bool
    practitioners: tuple[Practitioner, ...]
    asked_for: int | None
    until: datetime
    is_usual: bool


@dataclass(frozen=True, slots=True)
class FreeText:
    """Free times as JSON, None where an address names no visit and place that exist."""

    text: str | None
    until: datetime
    is_usual: bool


def free_days(choice: Choice, now: datetime) -> FreeDays:
    """Return the free days of a choice that is ready; who does not give this visit is nobody."""
    assert choice.service is not None
    assert choice.location is not None
    asked = (choice.service.pk, choice.location.pk, choice.practitioner_id, choice.days)
    return generation.kept(("days", *asked), now, lambda: _worked_out(choice, now))


def free_text(query: Mapping[str, str], now: datetime) -> FreeText:
    """Return as JSON what the page of free times shows for the same query."""
    numbers = (whole_number(query.get("place")), whole_number(query.get("who")))
    asked = (query.get("visit"), *numbers, days_asked(query))
    return generation.kept(("text", *asked), now, lambda: _written(query, now))


def _worked_out(choice: Choice, now: datetime) -> FreeDays:
    assert choice.service is not None
    assert choice.location is not None
    diaries = Diaries(
        service=choice.service,
        location=choice.location,
        now=now,
        practitioner_id=choice.practitioner_id,
        strangers=False,
    )
    days, more = presenters.first_days(diaries.free_times(), diaries.zone, choice.days)
    until = now + generation.KEEP
    if days:
        first = datetime.fromisoformat(days[0].times[0].value)
        until = min(until, first - choice.service.minimum_notice)
    return FreeDays(
        days=tuple(days),
        more=more,
        practitioners=tuple(diaries.offering),
        asked_for=diaries.asked_for,
        until=until,
        # Numbers that a stranger makes up must not fill the cache.
        is_usual=diaries.asked_for == choice.practitioner_id,
    )


def _written(query: Mapping[str, str], now: datetime) -> FreeText:
    choice = read_choice(query)
    if not choice.is_ready:
        return FreeText(None, now, is_usual=False)
    assert choice.service is not None
    assert choice.location is not None
    found = free_days(choice, now)
    text = json.dumps(
        {
            "visit": choice.service.key,
            "place": choice.location.pk,
            "zone": choice.location.zone.key,
            "who": found.asked_for,
            "practitioners": [{"who": each.pk, "name": each.name} for each in found.practitioners],
            "days": [
                {"day": day.key, "starts": [time.value for time in day.times]} for day in found.days
            ],
            "more": found.more,
        }
    )
    return FreeText(text, found.until, found.is_usual and _is_as_asked(choice, query))


def _is_as_asked(choice: Choice, query: Mapping[str, str]) -> bool:
    """Whether what is asked for is nothing but what exists: strangers make up the rest."""
    assert choice.service is not None
    assert choice.location is not None
    visit, place = query.get("visit"), whole_number(query.get("place"))
    return visit in (None, choice.service.key) and place in (None, choice.location.pk)
