"""What of the intake is over, and what is counted before it goes."""

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
        counting.outlive,
    )
    finished_since = now - timedelta(days=settings.keep_without_contact_days)
    yield Sweep(
        "answers without a visit",
        submissions.completed().without_client().filter(completed_at__lt=finished_since),
        counting.outlive,
    )
    yield Sweep("access log entries", AccessEntry.objects.filter(keep_until__lt=_today(now)))


def _today(now: datetime) -> object:
    # The database's own clock decides what may go; it counts days in UTC.
    return min(timezone.localdate(now), now.date())
