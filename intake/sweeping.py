"""What of the intake is over, and what is counted before it goes."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from intake import counting
from intake.models import AccessEntry, DeskSettings, Submission
from intake.pruning import Sweep


def sweeps(now: datetime, settings: DeskSettings) -> Iterator[Sweep]:
    """Yield unfinished answers, answers nobody came with, and entries of the log, that are over."""
    submissions = Submission.objects.deletable()
    unfinished_since = now - timedelta(days=settings.keep_unfinished_days)
    yield Sweep(
        "unfinished answers",
        submissions.unfinished().filter(updated_at__lt=unfinished_since),
        _count_left,
    )
    finished_since = now - timedelta(days=settings.keep_without_contact_days)
    yield Sweep(
        "answers without a visit",
        submissions.completed().without_client().filter(completed_at__lt=finished_since),
        _count_routes,
    )
    yield Sweep("access log entries", AccessEntry.objects.filter(keep_until__lt=_today(now)))


def _today(now: datetime) -> object:
    # The database's own clock decides what may go; it counts days in UTC.
    return min(timezone.localdate(now), now.date())


def _count_left(keys: list[int]) -> None:
    """Keep how many people left the form at which step."""
    rows = Submission.objects.filter(pk__in=keys).values_list("updated_at", "last_step")
    _count("left", Counter((timezone.localdate(when), step) for when, step in rows))


def _count_routes(keys: list[int]) -> None:
    """Keep how many people were sent where."""
    rows = Submission.objects.filter(pk__in=keys).values_list("completed_at", "route")
    _count("route", Counter((timezone.localdate(when), route) for when, route in rows if when))


def _count(kind: str, found: Counter[tuple[object, str]]) -> None:
    for (day, key), number in found.items():
        counting.add(kind=kind, key=key, day=day, number=number)
