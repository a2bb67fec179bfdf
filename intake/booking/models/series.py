"""Visits that were booked together, every so many weeks."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Series(models.Model):
    """A number of visits at the same wall time, booked all together or not at all."""

    interval_weeks = models.PositiveSmallIntegerField(
        _("weeks between two visits"), validators=[MinValueValidator(1), MaxValueValidator(52)]
    )
    visits = models.PositiveSmallIntegerField(
        _("number of visits"), validators=[MinValueValidator(2), MaxValueValidator(26)]
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("series of visits")
        verbose_name_plural = _("series of visits")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.visits} × {self.interval_weeks}"
