"""Booking as a next step of the intake."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from intake.booking import gate
from intake.engine.types import Decision
from intake.next_steps import NextStep


def booking_step(request: HttpRequest, decision: Decision) -> NextStep | None:
    """Return the way to the free times, None when the answers call for medical care first."""
    if not gate.offers_booking(decision):
        return None
    query = f"?visit={decision.service}" if decision.service else ""
    return NextStep(url=reverse("intake_booking:times") + query, label=_("Choose a time"))
