"""Clients stored before are found by their surname, too."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from intake import crypto
from intake.booking.models import Appointment
from tests.factories import booking as make

pytestmark = pytest.mark.django_db

migration = import_module("intake.booking.migrations.0007_fill_surname_digest")


class Editor:
    """As much of a schema editor as the migration asks for."""

    connection = connection


def test_surnames_of_stored_clients_are_filled_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migration, "SLICE", 1)
    clinic = make.make_clinic()
    visit = make.book(clinic)
    make.insert(clinic, make.FIRST + timedelta(days=1), 30, **make.CONTACT.as_fields())
    before = Appointment.objects.get(pk=visit.pk).surname_digest
    Appointment.objects.update(surname_digest="")
    migration.fill(apps, Editor())
    assert before
    assert set(Appointment.objects.values_list("surname_digest", flat=True)) == {before}


def test_a_name_no_key_opens_stays_without(settings) -> None:
    visit = make.book(make.make_clinic())
    Appointment.objects.update(surname_digest="")
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [crypto.Fernet.generate_key().decode()]
    migration.fill(apps, Editor())
    assert Appointment.objects.filter(pk=visit.pk).values_list("surname_digest", flat=True)[0] == ""
