"""Booking as a next step of the intake."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from intake.booking import gate
from intake.booking.models import Service
from intake.engine.types import Decision
from intake.next_steps import NextStep


def booking_step(request: HttpRequest, decision: Decision) -> NextStep | None:
    """Return the way to the free times.

    None when the answers call for medical care first, and where booking has no addresses: a
    result without a button is better than none.
    """
    if not gate.offers_booking(decision):
        return None
    try:
        address = reverse("intake_booking:times")
    except NoReverseMatch:
        return None
    query = f"?visit={decision.service}" if decision.service else ""
    title = Service.objects.said_of(decision.service)
    return NextStep(url=address + query, label=_("Choose a time"), title=title)


def service_keys() -> list[str]:
    """Return the keys of the visits that can be booked."""
    return list(Service.objects.open_for_booking().values_list("key", flat=True))
