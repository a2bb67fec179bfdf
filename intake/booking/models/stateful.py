"""Rows that move from state to state, only as the tables of states allow."""

from typing import Any, Self, TypeVar

from django.db import models

from intake.booking import states

Row = TypeVar("Row", bound=models.Model, covariant=True)


class StatefulQuerySet(models.QuerySet[Row]):
    """Rows with a `state`; the condition is part of the update, so of two callers one moves it."""

    def of_client_of(self, record: Any) -> Self:
        """Return the rows of the client of another record: the same name with the same contact."""
        if not record.client_digest:
            return self.filter(pk=record.pk) if isinstance(record, self.model) else self.none()
        return self.filter(client_digest=record.client_digest)

    def become(self, target: states.AnyState, **changes: Any) -> int:
        """Move rows to a state where the table of states allows it; return how many moved."""
        return self.filter(state__in=states.sources(target)).update(state=target, **changes)
