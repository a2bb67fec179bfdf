"""Why a time is not free: each rule in words, and the same verdict as the page of free times."""

from datetime import date, datetime, time, timedelta

import pytest

from intake.booking import explain, slots
from intake.booking.availability import Diaries
from intake.booking.enquiry import answers
from intake.booking.models import DayException, Room, TimeOff, WeeklyHours
from tests.factories import booking as make

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TUESDAY = date(2027, 3, 2)


def instant(clinic, wall):
    """Return the instant of a wall time of the place, such as 2027-03-02T09:00."""
    return slots.instant_of(datetime.fromisoformat(wall), clinic.location.zone)


def ask(clinic, wall="2027-03-02T10:00", **changes):
    """Return what is said of a wall time with the clinic's practitioner."""
    asked = {
        "service": clinic.service,
        "location": clinic.location,
        "start": instant(clinic, wall),
        "now": make.NOW,
        "practitioner": clinic.practitioner,
    } | changes
    (said,) = answers(**asked)
    return said


def words(clinic, wall="2027-03-02T10:00", **changes):
    """Return the reasons of a wall time in words."""
    return [reason.words for reason in ask(clinic, wall, **changes).reasons]


def row(clinic, wall="2027-03-02T10:00"):
    """Return what closes a wall time first."""
    return ask(clinic, wall).reasons[0].row


def change(instance, **changes):
    for name, value in changes.items():
        setattr(instance, name, value)
    instance.save()


def test_a_free_time_has_no_reason(clinic):
    assert ask(clinic).is_free


def test_what_has_passed_says_nothing_else(clinic):
    assert words(clinic, "2027-02-28T10:07") == ["This time has passed."]


def test_notice_says_the_earliest_time_and_leads_to_the_kind_of_visit(clinic):
    change(clinic.service, minimum_notice_hours=48)
    assert words(clinic) == [
        "Clients book this visit at least 48 hours ahead: the earliest time now is "
        "Wed 3 March 2027, 07:00 (New York time)."
    ]
    assert row(clinic) == clinic.service


def test_the_horizon_says_the_last_day(clinic):
    change(clinic.service, horizon_days=7)
    assert words(clinic, "2027-03-09T10:00") == [
        "Clients book this visit at most 7 days ahead: the last day now is Monday 8 March 2027."
    ]


def test_a_public_holiday_is_named(clinic):
    closed = DayException.objects.create(day=TUESDAY, holiday="Town Meeting Day")
    assert words(clinic) == ["Closed for a public holiday: Town Meeting Day."]
    assert row(clinic) == closed


@pytest.mark.parametrize(
    ("note", "said"),
    [("", "Closed on this day."), ("Painters", "Closed on this day (Painters).")],
)
def test_a_closed_day_says_so_with_its_note(clinic, note, said):
    DayException.objects.create(day=TUESDAY, note=note, practitioner=clinic.practitioner)
    assert words(clinic) == [said]


def test_other_hours_of_a_day_are_told(clinic):
    other = DayException.objects.create(day=TUESDAY, closed=False, start=time(13), end=time(15))
    assert words(clinic) == ["This day has other hours than its week: 13:00–15:00."]
    assert row(clinic) == other
    assert ask(clinic, "2027-03-02T13:00").is_free


def test_weekly_hours_are_told(clinic):
    assert words(clinic, "2027-03-02T20:00") == [
        "The hours of Alex Example at Main Street on a Tuesday are 09:00–17:00."
    ]
    assert row(clinic, "2027-03-02T20:00") == WeeklyHours.objects.get(weekday=1)


