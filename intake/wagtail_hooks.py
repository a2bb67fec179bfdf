"""Registers the intake with Wagtail's admin; no logic lives here."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from intake.admin.alerts import AlertsPanel, SeeToView
from intake.admin.dashboard import DashboardMenuItem, DashboardView, FigureFileView
from intake.admin.export import SubmissionExportView
from intake.admin.guards import keep_questionnaires_in_use
from intake.admin.home import UrgentPanel
from intake.admin.privacy_requests import (
    DecideView,
    EraseView,
    RequestsMenuItem,
    RequestsPanel,
    RequestsView,
)
from intake.admin.proof import register_gate_actions
from intake.admin.routes_here import RoutesHereView, routes_here_button
from intake.admin.transfer import ImportView
from intake.admin.viewsets import ClinicGroup, QuestionnaireViewSet
from intake.case_history import register_case_actions

register_snippet(QuestionnaireViewSet)
hooks.register("before_delete_snippet", keep_questionnaires_in_use)
hooks.register("register_page_header_buttons", routes_here_button)
hooks.register("register_log_actions", register_case_actions)
hooks.register("register_log_actions", register_gate_actions)


@hooks.register("register_admin_viewset")
def register_clinic_group() -> ClinicGroup:
    """Add the "Clinic" menu."""
    return ClinicGroup()


@hooks.register("register_admin_urls")
def register_questionnaire_tools() -> list[URLPattern | URLResolver]:
    """Mount the pages around one questionnaire."""
    return [
        path("clinic/questionnaires/import/", ImportView.as_view(), name="intake_import"),
        path("clinic/questionnaires/<int:pk>/", include("intake.admin.urls")),
    ]


@hooks.register("register_admin_urls")
def register_routes_here() -> list[URLPattern]:
    """Mount what leads to an article."""
    return [
        path(
            "clinic/articles/<int:pk>/routes/", RoutesHereView.as_view(), name="intake_routes_here"
        )
    ]


@hooks.register("register_admin_urls")
def register_alerts() -> list[URLPattern]:
    """Mount the answer to an alert."""
    address = "clinic/alerts/<int:pk>/see-to/"
    return [path(address, SeeToView.as_view(), name="intake_see_to_alert")]


@hooks.register("construct_homepage_panels")
def say_on_the_home_page(request: HttpRequest, panels: list[Any]) -> None:
    """Say on the home page what nobody sees to yet."""
    panels += [AlertsPanel(), UrgentPanel(), RequestsPanel()]


@hooks.register("register_admin_urls")
def register_privacy_requests() -> list[URLPattern]:
    """Mount what clients ask for about their records."""
    erase = "clinic/erase/<slug:kind>/<slug:reference>/"
    return [
        path("clinic/privacy-requests/", RequestsView.as_view(), name="intake_requests"),
        path("clinic/privacy-requests/<int:pk>/", DecideView.as_view(), name="intake_request"),
        path(erase, EraseView.as_view(), name="intake_erase"),
    ]


@hooks.register("register_clinic_menu_item")
def register_requests_menu_item() -> MenuItem:
    """Add them to the "Clinic" menu."""
    return RequestsMenuItem()


@hooks.register("register_admin_urls")
def register_export() -> list[URLPattern]:
    """Mount the export of submissions."""
    view = SubmissionExportView.as_view()
    return [path("clinic/export/submissions/", view, name="intake_export")]


@hooks.register("register_admin_urls")
def register_dashboard() -> list[URLPattern]:
    """Mount the dashboard and its files."""
    return [
        path("clinic/dashboard/", DashboardView.as_view(), name="intake_dashboard"),
        path(
            "clinic/dashboard/<slug:key>.csv", FigureFileView.as_view(), name="intake_figure_file"
        ),
    ]


@hooks.register("register_clinic_menu_item")
def register_dashboard_menu_item() -> MenuItem:
    """Add the dashboard to the "Clinic" menu."""
    return DashboardMenuItem()
