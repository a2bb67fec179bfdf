"""Registers the intake with Wagtail's admin; no logic lives here."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from intake.admin.viewsets import ClinicGroup, QuestionnaireViewSet

register_snippet(QuestionnaireViewSet)


@hooks.register("register_admin_viewset")
def register_clinic_group() -> ClinicGroup:
    """Add the "Clinic" menu."""
    return ClinicGroup()
