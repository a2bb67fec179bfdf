"""Encryption at rest (Fernet, from `cryptography`) and keyed digests for exact look-ups."""

import hashlib
import hmac
import json
import secrets
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.core.exceptions import ImproperlyConfigured

from intake import conf

MARK = "gAAAAA"  # how everything encrypted begins: Fernet's version and the top of its clock
TOKEN_BYTES = 24  # 192 bits: far over the 128 a guess must not reach


class UnreadableError(Exception):
    """Raised when none of the configured keys opens a stored value."""


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise ImproperlyConfigured(
            "CLINIC_INTAKE_ENCRYPTION_KEYS holds something that is not a Fernet key "
            "(32 bytes, urlsafe base64). Make one with: python manage.py new_encryption_key"
        ) from error


def _current() -> MultiFernet:
    return _fernet(tuple(conf.encryption_keys()))


def encrypt(text: str) -> str:
    """Return `text` encrypted with the newest key."""
    return _current().encrypt(text.encode()).decode("ascii")


def decrypt(stored: str) -> str:
    """Return the text behind `stored`; raise UnreadableError when no configured key opens it."""
    try:
        return _current().decrypt(stored.encode("ascii")).decode()
    except InvalidToken as error:
        raise UnreadableError(
            "A stored value cannot be read with the configured CLINIC_INTAKE_ENCRYPTION_KEYS. "
            "Add the key it was written with at the end of the list."
        ) from error


def rotate(stored: str) -> str:
    """Return `stored` encrypted anew with the newest key; any configured key may have made it."""
    try:
        return _current().rotate(stored.encode("ascii")).decode("ascii")
    except InvalidToken as error:
        raise UnreadableError("No configured key opens this value.") from error


def is_newest(stored: str) -> bool:
    """Tell whether the newest key alone opens a stored value."""
    try:
        _fernet((conf.encryption_keys()[0],)).decrypt(stored.encode("ascii"))
    except InvalidToken:
        return False
    return True


def encrypt_json(value: Any) -> str:
    """Return a JSON-able value as encrypted text."""
    return encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def decrypt_json(stored: str) -> Any:
    """Return the JSON value behind `stored`."""
    return json.loads(decrypt(stored))


@lru_cache(maxsize=4)
def _digest_key(key: str) -> bytes:
    return hashlib.sha256(b"clinic-intake-digest:" + key.encode()).digest()


def keyed_digest(text: str) -> str:
    """Return the HMAC-SHA256 of `text` (64 hex digits), made with the oldest key.

    The oldest key stays the same while newer ones are put before it, so a rotation does not
    lose the look-ups.
    """
    key = _digest_key(conf.encryption_keys()[-1])
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def new_token() -> str:
    """Return a fresh secret of 192 random bits, safe in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)
