"""What is said before the first client could be harmed by a setting."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.checks import CheckMessage, run_checks
from django.core.management import CommandError, call_command
from pytest_django import Settings
from wagtail.models import Revision
from wagtail.search import index

from intake import checks
from intake.models import Submission


def ids(messages: list[CheckMessage]) -> list[str]:
    assert all(message.hint for message in messages)
    return [str(message.id) for message in messages]


def test_a_site_that_is_set_up_hears_nothing() -> None:
    assert [m for m in run_checks() if str(m.id).startswith("intake.")] == []


def test_times_without_a_zone_are_refused(settings: Settings) -> None:
    settings.USE_TZ = False
    assert ids(checks.check_time_zones()) == ["intake.E001"]


@pytest.mark.parametrize(
    "keys", [[], [""], ["garbled"], "not a list", [Fernet.generate_key().decode(), "garbled"]]
)
def test_missing_and_garbled_keys_are_refused(settings: Settings, keys: Any) -> None:
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = keys
    messages = checks.check_encryption_keys()
    assert ids(messages) == ["intake.E002"]
    assert "new_encryption_key" in messages[0].msg


def test_keys_that_were_never_set_are_refused(settings: Settings) -> None:
    del settings.CLINIC_INTAKE_ENCRYPTION_KEYS
    assert ids(checks.check_encryption_keys()) == ["intake.E002"]


def test_the_demos_key_is_refused_in_a_deployment(settings: Settings) -> None:
    assert ids(checks.check_demo_key()) == ["intake.E003"]
    assert "intake.E003" not in ids([m for m in run_checks() if str(m.id).startswith("intake.")])
    assert "intake.E003" in [m.id for m in run_checks(include_deployment_checks=True)]
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    assert checks.check_demo_key() == []


def test_an_old_demo_key_behind_a_new_one_is_refused_as_well(settings: Settings) -> None:
    demo = base64.urlsafe_b64encode(b"demo-only-" + b"x" * 22).decode()
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [Fernet.generate_key().decode(), demo]
    assert ids(checks.check_demo_key()) == ["intake.E003"]
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = ["a", "ü"]
    assert checks.check_demo_key() == []


def test_addresses_that_were_not_mounted_are_refused(settings: Settings) -> None:
    settings.ROOT_URLCONF = "wagtail.urls"
    assert ids(checks.check_addresses()) == ["intake.E004"]


def test_what_is_kept_about_a_person_is_known_from_the_inventories() -> None:
    labels = {model._meta.label for model in checks.personal_models()}
    assert "intake.Submission" in labels
    assert "intake_booking.Appointment" in labels
    assert "intake.Questionnaire" not in labels


def test_a_submission_as_a_snippet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "get_snippet_models", lambda: [Submission])
    assert ids(checks.check_patient_models()) == ["intake.E005"]


def test_a_submission_in_an_api_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Submission, "api_fields", ["answers"], raising=False)
    assert ids(checks.check_patient_models()) == ["intake.E006"]


def test_a_submission_in_the_search_index_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    indexed = next(model for model in apps.get_models() if issubclass(model, index.Indexed))
    monkeypatch.setattr(checks, "personal_models", lambda: [indexed, Revision])
    assert "intake.E007" in ids(checks.check_patient_models())


@pytest.mark.parametrize(("limit", "found"), [(1000, ["intake.W001"]), (20_000, []), (None, [])])
def test_an_editor_that_could_not_be_saved_is_warned_about(
    settings: Settings, limit: int | None, found: list[str]
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = limit
    assert ids(checks.check_form_size()) == found


def no_keys(settings: Settings) -> None:
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = []


def no_zone(settings: Settings) -> None:
    settings.USE_TZ = False


@pytest.mark.parametrize("mistake", [no_keys, no_zone])
def test_every_command_stops_at_an_error(
    settings: Settings, mistake: Callable[[Settings], None]
) -> None:
    mistake(settings)
    with pytest.raises(CommandError, match=r"intake\.E00"):
        call_command("check")
