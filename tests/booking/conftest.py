"""A clinic to book at, a clock that stands still, and a site to serve it."""

from datetime import datetime

import pytest
from django.test import Client

from tests.factories import booking as make


class Clock:
    """The time everybody sees in a test; set `now` to move it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the clock on a Monday, 07:00 in New York."""
    standing = Clock(make.NOW)
    monkeypatch.setattr("django.utils.timezone.now", standing)
    return standing


@pytest.fixture
def clinic(db: None, clock: Clock) -> make.Clinic:
    """The smallest clinic that can be booked."""
    return make.make_clinic()


@pytest.fixture
def other_browser() -> Client:
    """A second visitor."""
    return Client()
