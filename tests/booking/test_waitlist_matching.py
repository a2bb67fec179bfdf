"""Does a freed time suit a wish? Every rule on its own, and all of them together."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.booking.waitlist_matching import Freed, Wish, meets_any, suits

NEW_YORK = ZoneInfo("America/New_York")
ZONES = [ZoneInfo(key) for key in ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "UTC")]
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
# Tuesday 9 March 2027, 09:00 in New York.
START = datetime(2027, 3, 9, 14, tzinfo=UTC)


def freed(start=START, zone=NEW_YORK):
    return Freed(service=1, location=2, practitioner=3, start=start, length=HOUR, zone=zone)


@pytest.mark.parametrize(
    ("wish", "fits"),
    [
        ({}, True),
        ({"service": 9}, False),
        ({"location": 9}, False),
        ({"practitioners": frozenset({3, 4})}, True),
        ({"practitioners": frozenset({4})}, False),
        ({"weekdays": frozenset({1})}, True),
        ({"weekdays": frozenset({0, 2})}, False),
        ({"earliest": time(9)}, True),
        ({"earliest": time(9, 1)}, False),
        ({"latest": time(9)}, True),
        ({"latest": time(8, 59)}, False),
        ({"first_day": date(2027, 3, 9)}, True),
        ({"first_day": date(2027, 3, 10)}, False),
        ({"last_day": date(2027, 3, 9)}, True),
        ({"last_day": date(2027, 3, 8)}, False),
    ],
)
def test_each_wish_is_kept_on_its_own(wish, fits):
    whole = Wish(**({"service": 1, "location": 2} | wish))
    assert suits(freed(), whole, now=NOW, notice=HOUR) is fits


@pytest.mark.parametrize(("seconds", "fits"), [(0, True), (-1, False)])
def test_the_notice_is_elapsed_time(seconds, fits):
    now = START - HOUR - timedelta(seconds=seconds)
    assert suits(freed(), Wish(1, 2), now=now, notice=HOUR) is fits


def test_days_and_times_are_those_on_the_wall_of_the_place():
    # 00:30 on Wednesday in Berlin is Tuesday in UTC.
    late = freed(datetime(2027, 3, 9, 23, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
    wish = Wish(1, 2, weekdays=frozenset({2}), latest=time(1), first_day=date(2027, 3, 10))
    assert suits(late, wish, now=NOW, notice=HOUR)


days = st.dates(date(2027, 3, 1), date(2027, 4, 30))
clocks = st.integers(0, 47).map(lambda half: time(half // 2, half % 2 * 30))
wishes = st.builds(
    Wish,
    service=st.just(1),
    location=st.just(2),
    practitioners=st.frozensets(st.integers(3, 5), max_size=2),
    weekdays=st.frozensets(st.integers(0, 6), max_size=4),
    earliest=st.none() | clocks,
    latest=st.none() | clocks,
    first_day=st.none() | days,
    last_day=st.none() | days,
)
starts = st.integers(0, 60 * 48).map(lambda half: NOW + half * HOUR / 2)


@settings(max_examples=200, deadline=None)
@given(wishes, starts, st.sampled_from(ZONES))
def test_what_suits_keeps_every_wish_and_dropping_a_wish_never_hurts(wish, start, zone):
    found = suits(freed(start, zone), wish, now=NOW, notice=HOUR)
    wall = start.astimezone(zone)
    if found:
        assert not wish.weekdays or wall.weekday() in wish.weekdays
        assert not wish.practitioners or 3 in wish.practitioners
        assert (wish.earliest or time.min) <= wall.time() <= (wish.latest or time.max)
        assert (wish.first_day or date.min) <= wall.date() <= (wish.last_day or date.max)
        assert start - NOW >= HOUR
    anything = Wish(1, 2)
    assert suits(freed(start, zone), anything, now=NOW, notice=HOUR) >= found


@pytest.mark.parametrize(
    ("start", "end", "meets"),
    [(0, 1, False), (1, 3, True), (2, 3, True), (3, 4, False), (0, 9, True)],
)
def test_touching_ranges_do_not_meet(start, end, meets):
    others = [(START + HOUR, START + 3 * HOUR)]
    assert meets_any((START + start * HOUR, START + end * HOUR), others) is meets
