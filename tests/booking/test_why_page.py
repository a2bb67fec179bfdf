"""The page “Why is this time not free?”."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from intake.booking.models import Appointment, Practitioner, WeeklyHours
from tests.booking.pages import soup, words
from tests.factories import booking as make

WHY = reverse("why_not_free:index")


@pytest.fixture
def admin_client(clock, client, admin_user):
    client.force_login(admin_user)
    return client


def ask(client, clinic, at="09:00", day="2027-03-02", **more):
    asked = {"service": clinic.service.pk, "location": clinic.location.pk, "day": day, "at": at}
    return client.get(WHY, asked | more)


def staff(*codenames):
    user = User.objects.create_user("reader")
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["access_admin", "see_all_appointments", *codenames])
    )
    return user


def test_before_anything_is_asked_the_first_visit_and_place_are_filled_in(admin_client, clinic):
    page = soup(admin_client.get(WHY, {"day": "2027-03-09"}))
    assert page.find("select", {"name": "service"}).find("option", selected=True)
    assert page.find("input", {"name": "day"})["value"] == "2027-03-09"
    assert not page.select(".booking-tool__card")


def test_a_free_time_says_with_whom(admin_client, clinic):
    said = words(ask(admin_client, clinic))
    assert "Tue 2 March 2027, 09:00 (New York time)" in said
    assert "It is free. Clients can book it with Alex Example." in said


def test_each_practitioner_has_the_reasons_and_links_to_them(admin_client, clinic):
    booked = make.book(clinic)
    make.make_practitioner(clinic.service, clinic.location, name="Sam Example", weekdays=[4])
    page = ask(admin_client, clinic)
    said, links = words(page), [link["href"] for link in soup(page).select("article a")]
    assert "It is not free." in said
    assert f"Taken by {booked} (First visit, 09:00 to 10:00)." in said
    assert "Sam Example has no hours at Main Street on a Tuesday." in said
    assert make.CONTACT.name not in page.content.decode()
    sam = Practitioner.objects.get(name="Sam Example")
    hours = f"{reverse('weeklyhours:index')}?practitioner={sam.pk}"
    assert links == [reverse("appointment:inspect", args=[booked.pk]), hours]


def test_one_practitioner_can_be_asked_about(admin_client, clinic):
    sam = make.make_practitioner(clinic.service, clinic.location, name="Sam Example")
    page = soup(ask(admin_client, clinic, practitioner=sam.pk))
    assert [card.h3.contents[0].strip() for card in page.select("article")] == ["Sam Example"]


def test_links_are_for_those_who_may_follow_them(client, clinic):
    make.book(clinic)
    client.force_login(staff("view_weeklyhours"))
    assert not soup(ask(client, clinic)).select("article a")


def test_a_time_kept_by_a_client_has_no_page_to_lead_to(admin_client, clinic):
    make.hold(clinic)
    page = ask(admin_client, clinic)
    assert "Taken by a time a client keeps until 07:10" in words(page)
    assert not soup(page).select("article a")


def test_d4_a_wall_time_that_does_not_exist_is_told_apart(admin_client, clinic):
    page = ask(admin_client, clinic, day="2027-03-14", at="02:30")
    assert "02:30 does not exist on Sunday 14 March 2027" in words(page)
    assert not soup(page).select("article")


def test_a_visit_that_is_not_offered_is_not_called_free(admin_client, clinic):
    clinic.service.active = False
    clinic.service.save()
    said = words(ask(admin_client, clinic))
    assert "“First visit” is not offered to clients." in said
    assert "It is free." not in said


def test_without_a_practitioner_the_page_says_how_to_begin(admin_client, clinic):
    WeeklyHours.objects.all().delete()
    Practitioner.objects.all().delete()
    assert "There is no practitioner yet" in words(ask(admin_client, clinic))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"day": ""}, "Enter a day"), ({"at": "soon"}, "Enter a time such as 09:30")],
)
def test_what_cannot_be_read_is_asked_again(admin_client, clinic, wrong, said):
    assert said in words(ask(admin_client, clinic, **wrong))


def test_only_those_who_may_see_hours_find_the_page(client, clinic):
    client.force_login(staff())
    assert client.get(WHY).status_code == 403
    assert WHY not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_looking_changes_nothing(admin_client, clinic):
    make.hold(clinic)
    before = list(Appointment.objects.values())
    ask(admin_client, clinic)
    assert list(Appointment.objects.values()) == before
    assert WHY in admin_client.get(reverse("wagtailadmin_home")).content.decode()
