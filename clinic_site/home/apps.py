"""App configuration of the reference site's own pages."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "clinic_site.home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"
