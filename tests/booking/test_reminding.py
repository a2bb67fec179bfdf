"""When reminders are due: walls, elapsed hours, quiet hours, clock changes."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from intake.booking.reminding import LEAD, Quiet, Skip, day_before, planned, postponed
from intake.booking.slots import wall_of

HOUR = timedelta(hours=1)
NEW_YORK, LONDON = ZoneInfo("America/New_York"), ZoneInfo("Europe/London")
LORD_HOWE, SYDNEY = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Australia/Sydney")
CHATHAM, SAO_PAULO = ZoneInfo("Pacific/Chatham"), ZoneInfo("America/Sao_Paulo")
KOLKATA, CAIRO = ZoneInfo("Asia/Kolkata"), ZoneInfo("Africa/Cairo")
ZONES = (NEW_YORK, LONDON, LORD_HOWE, SYDNEY, CHATHAM, SAO_PAULO, KOLKATA, CAIRO)
NIGHT = (time(22), time(7))
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
HALF_HOURS = [datetime(2027, 1, 1, tzinfo=UTC) + n * timedelta(minutes=30) for n in range(48 * 365)]


def at(zone, *wall):
    return datetime(*wall, tzinfo=zone).astimezone(UTC)


def night(zone, start=NIGHT[0], end=NIGHT[1]):
    return Quiet(start, end, zone)


@pytest.mark.parametrize(
    ("day", "hours"), [((2027, 3, 14), 23), ((2027, 11, 7), 25), ((2027, 6, 9), 24)]
)
def test_d9_the_day_before_is_the_same_time_on_the_wall(day, hours):
    start = at(NEW_YORK, *day, 9)
    before = day_before(start, NEW_YORK)
    assert wall_of(before, NEW_YORK) == datetime(*day, 9) - timedelta(days=1)
    assert start - before == hours * HOUR


def test_the_day_before_a_time_that_its_day_skips_is_the_first_moment_after():
    before = day_before(at(NEW_YORK, 2027, 3, 15, 2, 30), NEW_YORK)
    assert wall_of(before, NEW_YORK) == datetime(2027, 3, 14, 3)


def test_the_day_before_a_time_that_comes_twice_is_the_first_of_them():
    before = day_before(at(NEW_YORK, 2027, 11, 8, 1, 30), NEW_YORK)
    assert before == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_d21_nobody_is_reminded_in_quiet_hours_on_any_day_of_the_year(zone):
    quiet = night(zone)
    for start in HALF_HOURS[::5]:
        for wanted in (day_before(start, zone), start - 2 * HOUR):
            plan = planned(wanted, start=start, now=LONG_AGO, quiet=quiet)
            wall = wall_of(plan.at, zone).time()
            assert plan.skip is None
            assert time(7) <= wall < time(22), (start, wall)
            assert wanted - 11 * HOUR <= plan.at <= wanted


@pytest.mark.parametrize(("day", "length"), [((2027, 3, 13), 8), ((2027, 11, 6), 10)])
def test_d21_the_night_of_a_clock_change_is_quiet_to_its_end(day, length):
    quiet = night(NEW_YORK)
    stretch = quiet.around(at(NEW_YORK, *day, 23))
    assert stretch is not None
    assert stretch[1] - stretch[0] == length * HOUR
    assert wall_of(stretch[1], NEW_YORK).time() == time(7)
    assert quiet.around(stretch[0] - timedelta(seconds=1)) is None
    assert quiet.around(stretch[1]) is None


def test_d21_the_night_is_that_of_the_client_where_it_is_known():
    start = at(NEW_YORK, 2027, 6, 9, 9)
    wanted = start - 2 * HOUR
    assert planned(wanted, start=start, now=LONG_AGO, quiet=night(NEW_YORK)).at == wanted
    # Seven in New York is four in the morning in Los Angeles.
    plan = planned(wanted, start=start, now=LONG_AGO, quiet=night(ZoneInfo("America/Los_Angeles")))
    assert plan.at == at(ZoneInfo("America/Los_Angeles"), 2027, 6, 8, 22) - LEAD


def test_quiet_hours_that_end_in_the_hour_that_comes_twice_last_through_both():
    quiet = night(NEW_YORK, time(22), time(1, 30))
    stretch = quiet.around(at(NEW_YORK, 2027, 11, 6, 23))
    assert stretch is not None
    assert stretch[1] == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)


def test_quiet_hours_that_end_in_the_hour_that_is_skipped_end_after_it():
    quiet = night(NEW_YORK, time(22), time(2, 30))
    stretch = quiet.around(at(NEW_YORK, 2027, 3, 13, 23))
    assert stretch is not None
    assert wall_of(stretch[1], NEW_YORK) == datetime(2027, 3, 14, 3)


def test_quiet_hours_within_one_day_and_none_at_all():
    noon = at(LONDON, 2027, 6, 9, 12)
    assert night(LONDON, time(12), time(14)).around(noon) == (noon, noon + 2 * HOUR)
    assert night(LONDON, time(12), time(12)).around(noon) is None


def test_what_was_booked_too_late_to_be_reminded_is_skipped():
    start = at(LONDON, 2027, 6, 9, 9)
    wanted = day_before(start, LONDON)
    plan = planned(wanted, start=start, now=wanted, quiet=night(LONDON))
    assert plan.skip is Skip.BOOKED_LATE


def test_booked_in_the_night_it_is_due_when_the_night_ends():
    start = at(LONDON, 2027, 6, 9, 8, 30)
    plan = planned(
        start - 2 * HOUR, start=start, now=at(LONDON, 2027, 6, 8, 23), quiet=night(LONDON)
    )
    assert plan.at == at(LONDON, 2027, 6, 9, 7)
    assert plan.skip is None


def test_booked_in_the_night_before_a_visit_at_its_end_it_is_skipped():
    start = at(LONDON, 2027, 6, 9, 7)
    plan = planned(
        start - 2 * HOUR, start=start, now=at(LONDON, 2027, 6, 8, 23), quiet=night(LONDON)
    )
    assert plan.skip is Skip.QUIET_HOURS


def test_a_late_worker_waits_until_the_night_is_over():
    start = at(LONDON, 2027, 6, 9, 9)
    night_time = at(LONDON, 2027, 6, 9, 3)
    assert postponed(night_time, start=start, quiet=night(LONDON)).at == at(LONDON, 2027, 6, 9, 7)
    assert postponed(night_time, start=night_time + HOUR, quiet=night(LONDON)).skip
    day = at(LONDON, 2027, 6, 8, 12)
    assert postponed(day, start=start, quiet=night(LONDON)).at == day


@settings(max_examples=150)
@given(
    start=st.sampled_from(HALF_HOURS),
    zone=st.sampled_from(ZONES),
    client=st.sampled_from(ZONES),
    ahead=st.integers(min_value=0, max_value=100),
    hours=st.integers(min_value=1, max_value=48),
    quiet=st.tuples(st.times(), st.times()),
)
def test_a_reminder_is_never_past_never_at_night_and_never_after_the_visit(
    start, zone, client, ahead, hours, quiet
):
    # Somewhere there must be a time to write in.
    length = (quiet[1].hour - quiet[0].hour) % 24
    assume(length < 20 and quiet[0] != quiet[1])
    asleep = Quiet(*quiet, client)
    now = start - ahead * HOUR
    for wanted in (day_before(start, zone), start - hours * HOUR):
        plan = planned(wanted, start=start, now=now, quiet=asleep)
        assert plan == planned(wanted, start=start, now=now, quiet=asleep)
        if plan.skip:
            continue
        assert now < plan.at < start
        assert asleep.around(plan.at) is None
        if asleep.around(wanted) is None:
            assert plan.at == wanted
