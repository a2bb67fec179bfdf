"""App configuration of the readable articles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CausesConfig(AppConfig):
    """Registers the checks and the receivers of the article cache."""

    name = "causes"
    label = "causes"
    verbose_name = _("Causes of pain")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Wire checks and receivers."""
        from causes import checks, receivers  # noqa: F401

        receivers.connect()
