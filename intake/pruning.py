"""Deleting what the clinic need not keep any longer, and proving that it was deleted.

Each app names its sweeps: a kind of record, and which rows of it are over. What is deleted is
counted, never named. After deleting, every sweep is asked again: what it still finds is written
down beside the counts. Each record of a deletion carries the fingerprint of the one before, so
none can be taken out of the row unnoticed.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError

from intake.models import DeletionRecord, DeskSettings

SLICE = 500


@dataclass(frozen=True, slots=True)
class Sweep:
    """Rows of one kind whose time is over.

    `before` is called with each slice of primary keys before it is deleted, in the same
    transaction: to count what should outlive the rows.
    """

    name: str
    over: models.QuerySet[Any]
    before: Callable[[list[int]], None] | None = None


Sweeps = Callable[[datetime, DeskSettings], Iterable[Sweep]]
_sweeps: dict[str, Sweeps] = {}


def register(name: str, sweeps: Sweeps) -> None:
    """Add or replace what an app wants swept, in the order it is named."""
    _sweeps[name] = sweeps


def all_sweeps(now: datetime) -> list[Sweep]:
    """Return every app's sweeps; apps that build on others come first, so nothing is in the way."""
    settings = DeskSettings.longest()
    return [sweep for name in reversed(_sweeps) for sweep in _sweeps[name](now, settings)]


def preview(now: datetime) -> dict[str, int]:
    """Count what a run would delete, kind by kind; nothing is changed."""
    return {sweep.name: sweep.over.count() for sweep in all_sweeps(now)}


def prune(*, now: datetime, by_name: str = "") -> DeletionRecord:
    """Delete what is over, slice by slice, and return the record of it."""
    counts = {sweep.name: _delete(sweep) for sweep in all_sweeps(now)}
    return record_deletion(
        kind=DeletionRecord.Kind.PRUNE, counts=counts, left=preview(now), now=now, by_name=by_name
    )


def record_deletion(
    *,
    kind: DeletionRecord.Kind,
    counts: dict[str, int],
    left: dict[str, int],
    now: datetime,
    by_name: str = "",
) -> DeletionRecord:
    """Write down what was deleted, with a fingerprint over it and the record before."""
    with transaction.atomic():
        before = DeletionRecord.objects.select_for_update().order_by("-pk").first()
        record = DeletionRecord(kind=kind, at=now, by_name=by_name, counts=counts, left=left)
        record.sha256 = fingerprint(record, before.sha256 if before else "")
        record.save()
    return record


def fingerprint(record: DeletionRecord, before: str) -> str:
    """Return the SHA-256 over a record's content and the fingerprint of the record before."""
    content = [before, record.kind, record.at.isoformat(), record.counts, record.left]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def broken_record() -> DeletionRecord | None:
    """Return the first record whose fingerprint does not fit, None when the row is whole."""
    before = ""
    for record in DeletionRecord.objects.order_by("pk"):
        if record.sha256 != fingerprint(record, before):
            return record
        before = record.sha256
    return None


def _delete(sweep: Sweep) -> int:
    deleted = 0
    last = 0
    while keys := list(
        sweep.over.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:SLICE]
    ):
        last = keys[-1]
        deleted += _delete_slice(sweep, keys)
    return deleted


def _delete_slice(sweep: Sweep, keys: list[int]) -> int:
    """Delete some rows, those that are still over; a row others still need stays, and is told."""
    try:
        with transaction.atomic():
            still = list(sweep.over.filter(pk__in=keys).values_list("pk", flat=True))
            if sweep.before is not None:
                sweep.before(still)
            sweep.over.model._default_manager.filter(pk__in=still).delete()
            return len(still)
    except ProtectedError:
        if len(keys) == 1:
            return 0
        return sum(_delete_slice(sweep, [key]) for key in keys)
