"""Who looked at what, what was deleted and why, and what clients asked for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.fields import EncryptedTextField


class AccessQuerySet(models.QuerySet["AccessEntry"]):
    """The access log in the clinic's words."""

    def newest_first(self) -> Self:
        """Return them in the order of the index."""
        return self.order_by("-at", "-pk")

    def about(self, references: Iterable[str]) -> Self:
        """Return those about any of these records."""
        return self.filter(reference__in=list(references))

    def how_many(self, most: int) -> int:
        """Count them, but no further than a limit."""
        return self.newest_first()[:most].count()


class AccessEntry(models.Model):
    """One look at a record, or one thing done with it, for the clinic's accounts.

    Written once: the database itself refuses to change an entry, and to delete it before
    `keep_until`. Points at nothing, so that erasing a record or an account leaves it as it was.
    """

    class Action(models.TextChoices):
        """What was done."""

        VIEW = "view", _("Looked at")
        SEARCH = "search", _("Searched")
        EXPORT = "export", _("Exported")
        PRINT = "print", _("Printed")
        CHANGE = "change", _("Changed")
        OVERRIDE = "override", _("Overrode the route")
        ERASE = "erase", _("Erased")
        HOLD = "hold", _("Changed the legal hold")
        REFUSED = "refused", _("Was refused")

    at = models.DateTimeField(_("when"))
    user_id = models.BigIntegerField(_("account"), null=True)
    username = models.CharField(_("who"), max_length=150)
    action = models.CharField(_("what"), max_length=12, choices=Action)
    kind = models.CharField(_("kind of record"), max_length=40)
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    count = models.PositiveIntegerField(_("how many records"), default=1)
    keep_until = models.DateField(_("kept until"))

    objects = AccessQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("access entry")
        verbose_name_plural = _("access log")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["reference", "-at"], name="intake_access_reference"),
            models.Index(fields=["-at", "-id"], name="intake_access_newest"),
            models.Index(fields=["user_id", "-at"], name="intake_access_user"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.reference}"


class DeletionQuerySet(models.QuerySet["DeletionRecord"]):
    """Deletion records in the clinic's words."""

    def erasures(self) -> Self:
        """Return what clients asked for, the latest first."""
        return self.filter(kind=DeletionRecord.Kind.ERASURE).order_by("-at", "-pk")


class DeletionRecord(models.Model):
    """What was deleted in one go: how many of what, never whom."""

    class Kind(models.TextChoices):
        """Why it was deleted."""

        PRUNE = "prune", _("Its time was over")
        ERASURE = "erasure", _("The client asked for it")

    kind = models.CharField(_("why"), max_length=12, choices=Kind)
    at = models.DateTimeField(_("when"))
    by_name = models.CharField(_("who"), max_length=150, blank=True, default="")
    counts = models.JSONField(_("what"), default=dict)
    left = models.JSONField(_("what was still there afterwards"), default=dict)
    sha256 = models.CharField(max_length=64, blank=True, default="")

    objects = DeletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("deletion record")
        verbose_name_plural = _("deletion records")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.get_kind_display()


class PrivacyRequestQuerySet(models.QuerySet["PrivacyRequest"]):
    """Requests in the clinic's words."""

    def waiting(self) -> Self:
        """Return those the staff has not decided, the oldest first."""
        return self.filter(decided_at__isnull=True).order_by("asked_at", "pk")

    def decided(self) -> Self:
        """Return those the staff has decided, the latest first."""
        done = self.filter(decided_at__isnull=False).select_related("decided_by")
        return done.order_by("-decided_at", "-pk")

    def about(self, kind_of_record: str, reference: str) -> Self:
        """Return those about one record."""
        return self.filter(kind_of_record=kind_of_record, reference=reference)

    def claim(
        self,
        request: "PrivacyRequest",
        decision: "PrivacyRequest.Decision",
        *,
        by: Any,
        now: datetime,
        reason: str = "",
    ) -> bool:
        """Decide a request that waits; of two members of staff one does."""
        return bool(
            self.filter(pk=request.pk, decided_at__isnull=True).update(
                decision=decision, decided_at=now, decided_by=by, reason=reason
            )
        )

    def fulfil(self, *, by: Any, now: datetime) -> int:
        """Decide those that wait as done; return how many."""
        return self.filter(decided_at__isnull=True).update(
            decision=PrivacyRequest.Decision.DONE, decided_at=now, decided_by=by
        )


class PrivacyRequest(models.Model):
    """What a client asked for through their signed link; the staff decides.

    `kind_of_record` and `reference` name the record the link belongs to.
    """

    class Kind(models.TextChoices):
        """What the client asks for."""

        ERASE = "erase", _("Erase what you keep about me")
        WITHDRAW = "withdraw", _("I withdraw my consent")

    class Decision(models.TextChoices):
        """What became of it."""

        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    kind_of_record = models.CharField(_("kind of record"), max_length=40)
    reference = models.CharField(_("reference"), max_length=40)
    asked_at = models.DateTimeField(_("asked"))
    decision = models.CharField(
        _("decision"), max_length=12, choices=Decision, blank=True, default=""
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = EncryptedTextField(_("reason"), blank=True, default="")

    objects = PrivacyRequestQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("privacy request")
        verbose_name_plural = _("privacy requests")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "kind_of_record", "reference"],
                condition=models.Q(decided_at__isnull=True),
                name="intake_privacy_request_once",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class DailyCount(models.Model):
    """How often something happened on a day: a number that says nothing about a person.

    kind and key: "read" and an article's cause key. Of deleted submissions: "started",
    "finished", "booked" and where the client came from, at the day of the start; "left" and the
    step an unfinished one ended at; "route" and its route.
    """

    day = models.DateField(_("day"))
    kind = models.CharField(_("what"), max_length=20)
    key = models.CharField(_("of what"), max_length=60, blank=True, default="")
    count = models.PositiveIntegerField(_("how often"), default=0)

    class Meta:
        verbose_name = _("daily count")
        verbose_name_plural = _("daily counts")
        ordering = ["day", "kind", "key"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["day", "kind", "key"], name="intake_daily_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.key}"
