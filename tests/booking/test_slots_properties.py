"""Free times: what holds for every calendar."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.booking import slots

ZONES = [
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "America/Phoenix",
    "Pacific/Auckland",
    "America/Sao_Paulo",
]
# Each range straddles a clock change in one of the zones.
MOMENTS = ["2027-02-05", "2027-03-12", "2027-03-26", "2027-04-02", "2027-09-24", "2027-11-05"]
QUARTER = timedelta(minutes=15)

quarters = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
moments = st.sampled_from(MOMENTS).map(lambda d: datetime.fromisoformat(d).replace(tzinfo=UTC))


@st.composite
def hours(draw):
    start = draw(quarters)
    end = draw(quarters.filter(lambda value: value > start or value == time(0)))
    return start, end


def _wall(now, quarters_on):
    return now.replace(tzinfo=None) + quarters_on * QUARTER


def taken(now):
    """Return what takes a room: ranges around a moment."""
    span = st.tuples(st.integers(-20, 500), st.integers(1, 60)).map(
        lambda pair: (now + pair[0] * QUARTER, now + sum(pair) * QUARTER)
    )
    return st.lists(span, max_size=4).map(lambda ranges: slots.Taken(tuple(ranges)))


@st.composite
def situations(draw):
    now = draw(moments)
    weekly = tuple(
        slots.WeeklyHours(weekday, *pair)
        for weekday, pair in draw(st.lists(st.tuples(st.integers(0, 6), hours()), max_size=8))
    )
    exceptions = tuple(
        slots.DayException(now.date() + timedelta(days=offset), tuple(pairs))
        for offset, pairs in draw(
            st.dictionaries(st.integers(0, 6), st.lists(hours(), max_size=2), max_size=2)
        ).items()
    )
    occupied = tuple(
        (now + start * QUARTER, now + (start + length) * QUARTER)
        for start, length in draw(
            st.lists(st.tuples(st.integers(-20, 500), st.integers(1, 40)), max_size=8)
        )
    )
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    visit = slots.Visit(
        length=draw(st.integers(1, 12)) * QUARTER,
        step=draw(st.sampled_from([5, 15, 20, 30, 45, 60])) * timedelta(minutes=1),
        buffer_before=draw(st.integers(0, 3)) * QUARTER,
        buffer_after=draw(st.integers(0, 3)) * QUARTER,
    )
    limits = slots.Limits(
        now, draw(st.integers(0, 30)) * timedelta(hours=1), draw(st.integers(0, 5))
    )
    time_off = tuple(
        (_wall(now, start), _wall(now, start + length))
        for start, length in draw(
            st.lists(st.tuples(st.integers(-20, 500), st.integers(1, 60)), max_size=3)
        )
    )
    rooms = draw(st.none() | st.lists(taken(now), min_size=1, max_size=3).map(tuple))
    return slots.Calendar(zone, weekly, exceptions, occupied, time_off, rooms), visit, limits


def meets(a, b):
    return a[0] < b[1] and b[0] < a[1]


def open_ranges(calendar, day):
    """Return when a local date is open, as instants, straight from the rules."""
    pairs = [(rule.start, rule.end) for rule in calendar.weekly if rule.weekday == day.weekday()]
    for exception in calendar.exceptions:
        if exception.day == day:
            pairs = list(exception.hours)
    ranges = []
    for start, end in pairs:
        end_day = day + timedelta(days=1) if end == time(0) else day
        ranges.append(
            (
                slots.boundary(datetime.combine(day, start), calendar.zone),
                slots.boundary(datetime.combine(end_day, end), calendar.zone),
            )
        )
    return ranges


@given(situations())
@settings(max_examples=200)
def test_a_free_time_never_meets_anything_occupied_buffers_included(situation):
    calendar, visit, limits = situation
    for start in slots.free_starts(calendar, visit, limits):
        wanted = (start - visit.buffer_before, start + visit.length + visit.buffer_after)
        assert not any(meets(wanted, taken) for taken in calendar.occupied)


@given(situations())
@settings(max_examples=200)
def test_a_free_time_lies_within_opening_hours_and_ends_before_closing(situation):
    calendar, visit, limits = situation
    for start in slots.free_starts(calendar, visit, limits):
        ranges = open_ranges(calendar, slots.wall_of(start, calendar.zone).date())
        for minutes in range(0, int(visit.length.total_seconds()) // 60, 5):
            moment = start + timedelta(minutes=minutes)
            assert any(opens <= moment < closes for opens, closes in ranges)


@given(situations())
@settings(max_examples=120)
def test_no_visit_reaches_into_time_off_though_what_is_kept_free_may(situation):
    calendar, visit, limits = situation
    off = [
        tuple(slots.boundary(wall, calendar.zone) for wall in pair) for pair in calendar.time_off
    ]
    listed = set(slots.free_starts(calendar, visit, limits))
    for start in listed:
        assert not any(meets((start, start + visit.length), pair) for pair in off)
    without = set(slots.free_starts(replace(calendar, time_off=()), visit, limits))
    for start in without - listed:
        assert any(meets((start, start + visit.length), pair) for pair in off)


@given(situations())
@settings(max_examples=120)
def test_a_free_time_has_one_room_for_all_of_it_buffers_included(situation):
    calendar, visit, limits = situation
    listed = set(slots.free_starts(calendar, visit, limits))
    rooms = calendar.rooms or (slots.Taken(),)

    def has_room(start):
        wanted = visit.occupied(start)
        return any(not any(meets(wanted, taken) for taken in room.ranges) for room in rooms)

    assert all(has_room(start) for start in listed)
    without = set(slots.free_starts(replace(calendar, rooms=None), visit, limits))
    assert not any(has_room(start) for start in without - listed)


@given(situations())
@settings(max_examples=60)
def test_a_diary_booked_full_holds_no_two_visits_that_meet(situation):
    calendar, visit, limits = situation
    booked = []
    while first := next(slots.free_starts(calendar, visit, limits), None):
        wanted = visit.occupied(first)
        assert not any(meets(wanted, other) for other in booked)
        booked.append(wanted)
        calendar = replace(calendar, occupied=(*calendar.occupied, wanted))


@given(situations())
@settings(max_examples=120)
def test_listed_and_bookable_are_the_same_instants(situation):
    calendar, visit, limits = situation
    listed = list(slots.free_starts(calendar, visit, limits))
    assert listed == sorted(set(listed))
    instant = limits.now
    end = limits.now + timedelta(days=limits.horizon_days + 2)
    bookable = []
    while instant < end:
        if slots.is_bookable(calendar, visit, limits, instant):
            bookable.append(instant)
        instant += timedelta(minutes=5)
    assert bookable == listed


@given(situations())
@settings(max_examples=120)
def test_no_wall_time_is_listed_twice_and_each_one_exists(situation):
    calendar, visit, limits = situation
    listed = list(slots.free_starts(calendar, visit, limits))
    walls = [slots.wall_of(start, calendar.zone) for start in listed]
    assert len(walls) == len(set(walls))
    assert [slots.instant_of(wall, calendar.zone) for wall in walls] == listed


@given(situations())
@settings(max_examples=120)
def test_notice_and_horizon_are_kept(situation):
    calendar, visit, limits = situation
    today: date = limits.now.astimezone(calendar.zone).date()
    for start in slots.free_starts(calendar, visit, limits):
        assert start >= limits.now + limits.minimum_notice
        ahead = slots.wall_of(start, calendar.zone).date() - today
        assert ahead.days <= limits.horizon_days


@given(situations(), st.integers(0, 200))
@settings(max_examples=120)
def test_booking_a_free_time_closes_exactly_what_it_occupies(situation, pick):
    calendar, visit, limits = situation
    before = list(slots.free_starts(calendar, visit, limits))
    if not before:
        return
    chosen = visit.occupied(before[pick % len(before)])
    fuller = replace(calendar, occupied=(*calendar.occupied, chosen))
    after = list(slots.free_starts(fuller, visit, limits))
    assert after == [start for start in before if not meets(visit.occupied(start), chosen)]


@given(st.integers(0, 30), st.integers(1, 10), st.integers(0, 30), st.integers(1, 10))
def test_two_ranges_meet_unless_they_are_apart_or_only_touch(a, a_length, b, b_length):
    base = datetime(2027, 5, 4, 14, tzinfo=UTC)
    first = (base + a * QUARTER, base + (a + a_length) * QUARTER)
    second = (base + b * QUARTER, base + (b + b_length) * QUARTER)
    calendar = slots.Calendar(ZoneInfo("UTC"), (), (), (first,))
    assert calendar.is_taken(second) is (a < b + b_length and b < a + a_length)
