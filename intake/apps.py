"""App configuration of the intake."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "intake"
    label = "intake"
    verbose_name = _("Intake")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register checks; connect publishing to freezing, and page changes to cached facts."""
        from wagtail.signals import page_published, page_unpublished, post_page_move, published

        from intake import checks, receivers, site_cache  # noqa: F401

        published.connect(receivers.on_published, dispatch_uid="intake_freeze")
        for signal in (page_published, page_unpublished, post_page_move):
            signal.connect(site_cache.forget, dispatch_uid="intake_site_facts")
