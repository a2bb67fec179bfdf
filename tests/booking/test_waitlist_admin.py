"""What staff see of the waitlist, and what they may do."""

from datetime import date, time

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format

from intake.booking import waitlist_actions
from tests.booking.pages import found
from tests.factories import booking as make
from tests.factories.booking import NOW
from tests.factories.waitlist import claim, free, wait

INDEX = reverse("waitlistentry:index")
RESULTS = reverse("waitlistentry:index_results")


def staff(*codenames):
    user = User.objects.create_user(f"staff-{'-'.join(codenames) or 'none'}", password="x")
    found = Permission.objects.filter(
        codename__in=["access_admin", "see_all_appointments", *codenames]
    )
    user.user_permissions.set(found)
    return user


@pytest.fixture
def entry(clinic):
    return wait(
        clinic,
        contact=make.CONTACT,
        weekdays=(0, 3),
        latest=time(12),
        last_day=date(2027, 3, 31),
        practitioners=(clinic.practitioner,),
    )


@pytest.fixture
def desk(db, clock, client):
    """Somebody who sees the list and may take people off it."""
    client.force_login(staff("view_waitlistentry", "change_waitlistentry"))
    return client


def page(client, name, entry):
    return client.get(reverse(f"waitlistentry:{name}", args=[entry.pk])).content.decode()


def test_without_permission_every_address_is_closed(client, entry):
    client.force_login(staff())
    details = [reverse(f"waitlistentry:{name}", args=[entry.pk]) for name in ("inspect", "remove")]
    for address in (INDEX, RESULTS, *details):
        for method in (client.get, client.post):
            response = method(address)
            assert response.status_code in (302, 403, 405), address
            assert entry.reference not in response.content.decode()
    entry.refresh_from_db()
    assert entry.status.is_waiting


def test_the_list_says_what_suits_in_words_and_names_nobody(desk, entry):
    listed = desk.get(INDEX).content.decode()
    for fact in (
        entry.reference,
        "Monday or Thursday · until 12:00 · until Wed 31 March 2027 · Alex Example",
        "In turn",
        date_format(entry.created_at, "D j F Y"),
    ):
        assert fact in listed
    for personal in (entry.client_name, entry.client_email, entry.client_phone):
        assert personal not in listed


def test_an_empty_list_says_how_the_first_gets_there(desk, clinic):
    assert "Clients join the waitlist from the page of free times." in (
        desk.get(INDEX).content.decode()
    )


@pytest.mark.parametrize("text", ["Robin Sample", "sample", "robin@example.com", "(212) 555-0134"])
def test_a_client_on_the_phone_is_found_by_what_they_say(desk, entry, text):
    assert entry.reference in found(desk, INDEX, text)
    assert entry.reference not in found(desk, INDEX, text[:-1])


def test_who_waits_comes_first_and_the_list_is_narrowed_by_state(desk, clinic, entry):
    other = wait(clinic, "Other")
    waitlist_actions.leave_waitlist(entry=entry, now=NOW)
    listed = desk.get(INDEX).content.decode()
    assert listed.index(other.reference) < listed.index(entry.reference)
    left = desk.get(RESULTS, {"state": "left"}).content.decode()
    assert entry.reference in left
    assert other.reference not in left


def test_the_list_cannot_be_downloaded(desk, entry):
    assert desk.get(INDEX, {"export": "csv"}).status_code != 200


def test_the_list_costs_the_same_however_many_wait(desk, clinic):
    def wait_for(count):
        for number in range(count):
            wait(clinic, f"Person{number}", practitioners=(clinic.practitioner,))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(INDEX).status_code == 200
        return len(queries)

    desk.get(INDEX)
    assert wait_for(3) == wait_for(27)


def test_the_page_of_an_entry_shows_whom_and_what_they_were_offered(desk, clinic, commit, entry):
    waitlist_actions.change_wishes(entry=entry, wishes=waitlist_actions.Wishes())
    assert "Nothing has been offered yet." in page(desk, "inspect", entry)
    (offer,) = free(clinic, commit)
    shown = page(desk, "inspect", entry)
    for fact in (
        make.CONTACT.name,
        make.CONTACT.email,
        make.CONTACT.phone,
        "Any day, any time of day",
        "Whoever is free",
        "Tue 2 March 2027, 09:00 (New York time)",
        "waits for an answer",
    ):
        assert fact in shown
    for secret in (entry.token, entry.token_digest, entry.email_digest, offer.token):
        assert secret not in shown
    booked = claim(offer)
    ended = page(desk, "inspect", entry)
    assert reverse("appointment:inspect", args=[booked.pk]) in ended
    assert "Take off the list" not in ended


def test_somebody_is_taken_off_the_list_after_being_asked(desk, clinic, entry):
    address = reverse("waitlistentry:remove", args=[entry.pk])
    assert address in page(desk, "inspect", entry)
    assert "Keep them on it" in page(desk, "remove", entry)
    entry.refresh_from_db()
    assert entry.status.is_waiting
    assert "They are off the list." in desk.post(address, follow=True).content.decode()
    assert "not on the list any more" in desk.post(address, follow=True).content.decode()
    entry.refresh_from_db()
    assert not entry.status.is_waiting


def test_those_who_may_only_look_take_nobody_off(client, entry):
    client.force_login(staff("view_waitlistentry"))
    assert "Take off the list" not in page(client, "inspect", entry)
    client.post(reverse("waitlistentry:remove", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.status.is_waiting


def test_the_waitlist_is_in_the_clinic_menu(desk):
    assert INDEX in desk.get(reverse("wagtailadmin_home")).content.decode()
