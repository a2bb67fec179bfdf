"""App configuration of the intake."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "intake"
    label = "intake"
    verbose_name = _("Intake")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register checks; connect publishing to freezing."""
        from wagtail.signals import published

        from intake import checks, receivers  # noqa: F401

        published.connect(receivers.on_published, dispatch_uid="intake_freeze")
