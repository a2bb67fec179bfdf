"""Numbers by day that say nothing about a person."""

from datetime import date
from typing import Any

from django.db.models import F

from intake.models import DailyCount


def add(*, kind: str, key: str = "", day: Any, number: int = 1) -> None:
    """Add to a day's number; `day` is a local date. Two at once both count."""
    assert isinstance(day, date)
    row, created = DailyCount.objects.get_or_create(
        day=day, kind=kind, key=key, defaults={"count": number}
    )
    if not created:
        DailyCount.objects.filter(pk=row.pk).update(count=F("count") + number)
