"""Rotating keys: everything under the newest key, in any number of runs, losing nothing."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from intake import rotation
from intake.models import Submission
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db


def new_key(settings) -> None:
    """Put a fresh key before the others."""
    newest = Fernet.generate_key().decode()
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [newest, *settings.CLINIC_INTAKE_ENCRYPTION_KEYS]


def seen(tallies: list[rotation.Tally], label: str) -> rotation.Tally:
    return next(tally for tally in tallies if tally.label == label)


def test_every_encrypted_field_of_every_model_is_found() -> None:
    names = {f"{model._meta.label}.{field.name}" for model, field in rotation.encrypted_fields()}
    assert {
        "intake.Submission.answers",
        "intake.Submission.decision",
        "intake_booking.Appointment.client_name",
        "intake_booking.WaitlistEntry.client_email",
        "intake_booking.SafetyCheck.answers",
    } <= names


def test_answers_are_the_same_under_the_newest_key_alone(settings) -> None:
    submission = factory.completed()
    answers = submission.answers
    new_key(settings)
    assert seen(rotation.remaining(), "intake.Submission.answers").unreadable == 1
    call_command("rotate_keys")
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = settings.CLINIC_INTAKE_ENCRYPTION_KEYS[:1]
    assert Submission.objects.get(pk=submission.pk).answers == answers


def test_a_second_run_finds_nothing_to_do(settings) -> None:
    factory.completed()
    new_key(settings)
    rotation.rotate_all()
    assert sum(tally.written for tally in rotation.rotate_all()) == 0


def test_a_run_that_broke_off_is_started_again(settings, monkeypatch) -> None:
    for _ in range(3):
        factory.completed()
    new_key(settings)
    monkeypatch.setattr(rotation, "SLICE", 1)

    def break_off(tally: rotation.Tally) -> None:
        if tally.written == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate_all(break_off)
    assert sum(tally.unreadable for tally in rotation.remaining()) > 0
    call_command("rotate_keys")
    assert sum(tally.unreadable for tally in rotation.remaining()) == 0


def test_what_a_client_answers_meanwhile_is_not_overwritten(settings, monkeypatch) -> None:
    submission = factory.completed()
    new_key(settings)
    rotate = rotation.crypto.rotate

    def answer_meanwhile(stored: str) -> str:
        Submission.objects.filter(pk=submission.pk).update(answers={"later": "answer"})
        return rotate(stored)

    monkeypatch.setattr(rotation.crypto, "rotate", answer_meanwhile)
    rotation.rotate_all()
    assert Submission.objects.get(pk=submission.pk).answers == {"later": "answer"}


def test_checking_changes_nothing_and_says_what_is_left(settings, capsys) -> None:
    factory.completed()
    new_key(settings)
    with pytest.raises(CommandError, match="Not everything"):
        call_command("rotate_keys", check=True)
    assert "intake.Submission.answers: 1 of 1 not under the newest key" in capsys.readouterr().out


def test_a_value_that_no_key_opens_is_counted_and_stays(settings) -> None:
    factory.completed()
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError):
        call_command("rotate_keys")
    assert seen(rotation.remaining(), "intake.Submission.answers").unreadable == 1
