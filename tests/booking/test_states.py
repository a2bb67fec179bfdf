"""One table a kind of row says what may follow what."""

import pytest

from intake.booking import states
from intake.booking.states import FollowUpState, OfferState, ReminderState, State, WaitState

ALLOWED = {
    (State.HELD, State.BOOKED),
    (State.HELD, State.EXPIRED),
    (State.EXPIRED, State.BOOKED),
    (State.BOOKED, State.ARRIVED),
    (State.BOOKED, State.NO_SHOW),
    (State.BOOKED, State.CANCELLED),
    (State.ARRIVED, State.BOOKED),
    (State.NO_SHOW, State.BOOKED),
    (State.NO_SHOW, State.ARRIVED),
    (WaitState.WAITING, WaitState.SERVED),
    (WaitState.WAITING, WaitState.LEFT),
    (WaitState.WAITING, WaitState.LAPSED),
    (OfferState.OPEN, OfferState.CLAIMED),
    (OfferState.OPEN, OfferState.DECLINED),
    (OfferState.OPEN, OfferState.MISSED),
    (ReminderState.DUE, ReminderState.SENDING),
    (ReminderState.DUE, ReminderState.SKIPPED),
    (ReminderState.SENDING, ReminderState.SENT),
    (ReminderState.SENDING, ReminderState.SKIPPED),
    (ReminderState.SENDING, ReminderState.DUE),
    (ReminderState.SENDING, ReminderState.UNKNOWN),
    (ReminderState.SKIPPED, ReminderState.DUE),
    (ReminderState.UNKNOWN, ReminderState.DUE),
    (FollowUpState.OPEN, FollowUpState.SERVED),
    (FollowUpState.OPEN, FollowUpState.DONE),
    (FollowUpState.SERVED, FollowUpState.OPEN),
    (FollowUpState.DONE, FollowUpState.OPEN),
}
PAIRS = [(current, target) for kind in states.TABLES for current in kind for target in kind]


@pytest.mark.parametrize(("current", "target"), PAIRS)
def test_only_what_the_table_names_may_follow(current, target):
    assert states.may_become(current, target) is ((current, target) in ALLOWED)
    assert (current in states.sources(target)) is ((current, target) in ALLOWED)


@pytest.mark.parametrize("kind", states.TABLES)
def test_every_state_is_in_its_table(kind):
    assert set(states.TABLES[kind]) == set(kind)
