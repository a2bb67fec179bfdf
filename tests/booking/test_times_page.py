"""The page of free times."""

from datetime import UTC, datetime, timedelta

import pytest

from intake.booking.conf import HOLDER_COOKIE
from intake.booking.models import Appointment, Service
from intake.booking.slots import wall_of
from intake.models import ClinicSettings
from tests.booking.pages import EXTREMES, TIMES, keep, offered, soup, words
from tests.factories import booking as make

HOUR = timedelta(hours=1)


def test_times_are_radios_under_day_headings_next_first(client, clinic):
    response = client.get(TIMES)
    times = offered(response)
    headings = [legend.get_text() for legend in soup(response).select("main fieldset legend")]
    assert times == sorted(times)
    assert headings[:2] == ["Monday 1 March", "Tuesday 2 March"]
    assert wall_of(times[0], clinic.location.zone).isoformat() == "2027-03-01T09:00:00"
    assert "New York time" in words(response)


def test_days_and_times_of_another_year_say_which(client, clinic, clock):
    clock.now = datetime(2026, 12, 31, 12, tzinfo=UTC)
    page = client.get(TIMES)
    headings = [legend.get_text() for legend in soup(page).select("main fieldset legend")]
    assert headings[:2] == ["Thursday 31 December", "Friday 1 January 2027"]
    kept = keep(client, clinic, datetime(2027, 1, 1, 14, tzinfo=UTC))["Location"]
    assert "Fri 1 January 2027, 09:00 (New York time)" in words(client.get(kept))


def test_the_page_says_what_how_long_where_and_with_whom(client, clinic):
    text = words(client.get(TIMES))
    for fact in ("First visit", "60 minutes", "Main Street", "Alex Example"):
        assert fact in text


def test_with_several_kinds_of_visit_the_client_chooses_first(client, clinic):
    other = make.make_service(name="Phone call", kind="phone")
    make.make_practitioner(other, clinic.location)
    page = client.get(TIMES)
    assert not offered(page)
    assert "Phone call" in words(page)
    assert offered(client.get(TIMES, {"visit": other.key}))


@pytest.mark.parametrize(
    ("audience", "said"),
    [
        ("new", "For people who have not been here before"),
        ("known", "For people who have been here before"),
        ("anybody", ""),
    ],
)
def test_both_pages_say_for_whom_a_kind_of_visit_is(client, clinic, audience, said):
    other = make.make_service(name="Follow-up", audience=audience)
    make.make_practitioner(other, clinic.location)
    for page in (client.get(TIMES), client.get(TIMES, {"visit": other.key})):
        assert "Follow-up" in words(page)
        assert said in words(page)
        assert ("For people who" in words(page)) is bool(said)


@pytest.mark.parametrize(
    ("kind", "is_said"), [("video", True), ("phone", True), ("in_person", False)]
)
def test_visits_by_video_or_phone_say_how_to_take_part(client, clinic, kind, is_said):
    other = make.make_service(kind=kind, joining="We send you a link an hour before.")
    make.make_practitioner(other, clinic.location)
    for page in (client.get(TIMES), client.get(TIMES, {"visit": other.key})):
        assert ("We send you a link an hour before." in words(page)) is is_said


def test_show_more_times_adds_days_and_keeps_the_earlier_ones(client, clinic):
    first = client.get(TIMES)
    link = soup(first).find("a", string="Show more times")["href"]
    more = client.get(link.partition("#")[0])
    assert offered(more)[: len(offered(first))] == offered(first)
    assert len(offered(more)) == 2 * len(offered(first))


def test_a_practitioner_can_be_chosen(client, clinic):
    second = make.make_practitioner(
        clinic.service, clinic.location, name="Sam Example", weekdays=[4]
    )
    page = client.get(TIMES, {"who": second.pk})
    days = [legend.get_text() for legend in soup(page).select("main fieldset legend")]
    assert days
    assert all(day.startswith("Friday") for day in days)


@pytest.mark.parametrize("who", ["999", "left", "elsewhere"])
def test_somebody_who_does_not_give_this_visit_counts_as_nobody_chosen(client, clinic, who):
    if who == "left":
        who = make.make_practitioner(clinic.service, clinic.location, active=False).pk
    elif who == "elsewhere":
        who = make.make_practitioner(make.make_service(active=False), clinic.location).pk
    page = client.get(TIMES, {"who": who})
    assert offered(page) == offered(client.get(TIMES))
    assert soup(page).find("input", {"name": "who"})["value"] == ""


def test_looking_changes_nothing(client, clinic):
    client.get(TIMES)
    before = list(Appointment.objects.values())
    client.get(TIMES, {"start": make.FIRST.isoformat()})
    assert list(Appointment.objects.values()) == before == []
    assert set(client.cookies) == {"csrftoken", HOLDER_COOKIE}


