"""Whoever withdraws their consent, from wherever: visits, waits, calls and the desk's work end."""

from datetime import timedelta

import pytest
from django.core import mail

from intake import subjects
from intake.booking import follow_up_actions
from intake.booking.models import FollowUp
from intake.booking.states import FollowUpState, WaitState
from intake.stages import Stage
from tests.factories import booking as make
from tests.factories import intake as factory
from tests.factories.booking import NOW
from tests.factories.waitlist import free, open_offers, wait


def withdraw(kind, record, by=None):
    return subjects.subject_of(kind).withdraw(record, by=by, now=NOW)


def test_through_the_answers_the_wait_ends_and_its_offer_goes_to_the_next(clinic, commit, rules):
    submission = factory.completed(factory.BOOKING)
    entry = wait(clinic, submission=submission)
    free(clinic, commit)
    other = wait(clinic, "Second")
    with commit():
        counts = withdraw("submission", submission)
    entry.refresh_from_db()
    assert entry.status is WaitState.LEFT
    assert [offer.entry for offer in open_offers()] == [other]
    assert counts["intake_booking.WaitlistEntry"] == 1


def test_through_the_answers_nobody_is_to_call_any_more(clinic):
    submission = factory.completed(factory.SELF_HELP)
    call = follow_up_actions.ask_for_call(
        submission=submission,
        contact=make.CONTACT,
        consent=make.CONSENT,
        best_time="morning",
        now=NOW,
    )
    withdraw("submission", submission)
    call.refresh_from_db()
    assert (call.status, call.closing_reason) == (FollowUpState.DONE, "not_wanted")
    assert not FollowUp.objects.open().exists()


def test_through_the_answers_the_visit_is_cancelled_as_the_page_says(clinic, commit):
    submission = factory.completed(factory.BOOKING)
    visit = make.book(clinic, submission=submission)
    later = make.book(clinic, make.FIRST + timedelta(days=1))
    with commit():
        counts = withdraw("submission", submission)
    for each in (visit, later):
        each.refresh_from_db()
        assert each.status.is_cancelled
    assert counts["intake_booking.Appointment"] == 2
    assert any("cancelled" in message.body for message in mail.outbox)


@pytest.mark.parametrize("kind", ["appointment", "submission"])
def test_the_work_on_the_answers_is_closed_and_doing_it_again_changes_nothing(clinic, kind):
    submission = factory.completed(factory.BOOKING)
    visit = make.book(clinic, submission=submission)
    record = visit if kind == "appointment" else submission
    withdraw(kind, record)
    submission.refresh_from_db()
    assert submission.stage == Stage.CLOSED
    assert set(withdraw(kind, record).values()) == {0}


@pytest.mark.parametrize("kind", ["appointment", "submission"])
def test_the_history_names_who_of_the_staff_confirmed_it(clinic, admin_user, kind):
    submission = factory.completed(factory.BOOKING)
    visit = make.book(clinic, submission=submission)
    call = FollowUp.objects.create(
        kind=FollowUp.Kind.CALL, due_on=NOW.date(), **visit.contact_columns()
    )
    withdraw(kind, visit if kind == "appointment" else submission, by=admin_user)
    for each in (visit, call):
        each.refresh_from_db()
    assert (visit.cancelled_by, call.closed_by) == (admin_user, admin_user)
    event = visit.events.get(kind="cancelled")
    assert (event.by, event.reason) == (admin_user, "Consent withdrawn")
    closed = submission.events.get(stage=Stage.CLOSED)
    assert (closed.by, closed.text) == (admin_user, "Consent withdrawn")
