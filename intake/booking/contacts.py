"""Who a client is and what they agreed to, on the way into the database."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext as _

from intake.booking import tokens
from intake.booking.models.contact import ClientContact

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a client; the phone number in international form (E.164)."""

    name: str
    email: str
    phone: str

    @property
    def client_digest(self) -> str:
        """What tells one client from another: the name together with the e-mail or the phone."""
        return tokens.contact_digest(f"{self.name} {self.email or self.phone}")

    @classmethod
    def of(cls, row: ClientContact) -> "Contact":
        """Return the contact a row keeps."""
        return cls(name=row.client_name, email=row.client_email, phone=row.client_phone)

    def as_fields(self) -> Columns:
        """Return the columns that keep a contact, digests for exact look-ups included."""
        return {
            "client_name": self.name,
            "client_email": self.email,
            "client_phone": self.phone,
            "name_digest": tokens.contact_digest(self.name),
            "surname_digest": tokens.surname_digest(self.name),
            "email_digest": tokens.contact_digest(self.email),
            "phone_digest": tokens.phone_digest(self.phone),
            "client_digest": self.client_digest,
        }


@dataclass(frozen=True, slots=True)
class Consent:
    """The exact words a client agreed to.

    `how` is said before them where they were not read on a page; `given_at` is when, where that
    was not now.
    """

    text: str
    how: str = ""
    given_at: datetime | None = None

    @classmethod
    def by_phone(cls, text: str, by: AbstractUser) -> "Consent":
        """Return the consent a client gave to a member of staff who read these words out."""
        staff = by.get_full_name() or by.get_username()
        return cls(text, how=_("By phone, asked by %(staff)s:") % {"staff": staff})

    @classmethod
    def of(cls, row: ClientContact) -> "Consent":
        """Return the consent a row keeps, for another row about the same client."""
        return cls(row.consent_text, given_at=row.consented_at)

    @property
    def version(self) -> str:
        """A short fingerprint that changes with the words."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    def as_fields(self, now: datetime) -> Columns:
        """Return the columns that keep a consent."""
        return {
            "consent_text": f"{self.how} {self.text}".strip(),
            "consent_version": self.version,
            "consented_at": self.given_at or now,
        }
