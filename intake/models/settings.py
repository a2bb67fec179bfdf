"""What a clinic says about itself on every page: name, numbers, zone, consent."""

from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

DEFAULT_CONSENT = (
    "I agree that the clinic keeps my answers and contact details to prepare and hold my visit. "
    "I can ask the clinic to see, correct or delete them at any time."
)


def validate_time_zone(name: str) -> None:
    """Refuse a name that the time zone database does not know."""
    if name not in available_timezones():
        raise ValidationError(
            _("Enter a time zone name such as America/New_York or Europe/London"), code="zone"
        )


@register_setting(icon="home")
class ClinicSettings(BaseSiteSetting):
    """One clinic's name, telephone numbers, time zone and consent text, per site."""

    clinic_name = models.CharField(_("clinic name"), max_length=80, default="Our clinic")
    phone = models.CharField(
        _("clinic telephone"),
        max_length=40,
        blank=True,
        default="",
        help_text=_("Shown on every page and on every result, as clients would dial it."),
    )
    emergency_number = models.CharField(
        _("emergency number"),
        max_length=20,
        default="911",
        help_text=_("The number a client calls in an emergency where your clinic is."),
    )
    urgent_care_phone = models.CharField(
        _("same-day medical advice number"),
        max_length=40,
        blank=True,
        default="",
        help_text=_("A nurse line or urgent care center that answers today. May be empty."),
    )
    urgent_care_text = models.CharField(
        _("where to go the same day"),
        max_length=200,
        default="your doctor's office, an urgent care center or a nurse line",
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="America/New_York", validators=[validate_time_zone]
    )
    consent_text = models.TextField(
        _("consent text"),
        default=DEFAULT_CONSENT,
        help_text=_("The exact text is stored with each consent a client gives."),
    )
    direct_booking = models.BooleanField(
        _("allow booking without the questions"),
        default=True,
        help_text=_("When off, clients reach the times only through the questions."),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("clinic_name"), FieldPanel("phone"), FieldPanel("time_zone")],
            heading=_("Clinic"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("emergency_number"),
                FieldPanel("urgent_care_phone"),
                FieldPanel("urgent_care_text"),
            ],
            heading=_("Medical care near you"),
        ),
        MultiFieldPanel(
            [FieldPanel("consent_text"), FieldPanel("direct_booking")], heading=_("Booking")
        ),
    ]

    class Meta:
        verbose_name = _("clinic settings")

    @classmethod
    def for_page(cls, page: Any) -> "ClinicSettings":
        """Return the settings of the site a page belongs to, else of the default site."""
        site = page.get_site() if page else None
        site = site or Site.objects.filter(is_default_site=True).first()
        return cls.objects.filter(site=site).first() or cls()

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's time zone, in which its weekly hours are meant."""
        return ZoneInfo(self.time_zone)

    @property
    def tel(self) -> str:
        """The clinic's telephone number as a `tel:` address wants it."""
        return dialable(self.phone)

    @property
    def urgent_care_tel(self) -> str:
        """The same-day number as a `tel:` address wants it."""
        return dialable(self.urgent_care_phone)


def dialable(number: str) -> str:
    """Return only what can be dialled: digits and a leading plus."""
    return "".join(char for char in number if char.isdigit() or char == "+")
