"""A practitioner's diary in their calendar program, under an address that can be revoked."""

import logging
from datetime import UTC, timedelta

import ics as ics_reader
import pytest
import vobject
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from intake.booking import change_actions, feed_actions
from intake.booking.models import CalendarFeed
from tests.booking.pages import soup
from tests.factories import booking as make
from tests.factories.booking import CONTACT, FIRST, NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def feed(clinic, admin_user):
    return feed_actions.make_feed(practitioner=clinic.practitioner, by=admin_user)


def address(feed):
    return reverse("intake_booking:feed", args=[feed.token])


def starts(response):
    found = ics_reader.Calendar(response.content.decode()).events
    return sorted(each.begin.datetime.astimezone(UTC) for each in found)


def test_the_feed_shows_when_and_how_they_meet_and_no_client(client, clinic, feed):
    booked = make.book(clinic)
    response = client.get(address(feed))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    event = vobject.readOne(response.content.decode()).vevent
    assert event.summary.value == f"Visit {booked.reference}: In person"
    assert event.dtstart.value == FIRST
    for personal in (CONTACT.name, CONTACT.email, CONTACT.phone, booked.token):
        assert personal not in response.content.decode()
    assert not hasattr(event, "description")


def test_the_feed_holds_what_happens_and_nothing_else(client, clinic, feed, admin_user):
    kept, moved, cancelled, arrived, missed = (
        make.book(clinic, FIRST + hour * HOUR) for hour in range(5)
    )
    make.hold(clinic, FIRST + 6 * HOUR)
    change_actions.move_appointment(appointment=moved, start=FIRST + 7 * HOUR, by=None, now=NOW)
    change_actions.cancel_appointment(appointment=cancelled, by=None, now=NOW)
    change_actions.note_arrival(appointment=arrived, by=admin_user, now=NOW)
    change_actions.note_no_show(appointment=missed, by=admin_user, now=NOW)
    colleague = make.make_practitioner(clinic.service, clinic.location, name="Sam Sample")
    other = make.contact("Other Person")
    make.book(clinic, FIRST + HOUR, practitioner_id=colleague.pk, contact=other)
    assert starts(client.get(address(feed))) == [FIRST, FIRST + 3 * HOUR, FIRST + 7 * HOUR]
    assert kept.starts_at == FIRST


def test_long_past_visits_leave_the_feed(client, clinic, feed, clock):
    make.book(clinic)
    clock.now = FIRST + timedelta(days=29)
    assert starts(client.get(address(feed))) == [FIRST]
    clock.now = FIRST + timedelta(days=31)
    assert starts(client.get(address(feed))) == []


def test_the_feed_asks_as_few_questions_for_many_visits_as_for_one(
    client, clinic, feed, django_assert_max_num_queries
):
    for hour in range(5):
        make.book(clinic, FIRST + hour * HOUR)
    with django_assert_max_num_queries(2):
        client.get(address(feed))


def test_a_revoked_address_opens_nothing_and_the_others_go_on(client, clinic, feed, admin_user):
    other = feed_actions.make_feed(practitioner=clinic.practitioner, by=admin_user)
    revoke = {"practitioner": clinic.practitioner, "feed_id": feed.pk, "now": NOW}
    assert feed_actions.revoke_feed(**revoke)
    assert not feed_actions.revoke_feed(**revoke)
    assert client.get(address(feed)).status_code == 404
    assert client.get(address(other)).status_code == 200
    assert client.post(address(other)).status_code == 405


def test_the_secret_of_the_address_is_not_stored_and_not_logged(client, clinic, feed, caplog):
    row = CalendarFeed.objects.values().get()
    assert feed.token not in [str(value) for value in row.values()]
    with caplog.at_level(logging.INFO, logger="django"):
        client.get(address(feed).replace(feed.token, "5" * 40))
    assert "/feed/***/diary.ics" in caplog.text
    assert "5" * 40 not in caplog.text


@pytest.fixture
def staff_client(clinic, client):
    user = User.objects.create_user("desk", password="x")
    names = ["access_admin", "view_practitioner", "change_practitioner"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client


def test_staff_make_copy_and_revoke_addresses_on_the_practitioners_pages(staff_client, clinic):
    form = staff_client.get(reverse("practitioner:edit", args=[clinic.practitioner.pk]))
    page = reverse("practitioner:calendar", args=[clinic.practitioner.pk])
    assert page in form.content.decode()
    assert "No address works yet." in staff_client.get(page).content.decode()
    assert not CalendarFeed.objects.exists()
    staff_client.post(page)
    feed = CalendarFeed.objects.get()
    shown = soup(staff_client.get(page)).select_one("input[readonly]")["value"]
    assert shown.endswith(address(feed))
    assert feed.created_by.username == "desk"
    staff_client.post(page, {"revoke": feed.pk})
    feed.refresh_from_db()
    assert feed.revoked_at == NOW
    assert "No address works yet." in staff_client.get(page).content.decode()


def test_an_address_of_somebody_else_is_not_revoked_by_its_number(staff_client, clinic, feed):
    other = make.make_practitioner(clinic.service, clinic.location, name="Sam Sample")
    staff_client.post(reverse("practitioner:calendar", args=[other.pk]), {"revoke": feed.pk})
    assert CalendarFeed.objects.live().count() == 1
