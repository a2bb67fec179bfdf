"""Rows that move from state to state, only as the tables of states allow."""

from typing import Any, Self, TypeVar

from django.db import models

from intake.booking import states, tokens

Row = TypeVar("Row", bound=models.Model, covariant=True)


class StatefulQuerySet(models.QuerySet[Row]):
    """Rows with a `state`; the condition is part of the update, so of two callers one moves it."""

    def of_client_of(self, record: Any) -> Self:
        """Return the rows of the client of another record: the same name with the same contact."""
        if not record.client_digest:
            return self.filter(pk=record.pk) if isinstance(record, self.model) else self.none()
        return self.filter(client_digest=record.client_digest)

    def with_email(self, email: str) -> "models.QuerySet[Any, tuple[str, int]]":
        """Return what tells a client from others, and the key, of those under an e-mail address."""
        digest = tokens.contact_digest(email)
        found = self.exclude(client_digest="").filter(email_digest=digest)
        return found.order_by("-pk").values_list("client_digest", "pk")

    def submission_ids(self) -> "models.QuerySet[Any, int | None]":
        """Return the primary keys of the answers that belong to them."""
        return self.order_by().exclude(submission=None).values_list("submission_id", flat=True)

    def after_answers(self, submission: Any) -> Self:
        """Return those that belong to some answers, the newest first."""
        return self.filter(submission=submission).order_by("-pk")

    def newest_keys(self, most: int) -> list[int]:
        """Return the primary keys of the newest of them."""
        return list(self.order_by("-pk").values_list("pk", flat=True)[:most])

    def become(self, target: states.AnyState, **changes: Any) -> int:
        """Move rows to a state where the table of states allows it; return how many moved."""
        return self.filter(state__in=states.sources(target)).update(state=target, **changes)
