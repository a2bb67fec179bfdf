"""The worklist: who needs somebody next, and the changes that go with the work."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self, TypeVar

from django.db import models

from intake.stages import Stage, sources

LOWEST_URGENT = 2
"""How far up the worklist a result stands at least that needs medical care."""

Row = TypeVar("Row", bound=models.Model, covariant=True)


class WorklistQuerySet(models.QuerySet[Row]):
    """Submissions as the desk works on them."""

    def finished(self, pk: int) -> Any:
        """Return the one with that key once its client has come to the end, or None."""
        return self.filter(pk=pk, completed_at__isnull=False).select_related("version").first()

    def open(self) -> Self:
        """Those somebody still has something to do about."""
        return self.filter(completed_at__isnull=False).exclude(stage=Stage.CLOSED)

    def urgent_first(self) -> Self:
        """The most urgent first, then who is due soonest, then who has waited longest."""
        return self.order_by("-rank", "see_by", "completed_at", "pk")

    def in_stage(self, stage: Stage) -> Self:
        """Those the work on stands at one stage."""
        return self.filter(completed_at__isnull=False, stage=stage)

    def looked_after_by(self, person_id: int | None) -> Self:
        """Those one member of staff looks after, nobody when it is None."""
        return self.filter(assigned_to=person_id)

    def leading_to(self, route: str) -> Self:
        """Those whose answers lead there."""
        return self.filter(route=route)

    def with_first_cause(self, key: str) -> Self:
        """Those with that first cause."""
        return self.filter(top_cause=key)

    def newest_keys(self, most: int) -> list[int]:
        """Return the primary keys of the newest of them."""
        return list(self.order_by("-pk").values_list("pk", flat=True)[:most])

    def without_answers(self) -> Self:
        """Leave out what is encrypted, and load who looks after each: enough for a list."""
        return self.defer("answers", "decision", "consent_text").select_related("assigned_to")

    def urgent_unseen(self) -> Self:
        """Those that need medical care and nobody has begun with, without what is encrypted."""
        urgent = self.filter(stage=Stage.NEW, completed_at__isnull=False, rank__gte=LOWEST_URGENT)
        return urgent.urgent_first().defer("answers", "decision", "consent_text")

    def become(self, target: Stage, **changes: Any) -> int:
        """Move them to a stage where the table of stages allows it; return how many moved."""
        return self.filter(stage__in=sources(target)).update(stage=target, **changes)

    def give_to(self, person_id: int | None) -> int:
        """Assign those that somebody else, or nobody, looks after; return how many changed."""
        if person_id is None:
            return self.filter(assigned_to__isnull=False).update(assigned_to=None)
        others = self.filter(models.Q(assigned_to=None) | ~models.Q(assigned_to=person_id))
        return others.update(assigned_to=person_id)

    def stand_at(self, rank: int) -> int:
        """Put them that far up the worklist."""
        return self.update(rank=rank)

    def keep(self, *, held: bool) -> int:
        """Begin or lift a legal hold; return how many changed."""
        return self.filter(legal_hold=not held).update(legal_hold=held)

    def latest_done(self) -> Self:
        """The latest first; in the order of the index of one stage."""
        return self.order_by("-completed_at", "-pk")

    def with_keys(self, keys: Iterable[int]) -> Self:
        """Those with some primary keys."""
        return self.filter(pk__in=list(keys))

    def completed_between(self, since: datetime | None, before: datetime | None) -> Self:
        """Those finished from one instant until another; None leaves that side open."""
        found = self
        if since is not None:
            found = found.filter(completed_at__gte=since)
        if before is not None:
            found = found.filter(completed_at__lt=before)
        return found