def test_a_weekday_without_hours_leads_to_where_they_are_added(clinic):
    WeeklyHours.objects.filter(weekday=1).delete()
    assert words(clinic) == ["Alex Example has no hours at Main Street on a Tuesday."]
    assert row(clinic) is WeeklyHours


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (
            {"effective_from": date(2027, 4, 1)},
            "The hours Tuesday 09:00–17:00 apply from 1 April 2027 only.",
        ),
        (
            {"effective_to": date(2027, 2, 1)},
            "The hours Tuesday 09:00–17:00 applied until 1 February 2027.",
        ),
    ],
)
def test_hours_that_do_not_apply_yet_or_any_more_say_so(clinic, dates, said):
    change(WeeklyHours.objects.get(weekday=1), **dates)
    assert words(clinic) == [said]


def test_time_between_two_starts_names_the_nearest(clinic):
    assert words(clinic, "2027-03-02T10:10") == [
        "Visits start every 30 minutes from 09:00: the nearest starts are 10:00 and 10:30."
    ]


def test_what_would_end_after_closing_names_the_last_start(clinic):
    assert words(clinic, "2027-03-02T16:30") == [
        "It would end at 17:30, after the hours end at 17:00. The last start is 16:00."
    ]


@pytest.mark.parametrize("note", ["", "Course"])
def test_time_off_says_whose_and_how_long(clinic, note):
    off = TimeOff.objects.create(
        practitioner=clinic.practitioner, first_day=TUESDAY, last_day=date(2027, 3, 5), note=note
    )
    said = "Time off of Alex Example: Tue 2 March 2027 – Fri 5 March 2027"
    assert words(clinic) == [said + (" (Course)." if note else ".")]
    assert row(clinic) == off


def test_a_visit_is_named_by_its_reference_and_never_by_its_client(clinic):
    booked = make.book(clinic)
    (said,) = words(clinic, "2027-03-02T09:30")
    assert said == f"Taken by {booked.reference} (First visit, 09:00 to 10:00)."
    assert make.CONTACT.name not in said
    assert row(clinic, "2027-03-02T09:30") == booked


def test_a_kept_time_says_until_when(clinic):
    make.hold(clinic)
    assert words(clinic, "2027-03-02T09:00") == [
        "Taken by a time a client keeps until 07:10 while typing (09:00 to 10:00)."
    ]
    assert ask(clinic, "2027-03-02T09:00", now=make.NOW + 10 * MINUTE).is_free


def test_a_visit_elsewhere_says_where(clinic):
    other = make.make_location(name="Oak Street")
    booked = make.insert(clinic, make.FIRST, 60, location=other)
    assert words(clinic, "2027-03-02T09:00") == [
        f"Taken by {booked} (First visit at Oak Street, 09:00 to 10:00)."
    ]


@pytest.mark.parametrize(
    ("neighbour", "own", "wall", "said"),
    [
        ((0, 15), (0, 0), "T10:00", "15 minutes are kept free after {}."),
        ((30, 0), (0, 0), "T08:00", "30 minutes are kept free before {}."),
        ((0, 0), (15, 0), "T10:00", "The 15 minutes kept free before it reach into {}."),
        ((0, 0), (0, 15), "T08:00", "The 15 minutes kept free after it reach into {}."),
        ((0, 20), (20, 0), "T10:30", "The minutes kept free around it meet those around {}."),
    ],
)
def test_minutes_kept_free_say_whose_they_are(clinic, neighbour, own, wall, said):
    WeeklyHours.objects.update(start=time(7))
    before, after = neighbour
    end = make.FIRST + HOUR
    booked = make.insert(
        clinic,
        make.FIRST,
        60,
        occupied_from=make.FIRST - before * MINUTE,
        occupied_to=end + after * MINUTE,
    )
    change(clinic.service, buffer_before_minutes=own[0], buffer_after_minutes=own[1])
    what = f"{booked} (First visit, 09:00 to 10:00)"
    assert words(clinic, f"2027-03-02{wall}") == [said.format(what)]


