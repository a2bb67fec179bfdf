"""What a client sees of a follow-up: which visit is suggested, and the times around its day."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from intake.booking import presenters, texts
from intake.booking.availability import Diaries
from intake.booking.choices import DAYS_SHOWN
from intake.booking.models import Appointment, FollowUp
from intake.booking.slots import wall_of

Context = dict[str, Any]
DAYS_BEFORE = timedelta(days=3)
"""How long before the suggested day the times begin."""
ANYBODY = "anybody"


def offered(visit: Appointment, now: datetime) -> FollowUp | None:
    """Return the next visit suggested after one that has taken place, None where there is none."""
    if not visit.status.is_arrived and not (visit.status.is_booked and visit.ends_at <= now):
        return None
    found = FollowUp.objects.suggested_after(visit)
    return found if found is not None and found.service is not None else None


def practitioner_asked(follow_up: FollowUp, data: Mapping[str, str]) -> int | None:
    """Return whose times to show: those of the practitioner before, unless anybody will do."""
    if data.get("who") == ANYBODY or follow_up.practitioner is None:
        return None
    return follow_up.practitioner.pk


def times_page(
    follow_up: FollowUp, practitioner_id: int | None, days_asked: int, now: datetime
) -> Context:
    """Return what the page of free times around the suggested day shows."""
    visit, service = follow_up.appointment, follow_up.service
    assert visit is not None
    assert service is not None
    diaries = Diaries(
        service=service, location=visit.location, now=now, practitioner_id=practitioner_id
    )
    from_day = follow_up.due_on - DAYS_BEFORE
    free = diaries.free_times(from_day=from_day)
    days, more = presenters.first_days(free, diaries.zone, days_asked)
    who = ANYBODY if practitioner_id is None else ""
    query = {"days": days_asked + DAYS_SHOWN} | ({"who": who} if who else {})
    return {
        "visit": visit,
        "service": service,
        "practitioner": follow_up.practitioner if practitioner_id else None,
        "offers_anybody": practitioner_id is not None and len(diaries.offering) > 1,
        "who": who,
        "due": texts.date_words(follow_up.due_on),
        "is_late": follow_up.due_on < wall_of(now, visit.zone).date(),
        "days": days,
        "more_query": urlencode(query) if more else "",
        "zone": texts.zone_words(diaries.zone),
        "place_zone": diaries.zone,
    }
