"""Free times: worked examples with hand-checked instants."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake.booking import slots

NEW_YORK = ZoneInfo("America/New_York")
HALF_HOUR = timedelta(minutes=30)
HOUR = timedelta(hours=1)


def utc(text: str) -> datetime:
    """Return an instant written as 2027-03-14T07:00."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def every_day(start: time, end: time) -> tuple[slots.WeeklyHours, ...]:
    """Return the same hours for each weekday."""
    return tuple(slots.WeeklyHours(weekday, start, end) for weekday in range(7))


def calendar(
    start: time, end: time, *, zone: ZoneInfo = NEW_YORK, **kwargs: object
) -> slots.Calendar:
    """Return a calendar that is open every day between two wall times."""
    return slots.Calendar(zone, every_day(start, end), **kwargs)  # type: ignore[arg-type]


def limits(now: str, days: int = 400, notice: timedelta = timedelta()) -> slots.Limits:
    """Return limits seen from an instant."""
    return slots.Limits(utc(now), notice, days)


def starts_on(
    cal: slots.Calendar, visit: slots.Visit, lim: slots.Limits, day: date
) -> list[datetime]:
    """Return the free starts of one local date."""
    found = slots.free_starts(cal, visit, lim, from_day=day)
    result = []
    for start in found:
        if slots.wall_of(start, cal.zone).date() != day:
            break
        result.append(start)
    return result


VISIT = slots.Visit(HOUR, HALF_HOUR)


def test_nine_in_new_york_is_another_instant_after_the_clock_change():
    cal = calendar(time(9), time(17))
    lim = limits("2027-01-04T00:00")
    assert starts_on(cal, VISIT, lim, date(2027, 3, 12))[0] == utc("2027-03-12T14:00")
    assert starts_on(cal, VISIT, lim, date(2027, 3, 15))[0] == utc("2027-03-15T13:00")


@pytest.mark.parametrize("day", [date(2027, 3, 14), date(2027, 11, 7)])
def test_the_wall_times_of_a_switch_day_equal_those_of_the_week_before(day):
    cal = calendar(time(9), time(17))
    lim = limits("2027-01-04T00:00")

    def walls(on: date) -> list[time]:
        return [slots.wall_of(s, NEW_YORK).time() for s in starts_on(cal, VISIT, lim, on)]

    assert walls(day) == walls(day - timedelta(days=7)) != []


@pytest.mark.parametrize(
    ("zone", "day", "wall"),
    [
        ("America/New_York", date(2027, 3, 14), "2027-03-14T02:30"),
        ("Europe/London", date(2027, 3, 28), "2027-03-28T01:30"),
    ],
)
def test_a_wall_time_the_clocks_skip_is_never_listed_nor_bookable(zone, day, wall):
    cal = calendar(time(0), time(0), zone=ZoneInfo(zone))
    lim = limits("2027-01-04T00:00")
    skipped = datetime.fromisoformat(wall)
    listed = starts_on(cal, VISIT, lim, day)
    assert skipped not in [slots.wall_of(start, cal.zone) for start in listed]
    assert slots.instant_of(skipped, cal.zone) is None


def test_the_repeated_hour_is_offered_once_at_its_first_coming():
    cal = calendar(time(0), time(0))
    lim = limits("2027-01-04T00:00")
    listed = starts_on(cal, VISIT, lim, date(2027, 11, 7))
    assert utc("2027-11-07T05:30") in listed
    assert utc("2027-11-07T06:30") not in listed
    assert not slots.is_bookable(cal, VISIT, lim, utc("2027-11-07T06:30"))


def test_a_visit_may_end_at_the_same_wall_time_it_began_when_clocks_go_back():
    cal = calendar(time(1, 15), time(17))
    assert slots.is_bookable(cal, VISIT, limits("2027-01-04T00:00"), utc("2027-11-07T05:15"))


def test_length_is_elapsed_time_over_both_changes():
    long_night = calendar(time(1, 30), time(2, 30))
    two_hours = slots.Visit(2 * HOUR, HALF_HOUR)
    lim = limits("2027-01-04T00:00")
    assert slots.is_bookable(long_night, two_hours, lim, utc("2027-11-07T05:30"))
    short_night = calendar(time(1, 30), time(3))
    half = slots.Visit(HALF_HOUR, HALF_HOUR)
    assert starts_on(short_night, half, lim, date(2027, 3, 14)) == [utc("2027-03-14T06:30")]


def test_hours_that_end_inside_the_gap_end_when_the_clocks_change():
    wall = datetime(2027, 3, 14, 2, 30)
    assert slots.boundary(wall, NEW_YORK) == utc("2027-03-14T07:00")


@pytest.mark.parametrize(("day", "hours"), [(date(2027, 3, 14), 23), (date(2027, 11, 7), 25)])
def test_a_day_is_as_long_as_its_local_midnights_say(day, hours):
    opening = calendar(time(0), time(0)).openings(day)[0]
    opens = slots.boundary(opening.wall_start, NEW_YORK)
    assert opening.closes - opens == hours * HOUR


def test_a_midnight_that_does_not_exist_still_has_a_day():
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


@pytest.mark.parametrize(("minutes", "count"), [(60, 181), (90, 175)])
def test_a_five_minute_grid_lists_every_start(minutes, count):
    cal = calendar(time(6), time(22))
    visit = slots.Visit(timedelta(minutes=minutes), timedelta(minutes=5))
    assert len(starts_on(cal, visit, limits("2027-05-01T00:00"), date(2027, 5, 4))) == count


def test_the_last_start_leaves_room_before_closing():
    cal = calendar(time(9), time(17, 45))
    visit = slots.Visit(HOUR, timedelta(minutes=15))
    last = starts_on(cal, visit, limits("2027-05-01T00:00"), date(2027, 5, 4))[-1]
    assert slots.wall_of(last, NEW_YORK).time() == time(16, 45)


def test_a_running_visit_still_blocks_what_follows_it():
    occupied = ((utc("2027-05-04T14:00"), utc("2027-05-04T15:45")),)
    cal = calendar(time(9), time(17), occupied=occupied)
    found = starts_on(cal, VISIT, limits("2027-05-04T14:10"), date(2027, 5, 4))
    assert found[0] == utc("2027-05-04T16:00")


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
def test_the_first_time_offered_is_in_the_future_of_the_place(zone):
    here = ZoneInfo(zone)
    now = datetime(2027, 5, 4, 9, 30, tzinfo=here)
    cal = calendar(time(9), time(17), zone=here)
    first = next(slots.free_starts(cal, VISIT, slots.Limits(now, timedelta(), 30)))
    assert slots.wall_of(first, here) == datetime(2027, 5, 4, 9, 30)


def test_minimum_notice_that_lands_on_a_switch_day_changes_nothing_else():
    cal = calendar(time(9), time(17))
    notice = timedelta(days=7)
    lim = limits("2027-10-31T12:00", notice=notice)
    first = next(slots.free_starts(cal, VISIT, lim))
    assert slots.wall_of(first, NEW_YORK) == datetime(2027, 11, 7, 9, 0)
    assert len(starts_on(cal, VISIT, lim, date(2027, 11, 8))) == 15


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
