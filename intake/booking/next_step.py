"""Booking as a next step of the intake."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from intake.booking import gate
from intake.booking.models import Service
from intake.engine.types import Decision
from intake.next_steps import NextStep, registry
from intake.services import services


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


def call_step(request: HttpRequest, decision: Decision) -> NextStep | None:
    """Return the way to ask for a call, only where the answers lead to self-help."""
    if not gate.offers_call(decision):
        return None
    try:
        address = reverse("intake_booking:call")
    except NoReverseMatch:
        return None
    return NextStep(url=address, label=_("Ask for a call"))


def visits() -> dict[str, str]:
    """Return the visits that can be booked: key → name, in the clinic's order."""
    return dict(Service.objects.open_for_booking().values_list("key", "name"))


def offer() -> None:
    """Tell the intake that visits can be booked here, and which."""
    registry.register("booking", booking_step)
    registry.register("call", call_step)
    services.register("booking", visits)
