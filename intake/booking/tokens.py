"""Secrets of booking: link tokens, what is stored of them, and digests for exact look-ups."""

import re
import secrets
import uuid

import phonenumbers
from django.conf import settings

from intake.crypto import keyed_digest, new_token

TOKEN_LENGTH = 40  # hex digits: 160 bits
REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def link_token(uid: uuid.UUID) -> str:
    """Return the secret of an appointment's link.

    It is derived from the key, so a later e-mail can carry it although only its digest is stored.
    """
    return keyed_digest(f"appointment-link:{uid.hex}")[:TOKEN_LENGTH]


def uid_for(form: str) -> uuid.UUID:
    """Return the uid of what one form makes, the same however often the form is sent."""
    return uuid.UUID(keyed_digest(f"form:{form}")[:32])


def digest(secret: str) -> str:
    """Return what the database keeps of a secret (64 hex digits)."""
    return keyed_digest(f"booking-token:{secret}")


def new_holder() -> str:
    """Return a fresh name for a browser, kept in its cookie."""
    return new_token()


def new_reference() -> str:
    """Return a reference a person can read out, such as B7QF-3M2P; not a secret."""
    letters = [secrets.choice(REFERENCE_LETTERS) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def contact_digest(text: str) -> str:
    """Return the look-up digest of a name or e-mail: case and spaces do not matter."""
    folded = re.sub(r"\s+", " ", text.strip()).casefold()
    return keyed_digest(f"contact:{folded}") if folded else ""


def surname_digest(name: str) -> str:
    """Return the look-up digest of the last word of a name, as people say it on the phone."""
    words = name.split()
    return keyed_digest(f"surname:{words[-1].casefold()}") if words else ""


def phone_digest(text: str) -> str:
    """Return the look-up digest of a phone number, however it is written; "" if it is none."""
    try:
        number = phonenumbers.parse(text, getattr(settings, "PHONENUMBER_DEFAULT_REGION", None))
    except phonenumbers.NumberParseException:
        return ""
    return keyed_digest(
        "phone:" + phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    )
