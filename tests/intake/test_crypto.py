"""Encryption at rest, rotation of keys, and digests that survive it."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.serializers import deserialize, serialize
from django.db import connection
from pytest_django import Settings

from intake import crypto
from intake.models import Submission
from tests.factories import intake as factory

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))


def stored(column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM intake_submission")
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("text", ["", "Rücken 🦓", "x" * 100_000, "\n", "null"])
def test_what_was_encrypted_can_be_read_again(text: str) -> None:
    hidden = crypto.encrypt(text)
    assert hidden.isascii()
    assert crypto.decrypt(hidden) == text
    assert not text.strip() or text not in hidden


def test_the_same_text_never_looks_the_same_twice() -> None:
    assert crypto.encrypt("back pain") != crypto.encrypt("back pain")


def test_json_comes_back_as_it_was() -> None:
    value = {"a": [1, 2.5, None, True], "ü": "🦓"}
    assert crypto.decrypt_json(crypto.encrypt_json(value)) == value


def test_the_newest_key_writes_and_the_old_one_still_reads(settings: Settings) -> None:
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [OLD]
    before = crypto.encrypt("kept")
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [NEW, OLD]
    assert crypto.decrypt(before) == "kept"
    after = crypto.encrypt("new")
    rotated = crypto.rotate(before)
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [NEW]
    assert (crypto.decrypt(after), crypto.decrypt(rotated)) == ("new", "kept")
    for read in (crypto.decrypt, crypto.rotate):
        with pytest.raises(crypto.UnreadableError):
            read(before)


def test_a_changed_value_is_refused_and_not_misread() -> None:
    hidden = crypto.encrypt("kept")
    for broken in (hidden[:-4] + "AAAA", "", "plain", hidden[:20]):
        with pytest.raises(crypto.UnreadableError):
            crypto.decrypt(broken)


def test_digests_stay_the_same_while_keys_are_added(settings: Settings) -> None:
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [OLD]
    before = crypto.keyed_digest("token")
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [NEW, OLD]
    assert crypto.keyed_digest("token") == before
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [OTHER]
    assert crypto.keyed_digest("token") != before
    assert len(before) == 64


def test_without_keys_the_sentence_says_how_to_make_one(settings: Settings) -> None:
    for keys in ([], ["garbled"]):
        settings.CLINIC_INTAKE_ENCRYPTION_KEYS = keys
        with pytest.raises(ImproperlyConfigured, match="new_encryption_key"):
            crypto.encrypt("x")


def test_tokens_cannot_be_guessed() -> None:
    tokens = {crypto.new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert crypto.TOKEN_BYTES * 8 >= 128


# --- in the database -------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_rotation_keeps_old_submissions_open_and_readable(settings: Settings) -> None:
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [OLD]
    _, token = factory.started(factory.SELF_HELP, consent_text="I agree.")
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [NEW, OLD]
    found = Submission.objects.for_token(token)
    assert found is not None
    assert found.answers == factory.SELF_HELP
    found.save()
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [NEW]
    assert Submission.objects.get(pk=found.pk).consent_text == "I agree."


@pytest.mark.django_db
def test_without_its_key_a_submission_is_an_error_and_not_empty(settings: Settings) -> None:
    factory.started(factory.SELF_HELP)
    settings.CLINIC_INTAKE_ENCRYPTION_KEYS = [OTHER]
    with pytest.raises(crypto.UnreadableError, match="Add the key it was written with"):
        Submission.objects.get()


@pytest.mark.django_db
def test_every_way_of_writing_encrypts() -> None:
    submission, _ = factory.started()
    rows = Submission.objects.filter(pk=submission.pk)
    rows.update(answers={"work": factory.MARKER}, consent_text=factory.MARKER)
    assert factory.MARKER not in stored("answers") + stored("consent_text")
    submission.refresh_from_db()
    submission.answers = {"work": f"{factory.MARKER} again"}
    Submission.objects.bulk_update([submission], ["answers"])
    assert factory.MARKER not in stored("answers")
    submission.refresh_from_db()
    assert submission.answers == {"work": f"{factory.MARKER} again"}
    assert rows.values_list("answers", flat=True).get() == submission.answers


@pytest.mark.django_db
@pytest.mark.parametrize(
    "lookup", ["answers", "answers__contains", "consent_text", "consent_text__startswith"]
)
def test_looking_for_encrypted_values_fails_loudly(lookup: str) -> None:
    with pytest.raises(TypeError, match="is encrypted"):
        Submission.objects.filter(**{lookup: "x"})


@pytest.mark.django_db
def test_looking_inside_encrypted_json_is_no_lookup_at_all() -> None:
    with pytest.raises((FieldError, TypeError)):
        Submission.objects.filter(answers__work="Baker")


@pytest.mark.django_db
def test_what_was_never_given_can_be_told() -> None:
    submission, _ = factory.started()
    assert Submission.objects.filter(decision__isnull=True).get() == submission


@pytest.mark.django_db
def test_a_dump_holds_everything_encrypted_and_can_be_loaded_again() -> None:
    submission = factory.completed(
        {**factory.SELF_HELP, "work": factory.MARKER}, consent_text=factory.MARKER
    )
    dumped = serialize("json", Submission.objects.all())
    assert factory.MARKER not in dumped
    assert "buttock" not in dumped
    Submission.objects.all().delete()
    for record in deserialize("json", dumped):
        record.save()
    loaded = Submission.objects.get()
    assert loaded.answers == submission.answers
    assert (loaded.consent_text, loaded.decision) == (factory.MARKER, submission.decision)


@pytest.mark.django_db
def test_text_that_only_looks_encrypted_is_kept_as_it_is() -> None:
    assert crypto.encrypt("x").startswith(crypto.MARK)
    submission, _ = factory.started(
        factory.SELF_HELP, consent_text=f"{crypto.MARK} is how it begins"
    )
    submission.full_clean(exclude=["page"])
    submission.save()
    submission.refresh_from_db()
    assert submission.consent_text == f"{crypto.MARK} is how it begins"
