"""The warning signs a client was asked about before a visit, and what they said."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.booking.models.appointment import Appointment
from intake.fields import EncryptedJSONField
from intake.models import QuestionnaireVersion
from intake.models.submission import URGENCIES


class SafetyCheckQuerySet(models.QuerySet["SafetyCheck"]):
    """Safety checks in the clinic's words."""

    def unacknowledged(self) -> Self:
        """Return the alarms nobody of the staff has seen to yet, the oldest first."""
        return self.filter(alarmed_at__isnull=False, acknowledged_at__isnull=True).order_by("pk")

    def acknowledge(self, *, by: object, now: datetime) -> bool:
        """Note who sees to an alarm; the first one stays noted."""
        unseen = self.filter(acknowledged_at__isnull=True)
        return unseen.update(acknowledged_at=now, acknowledged_by=by) == 1


class SafetyCheck(models.Model):
    """One answered page of warning signs; a client may answer it again.

    `alarmed_at` is when the staff was told, empty where nothing called for it.
    """

    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, related_name="safety_checks"
    )
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    answers = EncryptedJSONField(_("answers"), default=dict)
    urgency = models.CharField(_("urgency"), max_length=20, choices=URGENCIES)
    answered_at = models.DateTimeField(_("answered"))
    alarmed_at = models.DateTimeField(_("staff told"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("seen to"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("seen to by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = SafetyCheckQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("safety check")
        verbose_name_plural = _("safety checks")
        ordering = ["-answered_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.appointment)
