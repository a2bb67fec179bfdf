"""A clinic to book at, a clock that stands still, and a site to serve it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Site

from intake.booking.models import BookingSettings
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


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[[], Any]:
    """Return a context in which a commit does what it does outside of tests."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def rules(db: None) -> BookingSettings:
    """The rules of the clinic: one person is asked at a time."""
    site = Site.objects.get(is_default_site=True)
    return BookingSettings.objects.create(site=site, offers_at_once=1, offer_minutes=120)


def refuse(message: Any, *args: Any) -> None:
    raise SMTPRecipientsRefused(dict.fromkeys(message.to, (550, b"No such user")))


@pytest.fixture
def broken_mail(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[], AbstractContextManager[None]]:
    """Let the mail server refuse everything inside the context."""

    @contextmanager
    def broken() -> Iterator[None]:
        with monkeypatch.context() as patched:
            patched.setattr("django.core.mail.EmailMessage.send", refuse)
            yield

    return broken
