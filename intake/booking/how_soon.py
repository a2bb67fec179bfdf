"""How soon a client's answers say the visit should be."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from intake.models import Submission


@dataclass(frozen=True, slots=True)
class HowSoon:
    """Within how many days of the answers, and the last of these days on the clinic's calendar."""

    days: int
    last_day: date


def how_soon(submission: Submission | None, zone: ZoneInfo) -> HowSoon | None:
    """Return how soon a finished submission asks for a visit, None where any time will do."""
    if submission is None or submission.completed_at is None:
        return None
    days = (submission.decision or {}).get("see_within_days")
    if not days:
        return None
    answered = submission.completed_at.astimezone(zone).date()
    return HowSoon(days, answered + timedelta(days=days))
