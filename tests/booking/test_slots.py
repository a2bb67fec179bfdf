"""Free times: worked examples with hand-checked instants."""

from datetime import date, datetime, time, timedelta

import pytest

from intake.booking import slots
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


def test_hours_that_end_inside_the_gap_end_when_the_clocks_change():
    wall = datetime(2027, 3, 14, 2, 30)
    assert slots.boundary(wall, NEW_YORK) == utc("2027-03-14T07:00")


def test_a_one_day_exception_replaces_the_weekly_hours():
    special = slots.DayException(date(2027, 5, 4), ((time(13), time(15)),))
    cal = calendar(time(9), time(17), exceptions=(special,))
    walls = [
        slots.wall_of(start, NEW_YORK).time()
        for start in starts_on(cal, VISIT, limits("2027-05-01T00:00"), date(2027, 5, 4))
    ]
    assert walls == [time(13), time(13, 30), time(14)]


def test_hours_outside_their_effective_dates_are_not_in_force():
    rule = slots.WeeklyHours(1, time(9), time(17), date(2027, 5, 11), date(2027, 5, 18))
    cal = slots.Calendar(NEW_YORK, (rule,))
    days = {
        slots.wall_of(start, NEW_YORK).date()
        for start in slots.free_starts(cal, VISIT, limits("2027-05-01T00:00", days=60))
    }
    assert days == {date(2027, 5, 11), date(2027, 5, 18)}


def test_overlapping_hours_never_list_a_start_twice():
    rules = (
        slots.WeeklyHours(1, time(9), time(13)),
        slots.WeeklyHours(1, time(12), time(17)),
        slots.WeeklyHours(1, time(17), time(18)),
    )
    cal = slots.Calendar(NEW_YORK, rules)
    found = starts_on(cal, VISIT, limits("2027-05-01T00:00"), date(2027, 5, 4))
    assert len(found) == len(set(found)) == 17


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2027-05-01T14:00", slots.Refusal.TOO_SOON),
        ("2027-06-30T14:00", slots.Refusal.TOO_FAR),
        ("2027-05-04T08:00", slots.Refusal.CLOSED),
        ("2027-05-04T14:07", slots.Refusal.NOT_A_START),
        ("2027-05-04T20:30", slots.Refusal.PAST_CLOSING),
        ("2027-05-04T15:30", slots.Refusal.OCCUPIED),
        ("2027-05-04T17:00", None),
    ],
)
def test_a_refusal_names_the_rule_that_closes_a_time(start, expected):
    occupied = ((utc("2027-05-04T16:00"), utc("2027-05-04T17:00")),)
    cal = calendar(time(9), time(17), occupied=occupied)
    lim = limits("2027-05-01T15:00", days=30)
    assert slots.refusal(cal, VISIT, lim, utc(start)) is expected


def test_a_visit_without_length_or_step_is_refused():
    with pytest.raises(ValueError, match="length"):
        slots.Visit(timedelta(), HALF_HOUR)
    with pytest.raises(ValueError, match="buffer"):
        slots.Visit(HOUR, HALF_HOUR, -HOUR)
