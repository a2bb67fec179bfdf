"""The free times that clients look at, day by day, kept until a diary changes.

To look only: whoever takes a time asks the diaries themselves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from intake.booking import generation, presenters
from intake.booking.availability import Diaries
from intake.booking.choices import Choice, days_asked, read_choice, whole_number


@dataclass(frozen=True, slots=True)
class Giver:
    """A practitioner who gives a kind of visit, as the page of free times names them."""

    pk: int
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class FreeDays:
    """The first days with free times, whether there are more, and who gives these visits.

    `asked_for` is the practitioner who was asked for, None for everybody.
    """

    days: tuple[presenters.Day, ...]
    more: bool
    practitioners: tuple[Giver, ...]
    asked_for: int | None
    until: datetime
    is_usual: bool


@dataclass(frozen=True, slots=True)
class FreeData:
    """Free times as data, None where an address names no visit and place that exist."""

    data: dict[str, Any] | None
    until: datetime
    is_usual: bool


def free_days(choice: Choice, now: datetime) -> FreeDays:
    """Return the free days of a choice that is ready; who does not give this visit is nobody."""
    assert choice.service is not None
    assert choice.location is not None
    asked = (choice.service.pk, choice.location.pk, choice.practitioner_id, choice.days)
    return generation.kept(("days", *asked), now, lambda: _work_out(choice, now, free_days))


def free_data(query: Mapping[str, str], now: datetime) -> FreeData:
    """Return as data what the page of free times shows for the same query."""
    numbers = (whole_number(query.get("place")), whole_number(query.get("who")))
    asked = (query.get("visit"), *numbers, days_asked(query))
    return generation.kept(("data", *asked), now, lambda: _written(query, now))


def worked_out(choice: Choice, now: datetime) -> FreeDays:
    """Return the free days of a choice that is ready, out of the diaries themselves."""
    return _work_out(choice, now, worked_out)


def _work_out(
    choice: Choice, now: datetime, of_everybody: Callable[[Choice, datetime], FreeDays]
) -> FreeDays:
    assert choice.service is not None
    assert choice.location is not None
    diaries = Diaries(
        service=choice.service,
        location=choice.location,
        now=now,
        practitioner_id=choice.practitioner_id,
        strangers=False,
    )
    if diaries.asked_for != choice.practitioner_id:
        # A number that a stranger makes up costs no more than a look, and fills no cache.
        return replace(of_everybody(choice.of(None), now), is_usual=False)
    days, more = presenters.first_days(diaries.free_times(), diaries.zone, choice.days)
    until = now + generation.KEEP
    if days:
        first = datetime.fromisoformat(days[0].times[0].value)
        until = min(until, first - choice.service.minimum_notice)
    return FreeDays(
        days=tuple(days),
        more=more,
        practitioners=tuple(Giver(each.pk, each.name, each.title) for each in diaries.offering),
        asked_for=diaries.asked_for,
        until=until,
        is_usual=True,
    )


def _written(query: Mapping[str, str], now: datetime) -> FreeData:
    choice = read_choice(query)
    if not choice.is_ready:
        return FreeData(None, now, is_usual=False)
    assert choice.service is not None
    assert choice.location is not None
    found = free_days(choice, now)
    data = {
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
    return FreeData(data, found.until, found.is_usual and _is_as_asked(choice, query))


def _is_as_asked(choice: Choice, query: Mapping[str, str]) -> bool:
    """Whether what is asked for is nothing but what exists: strangers make up the rest."""
    assert choice.service is not None
    assert choice.location is not None
    visit, place = query.get("visit"), whole_number(query.get("place"))
    return visit in (None, choice.service.key) and place in (None, choice.location.pk)