def test_the_browser_has_its_name_before_the_first_click_and_keeps_it(client, clinic):
    client.get(TIMES)
    name = client.cookies[HOLDER_COOKIE]
    assert name["httponly"]
    first, second = keep(client, clinic), keep(client, clinic)
    assert first["Location"] == second["Location"]
    assert client.cookies[HOLDER_COOKIE].value == name.value
    assert Appointment.objects.count() == 1


def test_a_kept_time_leads_to_the_details_and_is_not_offered_any_more(
    client, other_browser, clinic
):
    assert make.FIRST in offered(client.get(TIMES))
    kept = keep(client, clinic)
    assert kept.status_code == 302
    assert make.FIRST not in offered(other_browser.get(TIMES))


def test_losing_the_race_shows_the_next_free_times(client, other_browser, clinic):
    keep(other_browser, clinic)
    lost = keep(client, clinic)
    assert lost.status_code == 409
    assert "Someone has just booked Tue 2 March, 09:00 (New York time)." in words(lost)
    assert make.FIRST not in offered(lost)
    assert keep(client, clinic, offered(lost)[0]).status_code == 302


@pytest.mark.parametrize(
    "start", ["", "tomorrow", "2027-03-02T09:00", "0001-01-01T00:00+14:00", *EXTREMES]
)
def test_no_time_or_no_instant_is_answered_with_a_clear_sentence(client, clinic, start):
    response = keep(client, clinic, start)
    assert response.status_code == 422
    assert "Select a time" in words(response)
    assert soup(response).title.string.startswith("Error:")
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("hours", [-48, -2, 0.1, 8, 24 * 400])
def test_a_time_that_was_never_offered_is_refused_politely(client, clinic, hours):
    response = keep(client, clinic, make.FIRST + hours * HOUR)
    assert response.status_code == 409
    assert "Someone has just booked" not in words(response)
    assert offered(response)
    assert not Appointment.objects.exists()


def test_a_wrong_practitioner_kind_or_place_is_refused_politely(client, clinic):
    other = make.make_practitioner(make.make_service(active=False), clinic.location)
    refused = keep(client, clinic, who=other.pk)
    assert refused.status_code == 409
    assert offered(refused)
    assert not Appointment.objects.exists()
    assert keep(client, clinic, who="'; DROP TABLE").status_code == 302
    assert keep(client, clinic, visit="nothing", place="99999999999999999").status_code == 302


def test_an_inactive_kind_of_visit_is_not_offered(client, clinic):
    clinic.service.active = False
    clinic.service.save()
    page = client.get(TIMES)
    assert page.status_code == 200
    assert not offered(page)
    assert "Online booking is not open yet" in words(page)


def test_a_kind_of_visit_nobody_gives_is_not_offered(client, clinic):
    make.make_service(name="Massage")
    assert "Massage" not in words(client.get(TIMES, {"change": "1"}))


def test_a_full_diary_says_what_to_do(client, clinic):
    clinic.practitioner.hours.all().delete()
    assert "There is no free time online just now." in words(client.get(TIMES))


def test_the_pages_stay_out_of_caches(client, clinic):
    kept = keep(client, clinic)
    for response in (client.get(TIMES), kept, client.get(kept["Location"])):
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]


def test_direct_booking_can_be_switched_off(client, clinic):
    settings = ClinicSettings.for_site(site())
    settings.direct_booking = False
    settings.save()
    assert "Answer a few questions first" in words(client.get(TIMES))
    assert "Answer a few questions first" in words(keep(client, clinic))
    assert not Appointment.objects.exists()


def site():
    from wagtail.models import Site

    return Site.objects.get(is_default_site=True)


@pytest.mark.parametrize("count", [3, 30])
def test_the_times_page_asks_as_few_questions_for_thirty_appointments_as_for_three(
    client, clinic, count, django_assert_num_queries
):
    client.get(TIMES)
    for each in range(count):
        make.insert(clinic, make.FIRST + each * HOUR, 60)
    with django_assert_num_queries(EXPECTED_QUERIES):
        client.get(TIMES)


def test_a_diary_full_for_three_months_takes_one_question_more(
    client, clinic, django_assert_num_queries
):
    Service.objects.update(horizon_days=120)
    for day in range(-1, 90):
        make.insert(clinic, make.FIRST + timedelta(days=day), 24 * 60)
    client.get(TIMES)
    with django_assert_num_queries(EXPECTED_QUERIES + 1):
        page = client.get(TIMES)
    assert offered(page)[0] == make.FIRST + timedelta(days=90)


def test_asking_for_one_practitioner_takes_no_question_more(
    client, clinic, django_assert_num_queries
):
    who = {"who": clinic.practitioner.pk}
    client.get(TIMES, who)
    with django_assert_num_queries(EXPECTED_QUERIES):
        assert offered(client.get(TIMES, who))


# Kinds, places, hours with their practitioners, exceptions, time off, appointments of a week;
# facts of the site are cached.
EXPECTED_QUERIES = 6