def test_without_a_free_room_each_room_says_what_takes_it(clinic):
    change(clinic.service, uses_room=True)
    blue = Room.objects.create(location=clinic.location, name="Blue room")
    other = make.make_practitioner(clinic.service, clinic.location, name="Sam Example")
    booked = make.insert(clinic, make.FIRST, 60, practitioner=other, room=blue)
    assert words(clinic, "2027-03-02T09:00") == [
        f"No room is free. Blue room: Taken by {booked} (First visit, 09:00 to 10:00)."
    ]
    Room.objects.create(location=clinic.location, name="Green room")
    assert ask(clinic, "2027-03-02T09:00").is_free


def test_every_rule_that_closes_a_time_is_named_the_deciding_one_first(clinic):
    make.book(clinic)
    change(clinic.service, minimum_notice_hours=72)
    DayException.objects.create(day=TUESDAY)
    TimeOff.objects.create(first_day=TUESDAY, last_day=TUESDAY)
    said = words(clinic, "2027-03-02T09:00")
    assert [each.split()[0] for each in said] == ["Clients", "Closed", "Time", "Taken"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda clinic: change(clinic.practitioner, active=False),
            "Alex Example is not offered to clients.",
        ),
        (
            lambda clinic: clinic.practitioner.services.clear(),
            "Alex Example does not give “First visit”.",
        ),
        (
            lambda clinic: clinic.practitioner.hours.all().delete(),
            "Alex Example has no weekly hours at Main Street.",
        ),
    ],
)
def test_who_does_not_give_the_visit_says_only_that(clinic, spoil, said):
    spoil(clinic)
    assert words(clinic, "2027-03-02T03:07") == [said]


def test_a_wall_time_that_does_not_exist_says_what_the_clocks_show(clinic):
    zone = clinic.location.zone
    assert explain.missing_wall(datetime(2027, 3, 14, 2, 30), zone) == (
        "02:30 does not exist on Sunday 14 March 2027: the clocks go forward and show 03:00 "
        "instead."
    )
    assert explain.missing_wall(datetime(2027, 3, 14, 3, 30), zone) == ""


def test_what_is_not_offered_at_all_says_so(clinic):
    assert explain.withheld(clinic.service, clinic.location) == []
    change(clinic.service, active=False)
    change(clinic.location, active=False)
    assert [each.words for each in explain.withheld(clinic.service, clinic.location)] == [
        "“First visit” is not offered to clients.",
        "Main Street is not offered to clients.",
    ]


def test_the_verdict_is_that_of_the_page_of_free_times(clinic):
    change(
        clinic.service,
        buffer_before_minutes=10,
        buffer_after_minutes=20,
        minimum_notice_hours=20,
        horizon_days=12,
        uses_room=True,
    )
    Room.objects.create(location=clinic.location, name="Blue room")
    other = make.make_practitioner(
        clinic.service, clinic.location, name="Sam Example", weekdays=(1, 2)
    )
    make.book(clinic, make.FIRST + 2 * HOUR)
    make.hold(clinic, make.FIRST + 5 * HOUR, practitioner_id=other.pk)
    DayException.objects.create(day=date(2027, 3, 3), practitioner=clinic.practitioner)
    TimeOff.objects.create(
        first_day=date(2027, 3, 4), start=time(10), last_day=date(2027, 3, 4), end=time(12)
    )
    service, location = clinic.service, clinic.location
    diaries = Diaries(service=service, location=location, now=make.NOW)
    start, end, seen = make.FIRST - 4 * HOUR, make.FIRST + 72 * HOUR, set()
    while start < end:
        said = answers(service=service, location=location, start=start, now=make.NOW)
        free = [each.practitioner for each in said if each.is_free]
        assert free == diaries.who_is_free(start), start
        seen.add(len(free))
        start += timedelta(minutes=45)
    assert seen == {0, 1, 2}


@pytest.mark.parametrize("people", [1, 5])
def test_asking_about_everybody_takes_as_few_queries_as_about_one(
    clinic, people, django_assert_max_num_queries
):
    for _each in range(people):
        make.make_practitioner(clinic.service, clinic.location)
    with django_assert_max_num_queries(8):
        answers(service=clinic.service, location=clinic.location, start=make.FIRST, now=make.NOW)
