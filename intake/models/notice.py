"""One member of staff who is told, by one e-mail, of what needs somebody at once."""

from datetime import datetime
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row", bound=models.Model, covariant=True)


class NoticeQuerySet(models.QuerySet[Row]):
    """Notices in the clinic's words; `seen_to` is what is empty while nobody sees to the matter."""

    seen_to: ClassVar[str]

    def unsent(self) -> Self:
        """Return those whose e-mail has not left."""
        return self.filter(mailed_at__isnull=True)

    def claim(self, now: datetime) -> bool:
        """Take the right to send an e-mail, while nobody sees to it; one caller gets it."""
        waiting = self.unsent().filter(**{f"{self.seen_to}__isnull": True})
        return waiting.update(mailed_at=now) == 1

    def give_back(self) -> None:
        """Let the e-mail be tried again: it could not be sent."""
        self.update(mailed_at=None)

    def told_ids(self) -> set[int]:
        """Return the primary keys of the accounts that were told."""
        return set(self.values_list("person_id", flat=True))

    def last_due(self) -> datetime | None:
        """Return when somebody was told last."""
        last: datetime | None = self.aggregate(last=models.Max("due_at"))["last"]
        return last


class Notice(models.Model):
    """One person who was told, and when; told once each."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.CASCADE, related_name="+"
    )
    due_at = models.DateTimeField(_("told"))
    mailed_at = models.DateTimeField(_("e-mail sent"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        ordering = ["due_at", "pk"]
        default_permissions = ()
