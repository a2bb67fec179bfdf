"""App configuration of the readable articles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CausesConfig(AppConfig):
    name = "causes"
    label = "causes"
    verbose_name = _("Causes of pain")
    default_auto_field = "django.db.models.BigAutoField"
