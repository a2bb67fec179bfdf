"""One table says what may follow what."""

import pytest

from intake.booking import states
from intake.booking.states import State

ALLOWED = {
    (State.HELD, State.BOOKED),
    (State.HELD, State.EXPIRED),
    (State.EXPIRED, State.BOOKED),
    (State.BOOKED, State.CANCELLED),
}


@pytest.mark.parametrize("current", State)
@pytest.mark.parametrize("target", State)
def test_only_what_the_table_names_may_follow(current, target):
    assert states.may_become(current, target) is ((current, target) in ALLOWED)
    assert (current in states.sources(target)) is ((current, target) in ALLOWED)


def test_every_state_is_in_the_table():
    assert set(states.FOLLOWERS) == set(State)
