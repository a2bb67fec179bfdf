"""Every kind of secret: how hard to guess, what it opens, and when it ends."""

from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from intake import second_look, subjects
from intake.booking import feed_actions, tokens
from intake.models import Submission
from tests.factories import booking as make
from tests.factories import intake as factory
from tests.factories import waitlist

pytestmark = pytest.mark.django_db
ENOUGH_BITS = 128


@dataclass(frozen=True)
class Kind:
    """A kind of secret: bits nobody can guess, the pages it opens, and how long it lives."""

    bits: int
    opens: str
    ends: str


KINDS = {
    "resume": Kind(192, "intake:resume", "days without an answer, by setting"),
    "second look": Kind(256, "intake:again", "days after the decision, frozen in the version"),
    "your data": Kind(256, "intake:your_data", "days after it was drawn, by setting"),
    "hold": Kind(160, "intake_booking:details", "when the hold is gone and swept"),
    "appointment": Kind(160, "intake_booking:appointment", "when the visit is pruned or erased"),
    "waitlist": Kind(160, "intake_booking:waiting", "when the entry is pruned or erased"),
    "offer": Kind(160, "intake_booking:offer", "when it is taken, declined or over, by setting"),
    "feed": Kind(160, "intake_booking:feed", "when it is revoked"),
}


@pytest.fixture
def secrets(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> dict[str, str]:
    """One secret of each kind, all of one clinic."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.NOW)
    factory.intake_page(factory.published())
    clinic = make.make_clinic()
    visit = make.book(clinic)
    entry = waitlist.wait(clinic)
    offers = waitlist.free(
        clinic,
        lambda: django_capture_on_commit_callbacks(execute=True),
        make.FIRST + timedelta(hours=4),
    )
    feed = feed_actions.make_feed(practitioner=clinic.practitioner, by=factory.staff())
    return {
        "resume": factory.started()[1],
        "second look": second_look.link_token(factory.completed(factory.SELF_HELP)),
        "your data": subjects.link_token("appointment", visit.reference),
        "hold": make.hold(clinic, make.FIRST + timedelta(hours=2)).token,
        "appointment": visit.token,
        "waitlist": entry.token,
        "offer": offers[0].token,
        "feed": feed.token,
    }


def bits_of(secret: str) -> int:
    """Return how many bits of a secret cannot be known: of a signed one, those of its signature."""
    if len(secret) == tokens.TOKEN_LENGTH and set(secret) <= set("0123456789abcdef"):
        return len(secret) * 4
    random = secret.rpartition(":")[2]
    return len(urlsafe_b64decode(random + "=" * (-len(random) % 4))) * 8


def page(kind: str, secret: str) -> str:
    return reverse(KINDS[kind].opens, args=[secret])


def opened(address: str) -> bool:
    return Client().get(address).status_code in (200, 302)


def test_every_secret_is_too_long_to_guess(secrets: dict[str, str]) -> None:
    assert secrets.keys() == KINDS.keys()
    for kind, secret in secrets.items():
        assert bits_of(secret) == KINDS[kind].bits >= ENOUGH_BITS, kind


def test_a_secret_opens_its_own_kind_of_page_and_no_other(secrets: dict[str, str]) -> None:
    same = {"hold", "appointment"}  # a hold becomes the appointment, under the same link
    for kind, secret in secrets.items():
        for other in KINDS:
            is_hex = len(secret) == tokens.TOKEN_LENGTH
            if KINDS[other].opens.startswith("intake_booking:") and not is_hex:
                continue  # no such address
            is_own = kind == other or {kind, other} == same
            assert opened(page(other, secret)) == is_own, (kind, other)


def test_one_letter_off_opens_nothing(secrets: dict[str, str]) -> None:
    for kind, secret in secrets.items():
        middle = len(secret) - 12
        wrong = secret[:middle] + ("a" if secret[middle] != "a" else "b") + secret[middle + 1 :]
        assert not opened(page(kind, wrong)), kind


def test_the_database_holds_no_secret_only_what_one_makes_of_it(secrets: dict[str, str]) -> None:
    from tests.hardening.test_markers import every_table

    whole = "".join(rows for _name, rows in every_table())
    for kind, secret in secrets.items():
        assert secret not in whole, kind


def test_secrets_of_clients_run_out(secrets: dict[str, str], settings: Any) -> None:
    Submission.objects.unfinished().update(updated_at=make.NOW - timedelta(days=400))
    Submission.objects.completed().update(completed_at=make.NOW - timedelta(days=400))
    settings.CLINIC_INTAKE_YOUR_DATA_DAYS = -1
    for kind in ("resume", "second look", "your data"):
        assert not opened(page(kind, secrets[kind])), kind
