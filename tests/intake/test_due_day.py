"""The day by which the answers ask to be seen: stored, listed, and what the worklist goes by."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from intake import crypto
from intake.actions import complete_submission
from intake.models import Submission
from intake.models.submission import ANY_TIME
from tests.factories import booking as make
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db

migration = import_module("intake.migrations.0011_fill_due_day")


class Editor:
    """As much of a schema editor as the migration asks for."""

    connection = connection


def due_within(days: int | None) -> Submission:
    """Answer a questionnaire whose rules want a visit within some days."""
    rules = [rule | {"see_within_days": days} for rule in factory.small()["rules"]]
    factory.published(factory.small(rules=rules) if days else factory.small())
    submission, _token = factory.started(factory.BOOKING)
    return complete_submission(submission=submission, now=make.NOW)


def test_of_those_as_urgent_the_one_due_first_comes_first_and_any_time_last() -> None:
    order = [due_within(None), due_within(30), due_within(2)]
    assert list(Submission.objects.open().urgent_first()) == order[::-1]


def test_the_list_says_by_when() -> None:
    due_within(7)
    client = Client()
    client.force_login(factory.staff("intake.view_submission", "intake.see_all_submissions"))
    said = client.get("/admin/submission/").content.decode()
    assert "See by" in said
    assert "03/08/2027" in said


def test_the_day_is_filled_in_where_it_was_told_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migration, "SLICE", 1)
    soon, whenever = due_within(7), due_within(None)
    Submission.objects.update(see_by=ANY_TIME)
    migration.fill(apps, Editor())
    soon.refresh_from_db()
    whenever.refresh_from_db()
    assert soon.due_on is not None
    assert soon.due_on.isoformat() == "2027-03-08"
    assert whenever.due_on is None


def test_a_decision_no_key_opens_says_no_day(settings) -> None:
    due_within(7)
    Submission.objects.update(see_by=ANY_TIME)
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [crypto.Fernet.generate_key().decode()]
    migration.fill(apps, Editor())
    assert set(Submission.objects.values_list("see_by", flat=True)) == {ANY_TIME}
