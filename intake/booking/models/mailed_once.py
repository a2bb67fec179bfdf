"""E-mails that are handed over once: claimed first, then known to have left."""

from datetime import datetime, timedelta
from typing import ClassVar, Self, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model, covariant=True)

PATIENCE = timedelta(hours=1)
"""How long a worker may take to hand an e-mail over; then it has crashed."""


class MailedOnceQuerySet(models.QuerySet[Row]):
    """Rows a client is written to about, each once.

    Of two workers one claims a row. Where it crashes between the claim and the note, the e-mail
    may have left or not: that is for staff to decide, so it is never sent again by itself.
    """

    claim_column: ClassVar[str] = "mail_claimed_at"
    mail_column: ClassVar[str] = "mailed_at"

    def unmailed(self) -> Self:
        """Return those whose e-mail nobody has begun to send."""
        columns = (self.claim_column, self.mail_column)
        return self.filter(**{f"{column}__isnull": True for column in columns})

    def claim_mail(self, now: datetime) -> bool:
        """Take the right to write to the client; one caller gets it."""
        return self.unmailed().update(**{self.claim_column: now}) > 0

    def note_mailed(self, now: datetime) -> None:
        """Write down that the e-mail left."""
        self.update(**{self.mail_column: now})

    def give_mail_back(self) -> None:
        """Let the e-mail be tried again: it did not leave, or staff want it sent once more."""
        self.update(**{self.claim_column: None})

    def claimed_at(self, instant: datetime) -> Self:
        """Return those claimed at an instant."""
        return self.filter(**{self.claim_column: instant})

    def in_doubt(self, now: datetime) -> Self:
        """Return those whose e-mail a worker began to send and never came back from."""
        began = {f"{self.claim_column}__lte": now - PATIENCE, f"{self.mail_column}__isnull": True}
        return self.filter(**began)
