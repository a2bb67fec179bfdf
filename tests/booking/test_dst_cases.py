"""Clock changes and zones: each known bug of booking systems by its number, D1 to D20.

All instants are checked by hand. The cases of reminders, calendars and mails stand with those.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake.booking import slots
from intake.booking.errors import TimeTaken
from intake.booking.models import Appointment, Location
from tests.booking.calendars import (
    HALF_HOUR,
    HOUR,
    NEW_YORK,
    VISIT,
    calendar,
    limits,
    starts_on,
    utc,
)
from tests.booking.pages import TIMES, book, keep, offered, soup, words
from tests.factories import booking as make

ZONES = [
    "America/New_York",
    "Europe/London",
    "Europe/Berlin",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Phoenix",
]
HALF_HOURS_OF_TWO_YEARS = [utc("2027-01-01T00:00") + n * HALF_HOUR for n in range(731 * 48)]


def test_d1_nine_in_new_york_is_another_instant_after_the_clock_change():
    cal = calendar(time(9), time(17))
    lim = limits("2027-01-04T00:00")
    assert starts_on(cal, VISIT, lim, date(2027, 3, 12))[0] == utc("2027-03-12T14:00")
    assert starts_on(cal, VISIT, lim, date(2027, 3, 15))[0] == utc("2027-03-15T13:00")


@pytest.mark.parametrize("day", [date(2027, 3, 14), date(2027, 11, 7)])
def test_d2_the_wall_times_of_a_switch_day_equal_those_of_the_week_before(day):
    cal = calendar(time(9), time(17))
    lim = limits("2027-01-04T00:00")

    def walls(on: date) -> list[time]:
        return [slots.wall_of(s, NEW_YORK).time() for s in starts_on(cal, VISIT, lim, on)]

    assert walls(day) == walls(day - timedelta(days=7)) != []


@pytest.mark.parametrize("zone", ZONES)
def test_d3_every_listed_time_is_bookable_and_every_bookable_one_is_listed(zone):
    """Every half hour of two years: no instant twice, none left out, no wall time twice."""
    cal = calendar(time(0), time(0), zone=ZoneInfo(zone))
    visit, lim = slots.Visit(HALF_HOUR, HALF_HOUR), limits("2027-01-01T00:00", days=729)
    last = HALF_HOURS_OF_TWO_YEARS[-1]
    listed = [start for start in slots.free_starts(cal, visit, lim) if start <= last]
    bookable = [t for t in HALF_HOURS_OF_TWO_YEARS if slots.is_bookable(cal, visit, lim, t)]
    end = lim.window(cal.zone)[1]
    # The second coming of a repeated hour is the only half hour of an open day that is no start.
    existing = [t for t in HALF_HOURS_OF_TWO_YEARS if t.astimezone(cal.zone).fold == 0 and t < end]
    assert listed == bookable == existing
    assert len({slots.wall_of(t, cal.zone) for t in listed}) == len(listed)


@pytest.mark.parametrize(
    ("zone", "day", "wall"),
    [
        ("America/New_York", date(2027, 3, 14), "2027-03-14T02:30"),
        ("Europe/London", date(2027, 3, 28), "2027-03-28T01:30"),
    ],
)
def test_d4_a_wall_time_that_does_not_exist_is_never_listed_and_refused(zone, day, wall):
    cal = calendar(time(0), time(0), zone=ZoneInfo(zone))
    lim = limits("2027-01-04T00:00")
    skipped = datetime.fromisoformat(wall)
    listed = starts_on(cal, VISIT, lim, day)
    assert skipped not in [slots.wall_of(start, cal.zone) for start in listed]
    assert slots.instant_of(skipped, cal.zone) is None
    # What a careless conversion makes of it is another wall time, and is sold as that one only.
    careless = skipped.replace(tzinfo=cal.zone).astimezone(UTC)
    assert slots.wall_of(careless, cal.zone) == skipped + HOUR


def test_d5_the_repeated_hour_is_offered_once_at_its_first_coming():
    cal = calendar(time(0), time(0))
    lim = limits("2027-01-04T00:00")
    listed = starts_on(cal, VISIT, lim, date(2027, 11, 7))
    assert utc("2027-11-07T05:30") in listed
    assert utc("2027-11-07T06:30") not in listed
    assert not slots.is_bookable(cal, VISIT, lim, utc("2027-11-07T06:30"))
    # A visit at the first coming still takes the real time in which the second one lies.
    taken = calendar(time(0), time(0), occupied=(VISIT.occupied(utc("2027-11-07T05:30")),))
    assert taken.is_taken(VISIT.occupied(utc("2027-11-07T06:00")))
    assert not taken.is_taken(VISIT.occupied(utc("2027-11-07T06:30")))


def test_d6_a_visit_may_end_at_the_wall_time_it_began_at_when_clocks_go_back():
    cal = calendar(time(1, 15), time(17))
    assert slots.is_bookable(cal, VISIT, limits("2027-01-04T00:00"), utc("2027-11-07T05:15"))


def test_d7_length_is_elapsed_time_over_both_changes():
    long_night = calendar(time(1, 30), time(2, 30))
    two_hours = slots.Visit(2 * HOUR, HALF_HOUR)
    lim = limits("2027-01-04T00:00")
    assert slots.is_bookable(long_night, two_hours, lim, utc("2027-11-07T05:30"))
    short_night = calendar(time(1, 30), time(3))
    half = slots.Visit(HALF_HOUR, HALF_HOUR)
    assert starts_on(short_night, half, lim, date(2027, 3, 14)) == [utc("2027-03-14T06:30")]


@pytest.mark.parametrize(("day", "hours"), [(date(2027, 3, 14), 23), (date(2027, 11, 7), 25)])
def test_d8_a_day_is_as_long_as_its_local_midnights_say(day, hours):
    opening = calendar(time(0), time(0)).openings(day)[0]
    opens = slots.boundary(opening.wall_start, NEW_YORK)
    assert opening.closes - opens == hours * HOUR


def test_d17_a_midnight_that_does_not_exist_still_has_a_day():
    cal = calendar(time(0), time(12), zone=ZoneInfo("America/Sao_Paulo"))
    lim = limits("2018-11-01T00:00")
    assert starts_on(cal, VISIT, lim, date(2018, 11, 4))[0] == utc("2018-11-04T03:00")
    closed = calendar(
        time(0),
        time(12),
        zone=ZoneInfo("America/Sao_Paulo"),
        exceptions=(slots.DayException(date(2018, 11, 4)),),
    )
    assert starts_on(closed, VISIT, lim, date(2018, 11, 4)) == []


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
def test_d11_the_first_time_offered_is_in_the_future_of_the_place(zone):
    here = ZoneInfo(zone)
    now = datetime(2027, 5, 4, 9, 30, tzinfo=here)
    cal = calendar(time(9), time(17), zone=here)
    first = next(slots.free_starts(cal, VISIT, slots.Limits(now, timedelta(), 30)))
    assert slots.wall_of(first, here) == datetime(2027, 5, 4, 9, 30)


def test_d20_notice_that_lands_on_a_switch_day_changes_nothing_else():
    cal = calendar(time(9), time(17))
    notice = timedelta(days=7)
    lim = limits("2027-10-31T12:00", notice=notice)
    first = next(slots.free_starts(cal, VISIT, lim))
    assert slots.wall_of(first, NEW_YORK) == datetime(2027, 11, 7, 9, 0)
    assert len(starts_on(cal, VISIT, lim, date(2027, 11, 8))) == 15


def test_d4_a_wall_time_instead_of_an_instant_is_refused_by_the_page(client, clinic):
    assert keep(client, clinic, "2027-03-14T02:30").status_code == 422
    assert not Appointment.objects.exists()


def test_d10_four_tuesdays_at_nine_stay_at_nine_over_the_clock_change():
    cal, lim = calendar(time(9), time(10)), limits("2027-01-04T00:00")
    tuesdays = [date(2027, 3, 2) + weeks * timedelta(days=7) for weeks in range(4)]
    starts = [starts_on(cal, VISIT, lim, day)[0] for day in tuesdays]
    assert [start.hour for start in starts] == [14, 14, 13, 13]
    assert {slots.wall_of(start, NEW_YORK).time() for start in starts} == {time(9)}


def test_d12_the_zone_of_a_place_edited_later_leaves_what_is_taken_where_it_is(clinic):
    booked = make.book(clinic)
    before = Appointment.objects.values().get()
    Location.objects.update(time_zone="America/Los_Angeles")
    assert Appointment.objects.values().get() == before
    assert booked.zone == NEW_YORK
    clinic.location.refresh_from_db()
    # 06:00 in Los Angeles is before opening; 09:00 there is another instant, and free.
    with pytest.raises(TimeTaken):
        make.hold(clinic, make.FIRST)
    assert make.hold(clinic, make.FIRST + 3 * HOUR).wall_start == "2027-03-02T09:00"


@pytest.mark.parametrize("kind", ["in_person", "video"])
def test_d13_days_are_those_of_the_clinic_with_its_zone_whoever_looks(client, clinic, kind):
    Location.objects.update(time_zone="Pacific/Auckland")
    type(clinic.service).objects.update(kind=kind)
    # Tuesday morning in Auckland, Monday afternoon in Los Angeles.
    page = client.get(TIMES, headers={"accept-language": "en-US"})
    first = offered(page)[0]
    assert first == utc("2027-03-01T20:00")
    assert soup(page).select_one("main fieldset legend").get_text() == "Tuesday 2 March"
    assert "Auckland time" in words(page)
    done = client.get(book(client, clinic, first)["Location"])
    assert "Tue 2 March, 09:00 (Auckland time)" in words(done)
    assert "Los Angeles" not in words(done)


@pytest.mark.parametrize(
    ("zone", "day", "first_two", "count"),
    [
        # 02:00 to 02:30 is skipped, half an hour of the night; the day has 23.5 hours.
        ("Australia/Lord_Howe", "2027-10-03", ["2027-10-02T13:30", "2027-10-02T14:00"], 47),
        # 01:30 to 02:00 comes twice; the day has 24.5 hours, 48 wall times.
        ("Australia/Lord_Howe", "2027-04-04", ["2027-04-03T13:00", "2027-04-03T13:30"], 48),
        ("America/Phoenix", "2027-03-14", ["2027-03-14T07:00", "2027-03-14T07:30"], 48),
        # The clocks go back for Ramadan and forward after it.
        ("Africa/Casablanca", "2027-02-07", ["2027-02-06T23:00", "2027-02-06T23:30"], 48),
        ("Africa/Casablanca", "2027-03-14", ["2027-03-14T00:00", "2027-03-14T00:30"], 46),
        ("Asia/Kolkata", "2027-03-14", ["2027-03-13T18:30", "2027-03-13T19:00"], 48),
    ],
)
def test_d16_odd_shifts_and_zones_without_any_list_the_day_whole(zone, day, first_two, count):
    cal = calendar(time(0), time(0), zone=ZoneInfo(zone))
    visit = slots.Visit(HALF_HOUR, HALF_HOUR)
    listed = starts_on(cal, visit, limits("2027-01-04T00:00"), date.fromisoformat(day))
    assert listed[:2] == [utc(text) for text in first_two]
    assert len(listed) == count


def test_d18_listed_before_the_clock_change_and_confirmed_after_it(clinic):
    clinic.practitioner.hours.update(start=time(0), end=time(0))
    before, after = utc("2027-03-14T06:59:50"), utc("2027-03-14T07:00:05")
    three, half_past = utc("2027-03-14T07:00"), utc("2027-03-14T07:30")
    kept = make.hold(clinic, three, now=before)
    other = make.hold(clinic, three + HOUR, now=before)
    assert kept.wall_start == "2027-03-14T03:00"
    # What is kept is kept; what was only listed has begun fifteen seconds later.
    assert make.confirm(kept, now=after).status.is_booked
    somebody = replace(make.CONTACT, email="sam@example.com")
    assert make.confirm(other, now=after, contact=somebody).status.is_booked
    with pytest.raises(TimeTaken) as refused:
        make.hold(clinic, three, now=after)
    assert refused.value.refusal is slots.Refusal.TOO_SOON
    with pytest.raises(TimeTaken):
        make.hold(clinic, half_past, now=after)
