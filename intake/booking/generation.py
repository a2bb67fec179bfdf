"""Which state of the diaries is the current one, for free times that are worked out once and kept.

Whatever is kept carries the generation it was worked out in. A write to anything that free times
hang on begins a new one at once, and again when others see the write: what was worked out between
the two is then worth nothing. Without a cache that all processes share nothing is kept.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar
from uuid import uuid4

from django.core.cache import cache
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils.translation import get_language

from causes.generation import is_shared

KEY = "intake_booking:diaries"
KEEP = timedelta(seconds=30)
"""How long anything is kept: a hold that runs out writes nothing."""

Row = TypeVar("Row", bound=models.Model, covariant=True)


class Keepable(Protocol):
    """What can be kept."""

    @property
    def until(self) -> datetime:
        """Until when it is true."""

    @property
    def is_usual(self) -> bool:
        """Whether it is worth a place."""


Kept = TypeVar("Kept", bound=Keepable)


def changed(**_of_a_signal: Any) -> None:
    """Make everything kept worthless, now and when the current transaction is over."""
    if not is_shared():
        return
    _start()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_start)


def kept(asked: tuple[object, ...], now: datetime, work_out: Callable[[], Kept]) -> Kept:
    """Return what was worked out for a question in this generation, or work it out."""
    if not is_shared():
        return work_out()
    generation = cache.get(KEY) or _start()
    name = hashlib.sha256(repr((get_language(), asked)).encode()).hexdigest()
    key = f"{KEY}:{name}"
    found: tuple[str, Kept] | None = cache.get(key)
    if found is not None and found[0] == generation and now < found[1].until:
        return found[1]
    made = work_out()
    if made.is_usual:
        cache.set(key, (generation, made), KEEP.total_seconds())
    return made


def watch(rows: Iterable[type[models.Model]]) -> None:
    """Begin a new generation whenever a row of these models, or what they lead to, changes."""
    for model in rows:
        for signal in (post_save, post_delete):
            signal.connect(changed, sender=model, dispatch_uid=f"{KEY}:{model._meta.label}")
        for field in model._meta.many_to_many:
            m2m_changed.connect(changed, sender=field.remote_field.through)


class WatchedQuerySet(models.QuerySet[Row]):
    """Rows whose changes in bulk begin a new generation too: Django sends no signal for these."""

    def update(self, **changes: Any) -> int:
        """Change all of them."""
        count = super().update(**changes)
        changed()
        return count

    def bulk_create(self, *args: Any, **options: Any) -> Any:
        """Add many at once."""
        made = super().bulk_create(*args, **options)
        changed()
        return made

    def bulk_update(self, *args: Any, **options: Any) -> int:
        """Change many at once."""
        count = super().bulk_update(*args, **options)
        changed()
        return count


def _start() -> str:
    generation = uuid4().hex
    cache.set(KEY, generation, None)
    return generation
