"""How the desk works and how long records are kept, per site."""

from datetime import timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site


@register_setting(icon="history")
class DeskSettings(BaseSiteSetting):
    """Alerts and retention of one clinic, per site. Nothing is kept for ever by default."""

    alert_same_day = models.BooleanField(
        _("alert for same-day results, too"),
        default=True,
        help_text=_("Emergencies always alert the people on duty."),
    )
    escalate_minutes = models.PositiveSmallIntegerField(
        _("minutes until the next person on duty is told"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(1440)],
    )
    keep_unfinished_days = models.PositiveSmallIntegerField(
        _("keep unfinished answers, in days"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    keep_without_contact_days = models.PositiveSmallIntegerField(
        _("keep answers without a visit, in days"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("Medical care and self-help results of people who did not book."),
    )
    keep_clients_months = models.PositiveSmallIntegerField(
        _("keep clients after their last visit, in months"),
        default=120,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Ask what the law where you are wants kept."),
    )
    keep_log_months = models.PositiveSmallIntegerField(
        _("keep the access log, in months"),
        default=72,
        validators=[MinValueValidator(12), MaxValueValidator(600)],
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("alert_same_day"), FieldPanel("escalate_minutes")],
            heading=_("Alerts for urgent results"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("keep_unfinished_days"),
                FieldPanel("keep_without_contact_days"),
                FieldPanel("keep_clients_months"),
                FieldPanel("keep_log_months"),
            ],
            heading=_("How long records are kept"),
        ),
    ]

    class Meta:
        verbose_name = _("desk and retention")

    @classmethod
    def for_page(cls, page: Any) -> "DeskSettings":
        """Return the settings of the site a page belongs to, else of the default site."""
        site = page.get_site() if page else None
        site = site or Site.objects.filter(is_default_site=True).first()
        return cls.objects.filter(site=site).first() or cls()

    @classmethod
    def longest(cls) -> "DeskSettings":
        """Return how long records are kept: of several sites, the longest each says."""
        names = [field.name for field in cls._meta.fields if field.name.startswith("keep_")]
        longest = cls.objects.aggregate(**{name: models.Max(name) for name in names})
        return cls(**{name: value for name, value in longest.items() if value is not None})

    @classmethod
    def longest_log_months(cls) -> int:
        """Return for how many months the access log is kept."""
        return cls.longest().keep_log_months

    @property
    def escalate_after(self) -> timedelta:
        """How long an alert waits for one person before the next is told."""
        return timedelta(minutes=self.escalate_minutes)
