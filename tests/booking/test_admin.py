"""What staff see, and what they may do."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from intake.booking import change_actions, tasks
from intake.booking.admin.viewsets import VIEWSETS
from intake.booking.models import Appointment
from tests.booking.pages import found, soup
from tests.factories import booking as make
from tests.factories.booking import CONTACT

HOUR = timedelta(hours=1)
LABELS = [viewset.model._meta.model_name for viewset in VIEWSETS]


def staff(*codenames):
    user = User.objects.create_user(f"staff-{'-'.join(codenames) or 'none'}", password="x")
    found = Permission.objects.filter(
        codename__in=["access_admin", "see_all_appointments", *codenames]
    )
    user.user_permissions.set(found)
    return user


@pytest.fixture
def admin_client(clock, client, admin_user):
    # Signed in after the clock stopped, or the session would have ended long ago.
    client.force_login(admin_user)
    return client


@pytest.fixture
def booked(clinic):
    return make.book(clinic)


def every_address(viewset, pk):
    for pattern in viewset.get_urlpatterns():
        name = viewset.get_url_name(pattern.name)
        detail = "pk" in pattern.pattern.converters
        yield reverse(name, args=[pk] if detail else [])


@pytest.mark.parametrize("viewset_class", VIEWSETS)
def test_without_permission_every_address_is_closed(client, booked, viewset_class):
    client.force_login(staff())
    viewset = viewset_class()
    pk = viewset.model.objects.first().pk if viewset.model.objects.exists() else 1
    for address in every_address(viewset, pk):
        for method in (client.get, client.post):
            response = method(address)
            assert response.status_code in (302, 403, 404, 405), address
            assert booked.reference not in response.content.decode()
    booked.refresh_from_db()
    assert booked.status.is_booked


@pytest.mark.parametrize("label", LABELS)
def test_every_list_opens_for_those_who_may_see_it(admin_client, booked, label):
    response = admin_client.get(reverse(f"{label}:index"))
    assert response.status_code == 200


@pytest.mark.parametrize("label", LABELS[1:])
def test_what_the_clinic_sets_up_can_be_added(admin_client, booked, label):
    assert admin_client.get(reverse(f"{label}:add")).status_code == 200


def test_the_list_of_appointments_names_nobody(admin_client, booked):
    page = admin_client.get(reverse("appointment:index")).content.decode()
    assert booked.reference in page
    assert "Tue 2 March 2027, 09:00 (New York time)" in page
    for personal in (CONTACT.name, CONTACT.email, CONTACT.phone):
        assert personal not in page


@pytest.mark.parametrize("text", ["Robin Sample", "sample", "robin@example.com", "(212) 555-0134"])
def test_a_client_on_the_phone_is_found_by_what_they_say(admin_client, booked, text):
    address = reverse("appointment:index")
    assert booked.reference in found(admin_client, address, text)
    assert booked.reference not in found(admin_client, address, text[:-1])


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2027-03-02", "2027-03-02", True),
        ("2027-03-02", "", True),
        ("", "2027-03-02", True),
        ("2027-03-03", "", False),
        ("", "2027-03-01", False),
        ("", "", True),
        ("2027-03-03", "2027-03-01", False),
    ],
)
def test_the_list_is_narrowed_to_days_of_the_place(admin_client, clinic, first, last, found):
    # Half past ten at night in New York is the third of March in UTC.
    late = make.insert(clinic, make.FIRST + 13.5 * HOUR, 60, wall_start="2027-03-02T22:30")
    days = {"starts_at_from": first, "starts_at_to": last}
    page = admin_client.get(reverse("appointment:index_results"), days).content.decode()
    assert (late.reference in page) is found


def test_the_list_cannot_be_downloaded(admin_client, booked):
    response = admin_client.get(reverse("appointment:index"), {"export": "csv"})
    assert response.status_code != 200


def test_holds_are_not_listed_as_appointments(admin_client, clinic):
    held = make.hold(clinic)
    assert held.reference not in admin_client.get(reverse("appointment:index")).content.decode()


def test_the_page_of_an_appointment_shows_whom_to_expect(client, booked):
    client.force_login(staff("view_appointment"))
    page = client.get(reverse("appointment:inspect", args=[booked.pk])).content.decode()
    for fact in (CONTACT.name, CONTACT.email, CONTACT.phone, "Tue 2 March 2027, 09:00"):
        assert fact in page
    for secret in (booked.token_digest, booked.holder_digest, booked.email_digest):
        assert secret not in page
    assert "Cancel this visit" not in page


def test_the_page_of_an_appointment_says_whether_its_confirmation_left(client, booked):
    client.force_login(staff("view_appointment"))
    address = reverse("appointment:inspect", args=[booked.pk])
    assert "Not sent" in client.get(address).content.decode()
    tasks.send_confirmation.call(booked.pk)
    assert "Not sent" not in client.get(address).content.decode()


def test_those_who_may_change_appointments_cancel_one_after_being_asked(client, booked):
    client.force_login(staff("view_appointment", "change_appointment"))
    page = client.get(reverse("appointment:inspect", args=[booked.pk])).content.decode()
    address = reverse("appointment:cancel", args=[booked.pk])
    assert address in page
    assert client.get(address).status_code == 200
    booked.refresh_from_db()
    assert booked.status.is_booked
    assert client.post(address).status_code == 302
    booked.refresh_from_db()
    assert booked.status.is_cancelled
    assert booked.cancelled_by is not None


def test_those_who_may_only_look_cannot_cancel(client, booked):
    client.force_login(staff("view_appointment"))
    client.post(reverse("appointment:cancel", args=[booked.pk]))
    booked.refresh_from_db()
    assert booked.status.is_booked


def test_a_practitioner_with_appointments_is_kept_and_the_page_says_why(admin_client, booked):
    address = reverse("practitioner:delete", args=[booked.practitioner_id])
    response = admin_client.post(address, follow=True)
    assert "Take it off the offer" in response.content.decode()
    assert Appointment.objects.filter(practitioner=booked.practitioner).exists()


def test_hours_that_end_before_they_begin_are_refused_with_a_sentence(admin_client, clinic):
    data = {
        "practitioner": clinic.practitioner.pk,
        "location": clinic.location.pk,
        "weekday": 0,
        "start": "17:00",
        "end": "09:00",
    }
    response = admin_client.post(reverse("weeklyhours:add"), data)
    assert "Enter an end that is later than the start" in response.content.decode()


def test_all_of_booking_is_in_the_clinic_menu(admin_client):
    page = admin_client.get(reverse("wagtailadmin_home")).content.decode()
    for label in LABELS:
        assert reverse(f"{label}:index") in page


def test_an_appointment_is_called_by_its_reference(booked):
    assert str(booked) == booked.reference


def test_the_page_of_an_appointment_tells_its_history(client, booked):
    user = staff("view_appointment")
    change_actions.move_appointment(
        appointment=booked, start=booked.starts_at + HOUR, by=user, now=make.NOW, reason="Ill"
    )
    client.force_login(user)
    page = client.get(reverse("appointment:inspect", args=[booked.pk]))
    rows = [
        [cell.get_text(strip=True) for cell in row.find_all("td")]
        for row in soup(page).select("[aria-labelledby=history-heading] tbody tr")
    ]
    at = "Mon 1 March 2027, 07:00 (New York time)"
    before = "Tue 2 March 2027, 09:00 (New York time)"
    assert rows == [
        ["Moved", at, "staff-view_appointment", before, "Ill", "Not told"],
        ["Booked", at, "The client", "–", "–", "Not told"],
    ]
