"""Which times are listed: each known bug of booking systems by its number."""

from datetime import date, time, timedelta

import pytest

from intake.booking import slots
from tests.booking.calendars import HOUR, NEW_YORK, VISIT, calendar, limits, starts_on, utc
from tests.booking.pages import TIMES, offered
from tests.factories import booking as make


def test_b17_a_running_visit_still_blocks_what_follows_it():
    occupied = ((utc("2027-05-04T14:00"), utc("2027-05-04T15:45")),)
    cal = calendar(time(9), time(17), occupied=occupied)
    found = starts_on(cal, VISIT, limits("2027-05-04T14:10"), date(2027, 5, 4))
    assert found[0] == utc("2027-05-04T16:00")


@pytest.mark.parametrize(("minutes", "count"), [(60, 181), (90, 175)])
def test_b22_a_five_minute_grid_lists_every_start(minutes, count):
    cal = calendar(time(6), time(22))
    visit = slots.Visit(timedelta(minutes=minutes), timedelta(minutes=5))
    assert len(starts_on(cal, visit, limits("2027-05-01T00:00"), date(2027, 5, 4))) == count


def test_b23_the_last_start_leaves_room_before_closing():
    cal = calendar(time(9), time(17, 45))
    visit = slots.Visit(HOUR, timedelta(minutes=15))
    last = starts_on(cal, visit, limits("2027-05-01T00:00"), date(2027, 5, 4))[-1]
    assert slots.wall_of(last, NEW_YORK).time() == time(16, 45)


def test_b17_a_running_visit_keeps_its_time_from_the_page(client, clinic, clock):
    make.insert(clinic, make.FIRST + HOUR, 105)
    clock.now = make.FIRST + timedelta(minutes=70)
    # From 10:00 to 11:45 in New York; it is 10:10 now.
    assert offered(client.get(TIMES))[0] == make.FIRST + 3 * HOUR


@pytest.mark.parametrize(("minutes", "count"), [(60, 181), (90, 175)])
def test_b22_the_page_shows_every_start_of_a_day(client, clinic, minutes, count):
    clinic.practitioner.hours.update(start=time(6), end=time(22))
    type(clinic.service).objects.update(length_minutes=minutes, step_minutes=5)
    found = [slots.wall_of(start, NEW_YORK) for start in offered(client.get(TIMES))]
    assert len([wall for wall in found if wall.date() == date(2027, 3, 2)]) == count
