"""The clock on records: what is over goes, what is needed stays, and numbers remain."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from intake import pruning, tasks
from intake.booking.models import Appointment, FollowUp, WaitlistEntry
from intake.models import DailyCount, DeletionRecord, Submission
from tests.factories import booking as make
from tests.factories import intake as factory
from tests.factories.waitlist import wait

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def finished(when: datetime, **fields: object) -> Submission:
    submission = factory.completed()
    Submission.objects.filter(pk=submission.pk).update(completed_at=when, **fields)
    submission.refresh_from_db()
    return submission


def unfinished(when: datetime) -> Submission:
    submission, _token = factory.started(factory.SELF_HELP)
    Submission.objects.filter(pk=submission.pk).update(updated_at=when, last_step="where")
    return submission


def left() -> set[int]:
    return set(Submission.objects.values_list("pk", flat=True))


def test_unfinished_answers_go_after_seven_days(now) -> None:
    old, young = unfinished(now - 8 * DAY), unfinished(now - 6 * DAY)
    pruning.prune(now=now)
    assert left() == {young.pk}
    assert old.pk not in left()


def test_where_people_left_the_form_stays_as_a_number(now) -> None:
    unfinished(now - 8 * DAY)
    unfinished(now - 8 * DAY)
    pruning.prune(now=now)
    (row,) = DailyCount.objects.filter(kind="left")
    assert (row.key, row.count) == ("where", 2)


def test_answers_of_people_who_did_not_book_go_after_ninety_days(now) -> None:
    finished(now - 91 * DAY)
    young = finished(now - 89 * DAY)
    pruning.prune(now=now)
    assert left() == {young.pk}
    assert DailyCount.objects.get(kind="route").key == "self_help"


def test_a_client_with_a_visit_is_kept() -> None:
    submission = finished(make.NOW - 100 * DAY)
    make.book(make.make_clinic(), submission=submission)
    pruning.prune(now=make.NOW)
    assert left() == {submission.pk}


def test_former_clients_go_with_their_answers_ten_years_after_their_last_visit() -> None:
    submission = finished(make.NOW)
    visit = make.book(make.make_clinic(), submission=submission)
    pruning.prune(now=visit.ends_at + 3640 * DAY)
    assert left() == {submission.pk}
    record = pruning.prune(now=visit.ends_at + 3660 * DAY)
    assert left() == set()
    assert record.counts["visits of former clients"] == 1


def test_a_legal_hold_keeps_answers_and_visits(now) -> None:
    submission = finished(make.NOW, legal_hold=True)
    visit = make.book(make.make_clinic(), submission=submission)
    held = finished(now - 200 * DAY, legal_hold=True)
    pruning.prune(now=visit.ends_at + 5000 * DAY)
    assert left() == {submission.pk, held.pk}
    visit.refresh_from_db()


def test_a_dry_run_counts_and_deletes_nothing(now, capsys) -> None:
    finished(now - 91 * DAY)
    call_command("prune", dry_run=True)
    assert "answers without a visit: 1 would be deleted" in capsys.readouterr().out
    assert len(left()) == 1
    assert not DeletionRecord.objects.exists()


def test_a_record_says_how_many_and_that_nothing_is_left(now) -> None:
    finished(now - 91 * DAY)
    record = pruning.prune(now=now, by_name="prune")
    assert record.counts["answers without a visit"] == 1
    assert set(record.left.values()) == {0}


def test_records_are_chained_so_that_none_can_be_changed_unnoticed(now) -> None:
    _first, second, third = (pruning.prune(now=now + n * DAY) for n in range(3))
    assert pruning.broken_record() is None
    DeletionRecord.objects.filter(pk=second.pk).update(counts={"answers without a visit": 9})
    assert pruning.broken_record() == second
    second.delete()
    assert pruning.broken_record() == third


def test_a_worker_deletes_what_is_over_as_the_command_does() -> None:
    tasks.prune.call()
    assert DeletionRecord.objects.get().by_name == "prune"


def entry(when: datetime, **fields: object) -> WaitlistEntry:
    found = wait(make.make_clinic())
    WaitlistEntry.objects.filter(pk=found.pk).update(created_at=when, **fields)
    return found


def follow_up(due: datetime, **fields: object) -> FollowUp:
    return FollowUp.objects.create(kind=FollowUp.Kind.CALL, due_on=due.date(), **fields)


def test_who_left_the_waitlist_goes_after_ninety_days(now) -> None:
    old, young = (
        entry(now - 200 * DAY, state="left", ended_at=now - days * DAY) for days in (91, 89)
    )
    record = pruning.prune(now=now)
    assert set(WaitlistEntry.objects.all()) == {young}
    assert (record.counts["waitlist entries"], old.pk != young.pk) == (1, True)


def test_a_wait_that_no_command_ends_goes_ninety_days_after_it_should_have_ended(now) -> None:
    old, young = entry(now - 456 * DAY), entry(now - 454 * DAY)
    still = entry(now - 456 * DAY, last_day=now.date())
    pruning.prune(now=now)
    assert set(WaitlistEntry.objects.all()) == {young, still}
    assert old not in WaitlistEntry.objects.all()


def test_a_call_nobody_closed_goes_with_the_answers_of_somebody_who_did_not_book(now) -> None:
    submission = finished(now - 200 * DAY)
    follow_up(now - 91 * DAY, submission=submission)
    young = follow_up(now - 89 * DAY, submission=finished(now - 200 * DAY))
    pruning.prune(now=now)
    assert set(FollowUp.objects.all()) == {young}
    assert left() == {young.submission_id}


def test_a_follow_up_that_led_to_a_visit_goes_ten_years_after(now) -> None:
    visit = make.book(make.make_clinic())
    served = follow_up(make.NOW, booked=visit, state="served")
    pruning.prune(now=visit.ends_at + 3640 * DAY)
    assert FollowUp.objects.get() == served
    record = pruning.prune(now=visit.ends_at + 3660 * DAY)
    assert not FollowUp.objects.exists()
    assert set(record.left.values()) == {0}


def test_a_legal_hold_keeps_waits_and_calls(now) -> None:
    held = finished(now - 900 * DAY, legal_hold=True)
    follow_up(now - 900 * DAY, submission=held)
    entry(now - 900 * DAY, submission=held)
    entry(now - 900 * DAY, submission=held, state="left", ended_at=now - 800 * DAY)
    pruning.prune(now=now)
    assert (FollowUp.objects.count(), WaitlistEntry.objects.count()) == (1, 2)


def test_a_time_kept_for_a_client_who_did_not_book_it_goes_after_a_day() -> None:
    hold = make.hold(make.make_clinic())
    for days, is_left in ((0.9, True), (1.1, False)):
        pruning.prune(now=hold.hold_expires_at + days * DAY)
        assert Appointment.objects.filter(pk=hold.pk).exists() is is_left
