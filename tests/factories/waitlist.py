"""People on the waitlist of the small clinic, and times that become free."""

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from intake.booking import change_actions, waitlist_actions
from intake.booking.models import Appointment, WaitlistEntry, WaitlistOffer
from intake.booking.waitlist_actions import Wishes
from tests.factories import booking as make

_numbers = itertools.count(1)
TAKEN = make.actions.Contact(name="Kim Taken", email="kim@example.com", phone="+12125550135")


def person(name: str) -> make.actions.Contact:
    """Return how to reach somebody."""
    return make.actions.Contact(name, f"{name.lower()}@example.com", "+12125550136")


def wait(clinic: make.Clinic, name: str = "Robin", **changes: Any) -> WaitlistEntry:
    """Put somebody on the list who takes any time, unless said otherwise."""
    wishes = {key: changes.pop(key) for key in tuple(changes) if key in Wishes.__dataclass_fields__}
    values = {
        "form_id": f"form-{next(_numbers)}",
        "service": clinic.service,
        "location": clinic.location,
        "wishes": Wishes(**wishes),
        "contact": person(name),
        "consent": make.CONSENT,
        "now": make.NOW,
    } | changes
    return waitlist_actions.join_waitlist(**values)


def taken(clinic: make.Clinic, start: datetime = make.FIRST) -> Appointment:
    """Book a time for somebody who will not need it."""
    return make.confirm(make.hold(clinic, start), contact=TAKEN)


def cancel(appointment: Appointment, now: datetime = make.NOW) -> Appointment:
    """Cancel a visit, as its client does."""
    return change_actions.cancel_appointment(appointment=appointment, by=None, now=now)


def open_offers() -> list[WaitlistOffer]:
    """Return the offers that wait for an answer, as they were made."""
    offers = WaitlistOffer.objects.with_hold().select_related("entry__submission")
    return [each for each in offers.order_by("pk") if each.status.is_open]


def asked() -> list[str]:
    """Return who has an offer to answer, in turn."""
    return [each.entry.client_name for each in open_offers()]


def free(
    clinic: make.Clinic,
    commit: Callable[[], AbstractContextManager[Any]],
    start: datetime = make.FIRST,
) -> list[WaitlistOffer]:
    """Let a booked time become free; return the offers that wait for an answer then."""
    booked = taken(clinic, start)
    with commit():
        cancel(booked)
    return open_offers()


def claim(offer: WaitlistOffer, now: datetime = make.NOW) -> Appointment:
    """Take an offered time, as its client does."""
    return waitlist_actions.claim_offer(offer=offer, now=now)
