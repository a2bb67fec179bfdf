"""Registers booking with Wagtail's admin; no logic lives here."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from intake.booking.admin.diary.page import diary_menu_item
from intake.booking.admin.export import AppointmentExportView
from intake.booking.admin.home import FollowUpsPanel, TodayPanel
from intake.booking.admin.in_doubt import InDoubtPanel
from intake.booking.admin.signs import SeenView, SignsMenuItem, SignsPanel, SignsView
from intake.booking.admin.viewsets import TOOLS, VIEWSETS


@hooks.register("register_admin_viewset")
def register_booking_viewsets() -> list[ViewSet]:
    """Add appointments and what they need to the "Clinic" menu."""
    return [viewset() for viewset in (*VIEWSETS, *TOOLS)]


@hooks.register("register_admin_urls")
def register_signs() -> list[URLPattern]:
    """Mount the list of warning signs before visits."""
    return [
        path("clinic/before-visits/", SignsView.as_view(), name="intake_booking_signs"),
        path("clinic/before-visits/<int:pk>/", SeenView.as_view(), name="intake_booking_seen"),
    ]


@hooks.register("register_clinic_menu_item")
def register_signs_menu_item() -> MenuItem:
    """Add the list to the "Clinic" menu."""
    return SignsMenuItem()


@hooks.register("construct_homepage_panels")
def say_on_the_home_page(request: HttpRequest, panels: list[Any]) -> None:
    """Say on the home page what nobody has seen to yet."""
    panels += [SignsPanel(), InDoubtPanel(), TodayPanel(), FollowUpsPanel()]


@hooks.register("register_admin_urls")
def register_diary() -> list[URLResolver]:
    """Mount the diary."""
    return [path("clinic/diary/", include("intake.booking.admin.diary.urls"))]


@hooks.register("register_clinic_menu_item")
def register_diary_menu_item() -> MenuItem:
    """Add the diary to the "Clinic" menu."""
    return diary_menu_item()


@hooks.register("register_admin_urls")
def register_export() -> list[URLPattern]:
    """Mount the export of appointments."""
    view = AppointmentExportView.as_view()
    return [path("clinic/export/appointments/", view, name="intake_booking_export")]
