"""What the staff does about a submission: events, notes, alerts, saved filters."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake import scoping
from intake.fields import EncryptedTextField
from intake.models.notice import Notice, NoticeQuerySet
from intake.models.submission import ROUTES, Submission
from intake.stages import Stage


class SubmissionEventQuerySet(models.QuerySet["SubmissionEvent"]):
    """Events in the clinic's words."""

    def override_of(self, submission: Submission) -> "SubmissionEvent | None":
        """Return where the staff sent a client last instead, or None."""
        routes = self.filter(submission=submission, kind=SubmissionEvent.Kind.ROUTE)
        return routes.select_related("by").order_by("-at", "-pk").first()

    def overrides(self, submissions: Iterable[int]) -> dict[int, str]:
        """Return submission → where the staff sent its client last, where it did."""
        routes = self.filter(submission__in=list(submissions), kind=SubmissionEvent.Kind.ROUTE)
        return dict(routes.order_by("at", "pk").values_list("submission_id", "route"))

    def by_person_since(
        self, submission: Submission, kind: "SubmissionEvent.Kind", by: Any, since: datetime
    ) -> Self:
        """Return what somebody did of a kind since an instant."""
        return self.filter(submission=submission, kind=kind, by=by, at__gt=since)

    def with_people(self) -> Self:
        """Load who did it, and for whom, in the same query."""
        return self.select_related("by", "assigned_to")


class SubmissionEvent(models.Model):
    """One thing the staff did with a submission: who, when, and why.

    `by` is empty where the site did it, such as on a booking.
    """

    class Kind(models.TextChoices):
        """What was done."""

        STAGE = "stage", _("Stage changed")
        ASSIGNED = "assigned", _("Assigned")
        ROUTE = "route", _("Route overridden")
        NOTE = "note", _("Note written")
        CALL = "call", _("Called")
        HOLD = "hold", _("Legal hold changed")
        ALERT = "alert", _("Alert seen to")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, blank=True, default="")
    route = models.CharField(_("leads to"), max_length=20, choices=ROUTES, blank=True, default="")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assigned to"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    text = EncryptedTextField(_("why, or the note"), blank=True, default="")

    objects = SubmissionEventQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("event of a submission")
        verbose_name_plural = _("events of submissions")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["submission", "-at"], name="intake_event_of")]

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_kind_display()}"


class DutyQuerySet(models.QuerySet["DutyPerson"]):
    """People on duty, in the clinic's words."""

    def reachable(self) -> Self:
        """Return those on duty who have an account and an e-mail address, in their order."""
        found = self.filter(on_duty=True, user__is_active=True).exclude(user__email="")
        return found.order_by("order", "pk")

    def account_ids(self) -> list[int]:
        """Return the primary keys of their accounts, in the same order."""
        return list(self.values_list("user_id", flat=True))


class DutyPerson(models.Model):
    """A member of staff who is told of urgent results; the lowest order is told first."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member of staff"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    on_duty = models.BooleanField(_("on duty"), default=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("person on duty")
        verbose_name_plural = _("people on duty")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def full_name(self) -> str:
        """The name of the person, their login where none is known."""
        return self.user.get_full_name() or self.user.get_username()


ANSWERS = tuple(f"submission__{name}" for name in ("answers", "decision", "consent_text"))
"""What is encrypted of the submission an alert is about; no list needs it."""


class AlertQuerySet(models.QuerySet["Alert"]):
    """Alerts in the clinic's words."""

    def waiting(self) -> Self:
        """Return those nobody sees to yet, the oldest first."""
        return self.filter(acknowledged_at__isnull=True).order_by("raised_at", "pk")

    def waiting_about(self, submission_id: int) -> "Alert | None":
        """Return the one about a submission while nobody sees to it, or None."""
        found = self.waiting().filter(submission=submission_id).select_related("submission")
        return next(iter(found.defer(*ANSWERS)), None)

    def wait_under(self, reference: str) -> bool:
        """Tell whether nobody sees yet to the one about the submission with a reference code."""
        return self.waiting().filter(submission__reference=reference).exists()

    def raised_before(self, instant: datetime) -> Self:
        """Return those raised before an instant."""
        return self.filter(raised_at__lt=instant)

    def acknowledge(self, *, by_id: int | None, now: datetime) -> bool:
        """Note who sees to an alert; the first one stays noted."""
        waiting = self.filter(acknowledged_at__isnull=True)
        return bool(waiting.update(acknowledged_at=now, acknowledged_by_id=by_id))

    def visible_to(self, user: scoping.Staff) -> Self:
        """Return those about submissions a member of staff may see."""
        # One look-up per alert; a list of all visible submissions would be made first.
        seen = Submission.objects.visible_to(user).filter(pk=models.OuterRef("submission"))
        return self.filter(models.Exists(seen))

    def for_staff(self) -> Self:
        """Load what a list shows of them: nothing a client answered."""
        return self.select_related("submission").defer(*ANSWERS)

    def locked(self, pk: int) -> "Alert | None":
        """Return one that waits, locked until the transaction ends; None once it is seen to."""
        return self.select_for_update().filter(pk=pk, acknowledged_at__isnull=True).first()


class Alert(models.Model):
    """An urgent result that somebody of the staff must see to."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="alert")
    raised_at = models.DateTimeField(_("raised"))
    acknowledged_at = models.DateTimeField(_("seen to"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("seen to by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = AlertQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["raised_at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.submission)


class AlertNoticeQuerySet(NoticeQuerySet["AlertNotice"]):
    """Notices of alerts, in the clinic's words."""

    seen_to = "alert__acknowledged_at"

    def untold(self) -> Self:
        """Return those whose e-mail has not left although nobody sees to the alert yet."""
        found = self.unsent().filter(alert__acknowledged_at__isnull=True)
        return found.select_related("alert__submission").order_by("due_at", "pk")

    def submissions_told_to(self, user_id: int) -> "models.QuerySet[AlertNotice, int]":
        """Return the submissions somebody was called to, as long as nobody else sees to them."""
        own = models.Q(alert__acknowledged_at__isnull=True)
        own |= models.Q(alert__acknowledged_by=user_id)
        found = self.filter(own, person=user_id).order_by()
        return found.values_list("alert__submission_id", flat=True)


class AlertNotice(Notice):
    """One person who was told of an alert, and when; told once each."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="notices")

    objects = AlertNoticeQuerySet.as_manager()

    class Meta(Notice.Meta):
        verbose_name = _("notice of an alert")
        verbose_name_plural = _("notices of alerts")
        constraints = [
            models.UniqueConstraint(fields=["alert", "person"], name="intake_alert_told_once")
        ]

    def __str__(self) -> str:
        return str(self.alert)


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    """Saved filters in the clinic's words."""

    def of(self, user: Any) -> Self:
        """Return those of one member of staff, by name."""
        return self.filter(user=user.pk).order_by("name", "pk")


class SavedFilter(models.Model):
    """A filter of the worklist that one member of staff keeps under a name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="intake_saved_filter_name")
        ]

    def __str__(self) -> str:
        return self.name
