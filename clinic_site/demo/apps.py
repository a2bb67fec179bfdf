"""App configuration of the demo-only tools; never installed in production."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "clinic_site.demo"
    label = "demo"
