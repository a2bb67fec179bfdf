"""The access log: written once, kept until its day, naming nobody but staff."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from intake import access_log
from intake.access_log import Action
from intake.models import AccessEntry
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2001, 5, 31, 12, tzinfo=UTC)


def noted(**changes: object) -> AccessEntry:
    values = {"by": factory.staff(), "action": Action.VIEW, "kind": "submission"} | changes
    access_log.note(**values)
    return AccessEntry.objects.latest("pk")


def test_an_entry_says_who_did_what_with_which_record_and_until_when_it_is_kept() -> None:
    user = factory.staff()
    now = datetime(2027, 3, 1, 12, tzinfo=UTC)
    entry = noted(by=user, reference="K7QF-3M2P", now=now)
    assert (entry.user_id, entry.username) == (user.pk, user.get_username())
    assert (entry.reference, entry.count) == ("K7QF-3M2P", 1)
    assert entry.keep_until == date(2033, 3, 1)


def test_a_command_writes_without_an_account() -> None:
    entry = noted(by=None)
    assert (entry.user_id, entry.username) == (None, "")


def test_the_database_refuses_to_change_an_entry() -> None:
    entry = noted()
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessEntry.objects.filter(pk=entry.pk).update(username="somebody else")


def test_the_database_refuses_to_delete_an_entry_before_its_day() -> None:
    entry = noted()
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessEntry.objects.filter(pk=entry.pk).delete()


@pytest.mark.postgres
def test_the_database_refuses_to_empty_the_log_at_once() -> None:
    noted()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {access_log.TABLE}")


def test_an_entry_whose_day_is_over_may_go() -> None:
    entry = noted(now=LONG_AGO)
    assert AccessEntry.objects.filter(pk=entry.pk).delete()[0] == 1


def test_deleting_an_account_leaves_its_entries_as_they_were() -> None:
    user = factory.staff()
    entry = noted(by=user)
    name = user.get_username()
    user.delete()
    entry.refresh_from_db()
    assert entry.username == name


def test_a_lost_trigger_is_put_back_after_migrating() -> None:
    access_log.remove(connection)
    assert not access_log.is_installed(connection)
    access_log.ensure()
    assert access_log.is_installed(connection)
