"""A clinic upgrades with data of its own: notes are encrypted, and staff see whom they saw."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import connection

from intake import crypto
from intake.booking import guard
from intake.booking.models import Appointment, AppointmentEvent, DayNote
from tests.factories import booking as make

OLD, WRITTEN = (
    "Robin asked for it, pain at night",
    {
        "intake_booking_appointment": "overbooked_reason",
        "intake_booking_appointmentevent": "reason",
        "intake_booking_daynote": "text",
    },
)
SEE_ALL = {
    "intake": ("0009_keep_seeing_all", "view_submission", "see_all_submissions"),
    "intake.booking": ("0013_keep_seeing_all", "view_appointment", "see_all_appointments"),
}


def stored() -> list[str]:
    """Return what the database itself holds of what staff wrote, whatever the code would read."""
    found = []
    with connection.cursor() as cursor:
        for table, column in WRITTEN.items():
            cursor.execute(f"SELECT {column} FROM {table} WHERE {column} <> ''")
            found += [text for (text,) in cursor.fetchall()]
    return found


@pytest.mark.django_db(transaction=True)
def test_what_staff_wrote_before_is_encrypted_by_the_upgrade_and_can_be_read() -> None:
    clinic = make.make_clinic()
    visit = make.insert(clinic, make.FIRST, 60, overbooked=True, overbooked_reason="new")
    event = {"appointment": visit, "kind": AppointmentEvent.Kind.BOOKED, "at": make.NOW}
    AppointmentEvent.objects.create(reason="new", **event)
    AppointmentEvent.objects.create(reason="", **event)
    DayNote.objects.create(location=clinic.location, day=make.FIRST.date(), text="new")
    try:
        call_command("migrate", "intake_booking", "0009", verbosity=0)
        assert stored() == ["new"] * 3
        with connection.cursor() as cursor:
            for table, column in WRITTEN.items():
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {column} <> ''", [OLD])
    finally:
        call_command("migrate", "intake_booking", verbosity=0)
    assert [text.startswith(crypto.MARK) for text in stored()] == [True] * 3
    assert Appointment.objects.get().overbooked_reason == OLD
    assert sorted(AppointmentEvent.objects.values_list("reason", flat=True)) == ["", OLD]
    assert DayNote.objects.get().text == OLD
    assert guard.is_installed(connection)


class Editor:
    """As much of a schema editor as the migration asks for."""

    connection = connection


def upgrade(app: str) -> None:
    import_module(f"{app}.migrations.{SEE_ALL[app][0]}").keep(apps, Editor())


@pytest.mark.django_db
@pytest.mark.parametrize("app", SEE_ALL)
def test_who_saw_records_before_that_took_a_permission_goes_on_seeing_all(app: str) -> None:
    _name, view, see_all = SEE_ALL[app]
    Permission.objects.filter(codename=see_all).delete()
    seeing, others = Group.objects.create(name="Desk"), Group.objects.create(name="Others")
    person = User.objects.create_user("alone")
    for permissions in (seeing.permissions, person.user_permissions):
        permissions.add(Permission.objects.get(codename=view))
    upgrade(app)
    call_command("migrate", verbosity=0)
    wanted = Permission.objects.get(codename=see_all)
    assert list(seeing.permissions.filter(codename=see_all)) == [wanted]
    assert list(person.user_permissions.filter(codename=see_all)) == [wanted]
    assert not others.permissions.exists()


@pytest.mark.django_db(transaction=True)
def test_the_upgrade_itself_lets_who_saw_visits_go_on_seeing_all() -> None:
    seeing = Group.objects.create(name="Desk")
    person = User.objects.create_user("alone")
    for permissions in (seeing.permissions, person.user_permissions):
        permissions.add(Permission.objects.get(codename="view_appointment"))
    try:
        call_command("migrate", "intake_booking", "0012", verbosity=0)
        Permission.objects.filter(codename="see_all_appointments").delete()
    finally:
        call_command("migrate", "intake_booking", verbosity=0)
    wanted = Permission.objects.get(codename="see_all_appointments")
    assert list(wanted.group_set.all()) == [seeing]
    assert list(wanted.user_set.all()) == [person]


@pytest.mark.django_db
@pytest.mark.parametrize("app", SEE_ALL)
def test_a_clinic_that_has_decided_already_is_left_alone(app: str) -> None:
    _name, view, see_all = SEE_ALL[app]
    group = Group.objects.create(name="Therapists")
    group.permissions.add(Permission.objects.get(codename=view))
    upgrade(app)
    assert not group.permissions.filter(codename=see_all).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("app", SEE_ALL)
def test_a_new_clinic_gets_its_permissions_as_usual(app: str) -> None:
    see_all: Any = SEE_ALL[app][2]
    Permission.objects.filter(codename=see_all).delete()
    upgrade(app)
    assert not Permission.objects.filter(codename=see_all).exists()
