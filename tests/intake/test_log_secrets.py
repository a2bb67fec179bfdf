"""A link that opens something of a client is a secret, also from who reads the logs."""

import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from intake import second_look
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What Django says about requests."""
    with caplog.at_level(logging.INFO, logger="django"):
        yield caplog


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("intake:again", "K7QF-3M2P:" + "s" * 43),
        ("intake:again_now", "K7QF-3M2P:" + "s" * 43),
        ("intake:resume", "s" * 32),
        ("intake_booking:appointment", "5" * 40),
        ("intake_booking:details", "5" * 40),
    ],
)
def test_a_link_that_opens_nothing_is_logged_without_its_secret(
    lines: pytest.LogCaptureFixture, name: str, secret: str
) -> None:
    assert Client().get(reverse(name, args=[secret])).status_code in (404, 410)
    assert lines.messages
    assert secret not in lines.text


def test_a_refused_form_is_logged_without_the_secret_of_its_link(
    lines: pytest.LogCaptureFixture,
) -> None:
    factory.published(factory.small())
    token = second_look.link_token(factory.completed())
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("intake:again", args=[token]), {"q-progress": "worse"})
    assert response.status_code == 403
    assert "/again/***" in lines.text
    assert token not in lines.text


def test_other_addresses_are_logged_as_they_are(lines: pytest.LogCaptureFixture) -> None:
    Client().get("/nowhere/to-be-found/")
    assert "/nowhere/to-be-found/" in lines.text
