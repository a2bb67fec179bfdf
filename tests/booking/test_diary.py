"""The diary: what the desk sees of a day and a week."""

from datetime import date, time, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake.booking import change_actions
from intake.booking.models import DayException, DayNote, Location, TimeOff, WeeklyHours
from tests.factories import booking as make
from tests.factories.booking import CONTACT, FIRST

HOUR = timedelta(hours=1)
DIARY = "intake_diary:diary"
TUESDAY = {"day": "2027-03-02"}


def staff(*codenames):
    user = User.objects.create_user(f"staff-{'-'.join(codenames) or 'none'}", password="x")
    found = Permission.objects.filter(
        codename__in=["access_admin", "see_all_appointments", *codenames]
    )
    user.user_permissions.set(found)
    return user


@pytest.fixture
def desk(clock, client, admin_user):
    client.force_login(admin_user)
    return client


@pytest.fixture
def diary(desk):
    def read(**asked):
        return desk.get(reverse(DIARY), TUESDAY | asked).content.decode()

    return read


@pytest.fixture
def booked(clinic):
    return make.book(clinic)


def test_the_day_shows_who_comes_when_for_what_and_where_it_stands(diary, booked):
    page = diary()
    for fact in ("Tuesday 2 March 2027", "New York time", "Alex Example", "09:00–10:00"):
        assert fact in page
    for fact in (CONTACT.name, "First visit", "booked"):
        assert fact in page


def test_the_title_names_the_day_and_nobody(diary, booked):
    page = diary()
    title = page[page.index("<title>") : page.index("</title>")]
    assert "2 March" in title
    assert CONTACT.name not in title
    assert CONTACT.name not in reverse("intake_diary:visit", args=[booked.pk])


def test_the_diary_is_the_first_entry_of_the_clinic_menu(desk, clinic):
    page = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert page.index(reverse(DIARY)) < page.index(reverse("submission:index"))


def test_without_permission_there_is_no_diary_and_no_entry_for_it(client, booked):
    client.force_login(staff("view_service"))
    response = client.get(reverse(DIARY))
    assert response.status_code in (302, 403)
    assert reverse(DIARY) not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_those_who_may_only_look_are_offered_no_change(client, booked):
    client.force_login(staff("view_appointment"))
    page = client.get(reverse(DIARY), TUESDAY).content.decode()
    assert CONTACT.name in page
    for name in ("intake_diary:book", "intake_diary:note_add"):
        assert reverse(name) not in page
    assert reverse("intake_diary:move", args=[booked.pk]) not in page


@pytest.mark.parametrize("span", ["", "week"])
@pytest.mark.parametrize("colleagues", [0, 1])
def test_thirty_visits_take_as_many_queries_as_three(
    desk, clinic, django_assert_num_queries, span, colleagues
):
    for number in range(colleagues):
        make.make_practitioner(clinic.service, clinic.location, name=f"Colleague {number}")
    address, asked = reverse(DIARY), TUESDAY | {"span": span}
    for number in range(3):
        make.insert(clinic, FIRST + number * HOUR / 4, 15, client_name="Robin Sample")
    desk.get(address, asked)
    with CaptureQueriesContext(connection) as few:
        desk.get(address, asked)
    for number in range(3, 30):
        make.insert(clinic, FIRST + number * HOUR / 4, 15, client_name="Robin Sample")
    with django_assert_num_queries(len(few)):
        page = desk.get(address, asked).content.decode()
    assert page.count("<strong>Robin Sample</strong>") == 30


def test_closed_hours_time_off_and_holidays_are_said_in_words(diary, clinic):
    # A lunch break: nine to twelve, one to five.
    WeeklyHours.objects.update(end=time(12))
    for weekday in range(7):
        WeeklyHours.objects.create(
            practitioner=clinic.practitioner,
            location=clinic.location,
            weekday=weekday,
            start=time(13),
            end=time(17),
        )
    TimeOff.objects.create(
        first_day=date(2027, 3, 2),
        start=time(15),
        last_day=date(2027, 3, 2),
        end=time(16),
        note="Training",
    )
    DayException.objects.create(day=date(2027, 3, 3), holiday="Founders’ Day")
    page = " ".join(diary().split())
    assert "12:00–13:00</span> Closed" in page
    assert "15:00–16:00</span> Time off: Training" in page
    assert "Holiday: Founders’ Day" in diary(day="2027-03-03")


def test_a_free_half_hour_leads_to_booking_it(diary, booked):
    page = diary()
    assert "start=2027-03-02T15%3A00%3A00%2B00%3A00" in page
    assert "start=2027-03-02T14%3A30%3A00%2B00%3A00" not in page


def test_cancelled_visits_are_listed_below_and_their_time_is_free(diary, booked, admin_user):
    change_actions.cancel_appointment(appointment=booked, by=admin_user, now=make.NOW)
    page = diary()
    assert page.index("diary-cancelled") < page.index(CONTACT.name)
    assert "start=2027-03-02T14%3A00%3A00%2B00%3A00" in page


def test_a_time_that_is_kept_says_so_until_it_runs_out(diary, clinic, clock):
    make.hold(clinic)
    assert "Filling in the form" in diary()
    clock.now += timedelta(minutes=11)
    assert "Filling in the form" not in diary()


