"""Which state of the diaries is the current one, for free times that are worked out once and kept.

Whatever is kept carries the generation it was worked out in. When a write to anything that free
times hang on is committed, a new one begins: what was worked out before is then worth nothing. A
process that dies between the two leaves what is kept believed for `KEEP` at most. Without a cache
that all processes share nothing is kept, and a cache that fails costs speed only.

Rules (kinds of visit, places, hours) have a generation of their own besides: they change seldom.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol, TypeVar
from uuid import uuid4

from django.core.cache import cache
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils.translation import get_language

from causes.generation import build, is_shared

logger = logging.getLogger(__name__)

KEY = "intake_booking:diaries"
RULES = "intake_booking:rules"
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
    """Make everything kept worthless as soon as others see what was written."""
    if is_shared():
        transaction.on_commit(_start, robust=True)


def rules_changed(**_of_a_signal: Any) -> None:
    """Make everything kept and every rule at hand worthless, as soon as others see the change."""
    if is_shared():
        transaction.on_commit(_start_of_rules, robust=True)
        changed()


def of_rules() -> str | None:
    """Return the generation of the rules, None where the cache cannot be asked."""
    try:
        return cache.get(RULES) or _start_of_rules()
    except Exception as error:
        _tell(error)
        return None


def kept(asked: tuple[object, ...], now: datetime, work_out: Callable[[], Kept]) -> Kept:
    """Return what was worked out for a question in this generation, or work it out."""
    if not is_shared():
        return work_out()
    name = hashlib.sha256(repr((build(), get_language(), asked)).encode()).hexdigest()
    key = f"{KEY}:{name}"
    try:
        generation = cache.get(KEY) or _start()
        found: tuple[str, Kept] | None = cache.get(key)
    except Exception as error:
        return _without_cache(error, work_out)
    if found is not None and found[0] == generation and now < found[1].until:
        return found[1]
    made = work_out()
    if made.is_usual:
        with suppress(Exception):
            cache.set(key, (generation, made), KEEP.total_seconds())
    return made


def _without_cache(error: Exception, work_out: Callable[[], Kept]) -> Kept:
    """Work out what the cache could not be asked for: it may be down, or its files not ours."""
    _tell(error)
    return work_out()


def _tell(error: Exception) -> None:
    logger.warning("Free times were not kept: the cache failed with %s", type(error).__name__)


def watch(rows: Iterable[type[models.Model]], tell: Callable[..., None]) -> None:
    """Call `tell` whenever a row of these models, or what they lead to, changes."""
    for model in rows:
        for signal in (post_save, post_delete):
            signal.connect(tell, sender=model, dispatch_uid=f"{KEY}:{model._meta.label}")
        for field in model._meta.many_to_many:
            m2m_changed.connect(tell, sender=field.remote_field.through)


class WatchedQuerySet(models.QuerySet[Row]):
    """Rows whose changes in bulk begin a new generation too: Django sends no signal for these.

    `telling` are the fields that free times hang on, None for all of them. `tell` is who is told.
    """

    telling: ClassVar[frozenset[str] | None] = None
    tell = staticmethod(rules_changed)

    def update(self, **changes: Any) -> int:
        """Change all of them."""
        count = super().update(**changes)
        if count and (self.telling is None or self.telling & changes.keys()):
            self.tell()
        return count

    def bulk_create(self, *args: Any, **options: Any) -> Any:
        """Add many at once."""
        made = super().bulk_create(*args, **options)
        self.tell()
        return made

    def bulk_update(self, *args: Any, **options: Any) -> int:
        """Change many at once."""
        count = super().bulk_update(*args, **options)
        self.tell()
        return count


def _start(key: str = KEY) -> str:
    generation = uuid4().hex
    cache.set(key, generation, None)
    return generation


def _start_of_rules() -> str:
    return _start(RULES)
