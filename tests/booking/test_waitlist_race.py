"""Two people, one freed time, at the same moment: real threads, each with a connection."""

from functools import partial

import pytest
from django.db import connection

from intake.booking import waitlist_actions
from intake.booking.errors import OfferGone
from intake.booking.models import Appointment, WaitlistEntry, WaitlistOffer
from intake.booking.states import State
from intake.booking.waitlist_freed import Stretch
from tests.factories import booking as make
from tests.factories.booking import NOW
from tests.factories.waitlist import claim, open_offers, taken, wait
from tests.support.threads import at_once

PEOPLE = 3

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "no_connection_left"),
]


@pytest.fixture
def freed():
    """A time that has just become free, with some people who wait for it."""
    clinic = make.make_clinic()
    for number in range(PEOPLE):
        wait(clinic, f"Person{number}")
    booked = taken(clinic)
    Appointment.objects.filter(pk=booked.pk).become(State.CANCELLED, cancelled_at=NOW)
    return Stretch.of(booked)


def offer(freed):
    return waitlist_actions.offer_freed_time(freed=freed, now=NOW)


def test_b21_of_clicks_on_offers_for_one_time_exactly_one_books(freed):
    offer(freed)
    clicks = [partial(claim, one) for one in open_offers()]
    assert len(clicks) == PEOPLE
    results = at_once([*clicks, *clicks])
    booked = Appointment.objects.booked().get()
    refused = [each for each in results if isinstance(each, OfferGone)]
    winners = [each for each in results if each == booked]
    assert (len(winners), len(refused)) == (2, 2 * (PEOPLE - 1)), results
    assert WaitlistEntry.objects.waiting().count() == PEOPLE - 1
    claimed = WaitlistOffer.objects.get(entry__appointment=booked)
    assert claimed.status.is_claimed
    assert booked.client_name == claimed.entry.client_name
    assert open_offers() == []


def test_two_workers_that_offer_the_same_time_keep_it_once(freed):
    at_once([partial(offer, freed)] * 2)
    assert len({one.hold_id for one in open_offers()}) == 1
    assert len(open_offers()) == PEOPLE


def test_b21_taking_and_leaving_at_the_same_moment_is_one_or_the_other(freed):
    offer(freed)
    first = open_offers()[0]
    results = at_once(
        [
            partial(claim, first),
            partial(waitlist_actions.leave_waitlist, entry=first.entry, now=NOW),
        ]
    )
    booked = Appointment.objects.booked().first()
    first.entry.refresh_from_db()
    assert not first.entry.status.is_waiting
    assert first.entry.status.is_served is (booked is not None)
    unexpected = [
        each for each in results if isinstance(each, Exception) and not isinstance(each, OfferGone)
    ]
    assert unexpected == [], connection.vendor