@pytest.mark.parametrize(
    ("day", "hours"), [("2027-03-14", 23), ("2027-11-07", 25), ("2027-03-02", 24)]
)
def test_a_day_on_which_the_clocks_change_has_23_or_25_hours(diary, clinic, day, hours):
    WeeklyHours.objects.update(start=time(0), end=time(0))
    page = diary(day=day)
    assert page.count("data-at=") == hours
    assert page.count('data-clock="02:00"') == (0 if hours == 23 else 1)
    assert page.count('data-clock="01:00"') == (2 if hours == 25 else 1)


def test_each_place_has_its_own_zone(desk, clinic):
    tokyo = make.make_location(name="Ginza", time_zone="Asia/Tokyo")
    make.make_practitioner(clinic.service, tokyo, name="Aoi Example")
    page = desk.get(reverse(DIARY), TUESDAY | {"place": tokyo.pk}).content.decode()
    assert "Tokyo time" in page
    # Nine o’clock in Tokyo is midnight in UTC.
    assert "start=2027-03-02T00%3A00%3A00%2B00%3A00" in page
    assert "Alex Example" not in page


def test_a_practitioner_who_is_elsewhere_is_shown_as_taken(desk, clinic, booked):
    other = make.make_location(name="River Road")
    make.make_practitioner(clinic.service, other, name="Blair Example")
    for weekday in range(7):
        WeeklyHours.objects.create(
            practitioner=clinic.practitioner,
            location=other,
            weekday=weekday,
            start=time(9),
            end=time(17),
        )
    page = desk.get(reverse(DIARY), TUESDAY | {"place": other.pk}).content.decode()
    assert "at Main Street" in page


def test_the_week_of_one_person_is_a_grid_and_that_of_several_a_table(diary, clinic, booked):
    page = diary(span="week")
    assert "Mon 1 March – Sun 7 March 2027" in page
    assert page.count("data-diary-column") == 7
    make.make_practitioner(clinic.service, clinic.location, name="Blair Example")
    page = diary(span="week")
    assert "data-diary-column" not in page
    assert '<th scope="row">Blair Example</th>' in page
    assert page.count(CONTACT.name) == 1
    assert diary(span="week", who=clinic.practitioner.pk).count("data-diary-column") == 7


def test_visits_that_overlap_stand_side_by_side(diary, clinic, booked):
    make.insert(clinic, FIRST, 60, overbooked=True, overbooked_reason="Emergency")
    page = diary()
    assert "diary-lane-2-1" in page
    assert "diary-lane-2-2" in page
    assert "overbooked" in page


def test_buffers_are_drawn_and_not_offered(desk, clock):
    clinic = make.make_clinic(buffer_after_minutes=30)
    make.book(clinic)
    page = desk.get(reverse(DIARY), TUESDAY).content.decode()
    assert "diary-buffer" in page
    assert "start=2027-03-02T15%3A00%3A00%2B00%3A00" not in page


@pytest.mark.parametrize(
    "asked",
    [{"day": "soon"}, {"day": "0001-01-01"}, {"day": "9999-12-31"}, {"place": "x"}, {"who": "-1"}],
)
def test_an_address_that_makes_no_sense_shows_the_usual_diary(desk, clinic, asked):
    assert desk.get(reverse(DIARY), asked).status_code == 200


def test_an_empty_clinic_is_told_what_will_appear_and_where_to_begin(desk, db):
    page = desk.get(reverse(DIARY)).content.decode()
    assert "once there is a location" in page
    assert reverse("location:add") in page


def test_notes_of_the_day_are_added_changed_and_removed(desk, diary, clinic):
    address = f"{reverse('intake_diary:note_add')}?day=2027-03-02&place={clinic.location.pk}"
    assert "Never about a client." in desk.get(address).content.decode()
    data = {"text": "Lift is broken", "day": "2027-03-02", "location": clinic.location.pk}
    desk.post(address, data)
    assert "Lift is broken" in diary()
    assert "Lift is broken" not in diary(day="2027-03-03")
    note = DayNote.objects.get()
    assert note.written_by is not None
    desk.post(reverse("intake_diary:note_edit", args=[note.pk]), data | {"text": "Lift works"})
    assert "Lift works" in diary()
    remove = reverse("intake_diary:note_remove", args=[note.pk])
    assert desk.get(remove).status_code == 405
    desk.post(remove)
    assert not DayNote.objects.exists()


def test_notes_are_written_only_by_those_who_may(client, clinic):
    note = DayNote.objects.create(day=date(2027, 3, 2), text="Lift is broken")
    client.force_login(staff("view_appointment"))
    assert "Lift is broken" in client.get(reverse(DIARY), TUESDAY).content.decode()
    data = {"text": "No", "day": "2027-03-02"}
    for name, args in (("note_add", []), ("note_edit", [note.pk]), ("note_remove", [note.pk])):
        client.post(reverse(f"intake_diary:{name}", args=args), data)
    assert [each.text for each in DayNote.objects.all()] == ["Lift is broken"]


def test_a_place_no_longer_offered_to_clients_stays_in_the_diary_with_its_visits(
    diary, clinic, booked
):
    make.make_location(name="Never used", active=False)
    other = make.make_location(name="High Street")
    Location.objects.filter(pk=clinic.location.pk).update(active=False)
    assert list(Location.objects.in_diary()) == [other, clinic.location]
    assert CONTACT.name in diary(place=clinic.location.pk)


def test_staff_book_kinds_of_visit_that_clients_are_not_offered(desk, clinic):
    hidden = make.make_service(name="Home visit", active=False)
    clinic.practitioner.services.add(hidden)
    make.make_service(name="Nobody gives it")
    page = desk.get(reverse("intake_diary:book"), TUESDAY).content.decode()
    assert "Home visit" in page
    assert "Nobody gives it" not in page
