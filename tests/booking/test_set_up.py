"""What the clinic sets up in the admin before anybody can book."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from intake.booking.admin.set_up import SET_UP
from intake.booking.models import DayException, Location, Practitioner, Room, TimeOff
from tests.booking.pages import TIMES, offered, words
from tests.factories import booking as make

LABELS = [viewset.model._meta.model_name for viewset in SET_UP]
TODAY = date(2027, 3, 1)


@pytest.fixture
def admin_client(clock, client, admin_user):
    client.force_login(admin_user)
    return client


@pytest.mark.parametrize("viewset", SET_UP, ids=LABELS)
def test_an_empty_list_says_what_appears_here_and_how_to_get_the_first(admin_client, viewset):
    label = viewset.model._meta.model_name
    page = admin_client.get(reverse(f"{label}:index"))
    assert words(page).count(str(viewset.empty_words)) == 1
    assert reverse(f"{label}:add") in page.content.decode()


def test_days_to_come_are_listed_before_what_is_over(db):
    days = [TODAY - timedelta(days=3), TODAY + timedelta(days=9), TODAY + timedelta(days=2)]
    for day in days:
        DayException.objects.create(day=day)
        TimeOff.objects.create(first_day=day, last_day=day)
    in_order = [days[2], days[1], days[0]]
    assert [each.day for each in DayException.objects.next_first(TODAY)] == in_order
    assert [each.first_day for each in TimeOff.objects.next_first(TODAY)] == in_order


def test_the_list_of_different_days_names_the_holiday_and_whom_it_is_for(admin_client, clinic):
    DayException.objects.create(day=TODAY, holiday="Founders’ Day")
    text = words(admin_client.get(reverse("dayexception:index")))
    for fact in ("Founders’ Day", "Everybody", "Every location"):
        assert fact in text


def test_a_room_is_added_below_its_location_once(admin_client, clinic):
    data = {"location": clinic.location.pk, "name": "Blue room", "active": "on", "sort_order": 0}
    assert admin_client.post(reverse("room:add"), data).status_code == 302
    again = admin_client.post(reverse("room:add"), data)
    assert "Enter another name: this location has such a room" in words(again)
    assert Room.objects.get().location == clinic.location


def test_time_off_takes_the_times_of_its_days_from_the_page(admin_client, clinic):
    data = {
        "practitioner": clinic.practitioner.pk,
        "first_day": "2027-03-02",
        "start": "10:00",
        "last_day": "2027-03-02",
        "end": "13:00",
    }
    assert admin_client.post(reverse("timeoff:add"), data).status_code == 302
    free = [start.astimezone(clinic.location.zone) for start in offered(admin_client.get(TIMES))]
    left = [start.time() for start in free if start.date() == date(2027, 3, 2)]
    assert left[:2] == [time(9), time(13)]


def test_time_off_that_ends_before_it_begins_is_refused_with_a_sentence(admin_client, clinic):
    data = {"first_day": "2027-03-02", "last_day": "2027-03-01"}
    refused = admin_client.post(reverse("timeoff:add"), data)
    assert "Enter an end that is later than the beginning" in words(refused)


def test_the_visits_of_a_practitioner_are_ticked_boxes(admin_client, clinic):
    other = make.make_service(name="Follow-up")
    address = reverse("practitioner:edit", args=[clinic.practitioner.pk])
    data = {"name": "Alex Example", "services": [other.pk], "active": "on", "sort_order": 0}
    assert 'type="checkbox" name="services"' in admin_client.get(address).content.decode()
    assert admin_client.post(address, data).status_code == 302
    assert list(Practitioner.objects.get().services.all()) == [other]


def test_d12_another_zone_for_a_place_leaves_booked_visits_where_they_are(
    admin_client, other_browser, clinic, mailoutbox
):
    booked = make.book(clinic)
    link = reverse("intake_booking:appointment", args=[booked.token])
    calendar = reverse("intake_booking:ics", args=[booked.token])
    before = {
        "row": type(booked).objects.filter(pk=booked.pk).values().get(),
        "page": words(other_browser.get(link)),
        "file": other_browser.get(calendar).content,
        "mails": len(mailoutbox),
    }
    address = reverse("location:edit", args=[clinic.location.pk])
    data = {
        "name": "Main Street",
        "address": clinic.location.address,
        "time_zone": "America/Chicago",
        "sort_order": 0,
        "active": "on",
    }
    assert admin_client.post(address, data).status_code == 302
    assert Location.objects.get().time_zone == "America/Chicago"
    assert before == {
        "row": type(booked).objects.filter(pk=booked.pk).values().get(),
        "page": words(other_browser.get(link)),
        "file": other_browser.get(calendar).content,
        "mails": len(mailoutbox),
    }
    assert "Tue 2 March, 09:00 (New York time)" in before["page"]
    # 08:00 in Chicago: the hours moved with the zone, what is taken did not.
    assert make.FIRST + timedelta(hours=1) in offered(other_browser.get(TIMES))
    assert make.FIRST not in offered(other_browser.get(TIMES))
