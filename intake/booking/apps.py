"""App configuration of booking, an optional app nested in the intake."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingConfig(AppConfig):
    name = "intake.booking"
    label = "intake_booking"
    verbose_name = _("Booking")
    default_auto_field = "django.db.models.BigAutoField"
