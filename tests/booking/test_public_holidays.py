"""Closing the clinic on public holidays."""

from datetime import date, datetime

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from intake.booking import public_holidays, slots
from intake.booking.holiday_actions import close_on_holidays
from intake.booking.models import DayException
from tests.booking.pages import TIMES, offered, soup, words
from tests.factories import booking as make

PAGE = reverse("public_holidays:index")
NEW_YORK = {"country": "US", "part": "NY", "years": [2027]}
MEMORIAL_DAY, LABOR_DAY = date(2027, 5, 31), date(2027, 9, 6)


@pytest.fixture
def admin_client(clock, client, admin_user):
    client.force_login(admin_user)
    return client


def listed(page):
    return [box["value"] for box in soup(page).select("input[name=day]")]


def close(client, *days, **more):
    return client.post(PAGE, NEW_YORK | {"day": [day.isoformat() for day in days]} | more)


def test_the_library_knows_states_and_speaks_the_readers_language(settings):
    assert ("NY", "New York") in public_holidays.parts_of("US")
    assert public_holidays.own_country() == "US"
    names = {each.day: each.name for each in public_holidays.holidays_of("DE", "BY", [2027])}
    assert names[date(2027, 1, 6)] == "Epiphany"
    north = public_holidays.holidays_of("DE", "HH", [2027])
    assert date(2027, 1, 6) not in {each.day for each in north}
    settings.LANGUAGE_CODE = "eo"
    assert public_holidays.own_country() == ""


@pytest.mark.parametrize("country", ["US", "DE", "FR", "SG", "BR"])
def test_every_part_of_a_country_has_a_list(country):
    for code, name in public_holidays.parts_of(country) or [("", "")]:
        assert code == "" or name
        assert public_holidays.holidays_of(country, code, [2027])


def test_the_first_step_offers_the_states_of_the_sites_own_country(admin_client, clinic):
    page = soup(admin_client.get(PAGE))
    assert page.find("select", {"name": "country"}).find("option", selected=True)["value"] == "US"
    assert page.find("select", {"name": "part"}).find("option", {"value": "NY"})
    assert not page.select("input[name=day]")


def test_the_second_step_lists_the_holidays_to_come_and_changes_nothing(admin_client, clinic):
    page = admin_client.get(PAGE, NEW_YORK)
    days = listed(page)
    assert "2027-05-31" in days
    assert "Memorial Day" in words(page)
    assert min(days) >= "2027-03-01"
    assert not DayException.objects.exists()


def test_another_country_forgets_the_state_of_the_one_before(admin_client, clinic):
    page = admin_client.get(PAGE, NEW_YORK | {"country": "SG"})
    assert listed(page)
    assert not soup(page).find("select", {"name": "part"})


def test_the_ticked_days_are_closed_by_their_names_and_the_others_stay_open(admin_client, clinic):
    response = close(admin_client, MEMORIAL_DAY, LABOR_DAY)
    assert response.status_code == 302
    rows = {row.day: row for row in DayException.objects.all()}
    assert set(rows) == {MEMORIAL_DAY, LABOR_DAY}
    assert rows[LABOR_DAY].holiday == "Labor Day"
    assert rows[LABOR_DAY].closed
    assert rows[LABOR_DAY].location is rows[LABOR_DAY].practitioner is None


def test_closing_again_adds_nothing_and_the_list_marks_what_is_there(admin_client, clinic):
    close(admin_client, MEMORIAL_DAY)
    again = admin_client.post(PAGE, NEW_YORK | {"day": [MEMORIAL_DAY.isoformat()]}, follow=True)
    assert "These days were closed already." in again.content.decode()
    assert DayException.objects.count() == 1
    page = soup(admin_client.get(PAGE, NEW_YORK))
    assert page.find("input", {"value": "2027-05-31"}).has_attr("disabled")
    assert not page.find("input", {"value": "2027-09-06"}).has_attr("disabled")


def test_some_places_are_closed_and_a_place_closed_with_all_is_left_alone(clinic):
    oak = make.make_location(name="Oak Street")
    days = [public_holidays.Holiday(MEMORIAL_DAY, "Memorial Day")]
    assert len(close_on_holidays(days=days, locations=[oak])) == 1
    assert len(close_on_holidays(days=days, locations=[oak, clinic.location])) == 1
    assert len(close_on_holidays(days=days)) == 1
    assert close_on_holidays(days=days, locations=[oak]) == []


def test_visits_booked_on_a_holiday_are_named_before_and_after_closing(admin_client, clinic):
    clinic.service.horizon_days = 120
    clinic.service.save()
    start = slots.instant_of(datetime(2027, 5, 31, 9), clinic.location.zone)
    booked = make.book(clinic, start)
    assert booked.reference in words(admin_client.get(PAGE, NEW_YORK))
    after = admin_client.post(PAGE, NEW_YORK | {"day": ["2027-05-31"]}, follow=True)
    assert "1 visit is booked on these days and stays booked." in after.content.decode()
    booked.refresh_from_db()
    assert booked.status.is_booked
    elsewhere = make.make_location(name="Oak Street")
    page = admin_client.get(PAGE, NEW_YORK | {"locations": [elsewhere.pk]})
    assert booked.reference not in words(page)


def test_a_closed_holiday_is_not_offered_any_more(admin_client, clinic, clock):
    clock.now = slots.instant_of(datetime(2027, 5, 31, 6), clinic.location.zone)
    admin_client.force_login(User.objects.get(is_superuser=True))
    assert offered(admin_client.get(TIMES))[0].date() == MEMORIAL_DAY
    close(admin_client, MEMORIAL_DAY)
    assert offered(admin_client.get(TIMES))[0].date() > MEMORIAL_DAY


@pytest.mark.parametrize("days", [[], ["2027-05-30"], ["Memorial Day"]])
def test_days_that_are_not_of_the_list_are_not_closed(admin_client, clinic, days):
    page = admin_client.post(PAGE, NEW_YORK | {"day": days})
    assert "Select at least one day to close." in page.content.decode()
    assert not DayException.objects.exists()


def test_without_a_year_the_page_asks_for_one(admin_client, clinic):
    assert "Select a year" in words(admin_client.get(PAGE, {"country": "US"}))


def test_only_those_who_may_add_days_may_close_them(client, clinic):
    reader = User.objects.create_user("reader")
    may = ["access_admin", "view_dayexception"]
    reader.user_permissions.set(Permission.objects.filter(codename__in=may))
    client.force_login(reader)
    assert close(client, MEMORIAL_DAY).status_code == 403
    assert not DayException.objects.exists()
    assert PAGE not in client.get(reverse("dayexception:index")).content.decode()


def test_the_list_of_different_days_leads_here(admin_client, clinic):
    assert PAGE in admin_client.get(reverse("dayexception:index")).content.decode()
