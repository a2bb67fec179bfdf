"""Registers booking with Wagtail's admin; no logic lives here."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from intake.booking.admin.viewsets import TOOLS, VIEWSETS


@hooks.register("register_admin_viewset")
def register_booking_viewsets() -> list[ViewSet]:
    """Add appointments and what they need to the "Clinic" menu."""
    return [viewset() for viewset in (*VIEWSETS, *TOOLS)]
