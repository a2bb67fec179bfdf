"""The database itself refuses an overlap."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import connection, models, transaction
from django.db.migrations.state import ProjectState
from django.db.models.signals import post_migrate

from intake.booking import guard, states
from intake.booking.errors import OverlapError
from intake.booking.models import Appointment
from intake.booking.operations import InstallGuard
from intake.booking.states import State
from tests.factories.booking import FIRST, NOW, insert, make_clinic, make_practitioner

MINUTES = timedelta(minutes=1)

# The thirteen ways two intervals can lie to each other; the first is 60–120, in minutes.
APART = {"before": (0, 50), "meets": (0, 60), "met by": (120, 180), "after": (130, 190)}
MEETING = {
    "overlaps": (30, 90),
    "overlapped by": (90, 150),
    "starts": (60, 90),
    "started by": (60, 150),
    "during": (70, 110),
    "contains": (30, 150),
    "finishes": (90, 120),
    "finished by": (30, 120),
    "equals": (60, 120),
}


def place(clinic, span, **changes):
    start, end = span
    with guard.refusing_overlaps(), transaction.atomic():
        return insert(clinic, FIRST + start * MINUTES, end - start, **changes)


@pytest.mark.django_db
@pytest.mark.parametrize("name", APART)
def test_b3_ranges_that_are_apart_or_only_touch_are_let_in(name):
    clinic = make_clinic()
    place(clinic, (60, 120))
    place(clinic, APART[name])
    assert Appointment.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("name", MEETING)
def test_b3_ranges_that_meet_are_refused(name):
    clinic = make_clinic()
    place(clinic, (60, 120))
    with pytest.raises(OverlapError):
        place(clinic, MEETING[name])


@pytest.mark.django_db
@pytest.mark.parametrize("name", MEETING)
def test_moving_into_a_taken_range_is_refused_too(name):
    clinic = make_clinic()
    place(clinic, (60, 120))
    moved = place(clinic, (500, 560))
    start, end = (FIRST + minutes * MINUTES for minutes in MEETING[name])
    with pytest.raises(OverlapError), guard.refusing_overlaps(), transaction.atomic():
        Appointment.objects.filter(pk=moved.pk).update(
            starts_at=start, ends_at=end, occupied_from=start, occupied_to=end
        )


@pytest.mark.django_db
def test_an_appointment_does_not_stand_in_its_own_way():
    moved = place(make_clinic(), (60, 120))
    start, end = FIRST + 75 * MINUTES, FIRST + 135 * MINUTES
    Appointment.objects.filter(pk=moved.pk).update(
        starts_at=start, ends_at=end, occupied_from=start, occupied_to=end
    )
    moved.refresh_from_db()
    assert moved.occupied_from == start


@pytest.mark.django_db
@pytest.mark.parametrize("first", State)
@pytest.mark.parametrize("second", State)
def test_only_states_that_take_time_get_in_each_others_way(first, second):
    def details(state):
        moments = ("hold_expires_at", "booked_at", "arrived_at", "missed_at", "cancelled_at")
        return {"state": state, **dict.fromkeys(moments, NOW)}

    clinic = make_clinic()
    place(clinic, (60, 120), **details(first))
    if first in states.OCCUPYING and second in states.OCCUPYING:
        with pytest.raises(OverlapError):
            place(clinic, (60, 120), **details(second))
    else:
        place(clinic, (60, 120), **details(second))


@pytest.mark.django_db
def test_a_state_that_takes_time_again_is_checked_again():
    clinic = make_clinic()
    cancelled = place(clinic, (60, 120), state=State.CANCELLED, cancelled_at=NOW)
    place(clinic, (60, 120))
    with pytest.raises(OverlapError), guard.refusing_overlaps(), transaction.atomic():
        Appointment.objects.filter(pk=cancelled.pk).update(state=State.BOOKED)


@pytest.mark.django_db
def test_two_diaries_do_not_get_in_each_others_way():
    clinic = make_clinic()
    place(clinic, (60, 120))
    place(clinic, (60, 120), practitioner=make_practitioner(clinic.service, clinic.location))


@pytest.mark.django_db
def test_b4_buffers_are_part_of_what_is_refused():
    clinic = make_clinic()
    place(clinic, (60, 120), occupied_to=FIRST + 135 * MINUTES)
    with pytest.raises(OverlapError):
        place(clinic, (150, 210), occupied_from=FIRST + 130 * MINUTES)
    place(clinic, (150, 210), occupied_from=FIRST + 135 * MINUTES)


@pytest.mark.django_db
def test_several_rows_in_one_statement_are_checked_against_each_other():
    clinic = make_clinic()
    rows = [place(clinic, (hour * 60, hour * 60 + 60)) for hour in range(2)]
    same = {"occupied_from": FIRST, "occupied_to": FIRST + 120 * MINUTES}
    with pytest.raises(OverlapError), guard.refusing_overlaps(), transaction.atomic():
        Appointment.objects.filter(pk__in=[row.pk for row in rows]).update(**same)


@pytest.mark.django_db
def test_another_refusal_of_the_database_is_not_taken_for_an_overlap():
    clinic = make_clinic()
    place(clinic, (60, 120), token_digest="same")
    with pytest.raises(Exception, match=r"(?i)unique") as caught:
        place(clinic, (200, 260), token_digest="same")
    assert not isinstance(caught.value, OverlapError)


@pytest.mark.django_db
def test_b24_the_guard_is_there_after_migrating_on_either_database():
    assert guard.is_installed(connection)


@pytest.mark.django_db(transaction=True)
def test_a_rebuilt_table_gets_its_guard_back_after_migrating():
    field = models.CharField(max_length=200, blank=True, default="")
    field.set_attributes_from_name("holder_digest")
    with connection.schema_editor() as editor:
        editor.alter_field(Appointment, Appointment._meta.get_field("holder_digest"), field)
    if connection.vendor == "sqlite":
        assert not guard.is_installed(connection), "the test must show what SQLite loses"
    with connection.schema_editor() as editor:
        editor.alter_field(Appointment, field, Appointment._meta.get_field("holder_digest"))
    booking = apps.get_app_config("intake_booking")
    receivers, _async_receivers = post_migrate._live_receivers(booking)
    assert guard.ensure in receivers
    guard.ensure(using="default")
    assert guard.is_installed(connection)


@pytest.mark.django_db(transaction=True)
def test_a_missing_guard_is_reported_by_the_system_check():
    guard.remove(connection)
    try:
        found = [message.id for message in run_checks(databases=["default"])]
        assert "intake_booking.W002" in found
    finally:
        guard.ensure()
    found = [message.id for message in run_checks(databases=["default"])]
    assert "intake_booking.W002" not in found


@pytest.mark.django_db(transaction=True)
def test_the_migration_takes_the_guard_away_and_puts_it_back():
    state = ProjectState.from_apps(apps)
    operation = InstallGuard()
    with connection.schema_editor() as editor:
        operation.database_backwards("intake_booking", editor, state, state)
    assert not guard.is_installed(connection)
    with connection.schema_editor() as editor:
        operation.database_forwards("intake_booking", editor, state, state)
    assert guard.is_installed(connection)


@pytest.mark.django_db(transaction=True)
def test_a_guard_that_says_something_else_is_replaced():
    guard.remove(connection)
    with connection.cursor() as cursor:
        for statement in older_guard(connection.vendor):
            cursor.execute(statement)
    assert not guard.is_installed(connection)
    guard.ensure()
    assert guard.is_installed(connection)


@pytest.mark.django_db(transaction=True)
def test_visits_put_on_top_of_others_on_purpose_do_not_stand_in_the_way_of_an_upgrade():
    clinic = make_clinic()
    place(clinic, (60, 120), client_digest="one")
    place(clinic, (60, 120), overbooked=True, overbooked_reason="Pain", client_digest="other")
    guard.remove(connection)
    guard.ensure()
    assert guard.is_installed(connection)
    assert guard.overlapping(connection) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "overbooked", [{}, {"overbooked": True, "overbooked_reason": "Pain"}], ids=["plain", "on top"]
)
def test_an_upgrade_names_the_visits_that_overlap_and_what_to_do(overbooked):
    clinic = make_clinic()
    guard.remove(connection)
    with connection.cursor() as cursor:
        for statement in older_guard(connection.vendor):
            cursor.execute(statement)
    kept = {"state": State.HELD, "hold_expires_at": NOW, "client_digest": "same"}
    first, second = place(clinic, (60, 120), **kept), place(clinic, (60, 120), **kept, **overbooked)
    try:
        if connection.vendor == "postgresql":
            with pytest.raises(OverlapError, match=f"{first} and {second}. Cancel or move one"):
                guard.ensure()
            assert guard._postgres_constraints(connection.cursor()), "the older guard is gone"
        else:
            guard.ensure()
        assert guard.overlapping(connection) == [(first.reference, second.reference)]
    finally:
        Appointment.objects.all().delete()
        guard.install(connection)
    assert guard.is_installed(connection)


def older_guard(vendor):
    if vendor == "postgresql":
        return [rule.constraint.replace("'held', ", "") for rule in guard.RULES]
    return [sql.replace("'held', ", "") for sql in guard.SQLITE_TRIGGERS.values()]
