"""App configuration of the reference site's own pages."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "clinic_site.home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the header follow the page tree."""
        from wagtail import signals

        from clinic_site.home.site_links import forget

        for moved in (
            signals.page_published,
            signals.page_unpublished,
            signals.page_slug_changed,
            signals.post_page_move,
        ):
            moved.connect(forget, dispatch_uid="clinic_site.home.site_links")
