"""App configuration of booking, an optional app nested in the intake."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BookingConfig(AppConfig):
    name = "intake.booking"
    label = "intake_booking"
    verbose_name = _("Booking")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer booking, hide the secrets of its links, check that it is reachable and safe."""
        from intake import log_secrets
        from intake.booking import checks, guard, wiring

        log_secrets.hide_after("hold", "a", "feed", "waitlist", "offer")
        wiring.connect()
        register(checks.check_guard, Tags.database)
        register(checks.check_addresses, Tags.urls)
        register(checks.check_base_address, Tags.security, deploy=True)
        post_migrate.connect(guard.ensure, sender=self, dispatch_uid="intake_booking.guard")
