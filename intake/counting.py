"""Numbers by day that say nothing about a person."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone

from intake.models import DailyCount, Submission


def add(*, kind: str, key: str = "", day: Any, number: int = 1) -> None:
    """Add to a day's number; `day` is a local date. Two at once both count."""
    assert isinstance(day, date)
    row, created = DailyCount.objects.get_or_create(
        day=day, kind=kind, key=key, defaults={"count": number}
    )
    if not created:
        DailyCount.objects.filter(pk=row.pk).update(count=F("count") + number)


def outlive(keys: Iterable[int]) -> None:
    """Keep as numbers what should outlive submissions that are about to be deleted.

    Started, finished and booked stand at the day of the start; where the client left at that of
    the last answer; the route at that of the decision.
    """
    found: Counter[tuple[str, str, date]] = Counter()
    for row in Submission.objects.to_count(keys):
        start = timezone.localdate(row.started_at)
        found["started", row.came_from, start] += 1
        if row.completed_at is None:
            found["left", row.last_step, timezone.localdate(row.updated_at)] += 1
            continue
        found["finished", row.came_from, start] += 1
        found["route", row.route, timezone.localdate(row.completed_at)] += 1
        if row.was_booked:
            found["booked", row.came_from, start] += 1
    for (kind, key, day), number in found.items():
        add(kind=kind, key=key, day=day, number=number)
