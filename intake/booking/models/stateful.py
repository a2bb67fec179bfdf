"""Rows that move from state to state, only as the tables of states allow."""

from typing import Any, TypeVar

from django.db import models

from intake.booking import states

Row = TypeVar("Row", bound=models.Model, covariant=True)


class StatefulQuerySet(models.QuerySet[Row]):
    """Rows with a `state`; the condition is part of the update, so of two callers one moves it."""

    def become(self, target: states.AnyState, **changes: Any) -> int:
        """Move rows to a state where the table of states allows it; return how many moved."""
        return self.filter(state__in=states.sources(target)).update(state=target, **changes)
