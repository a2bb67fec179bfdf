"""Who a client is and what they agreed to, on the way into the database."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake.booking import tokens

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

    def as_fields(self) -> Columns:
        """Return the columns that keep a contact, digests for exact look-ups included."""
        return {
            "client_name": self.name,
            "client_email": self.email,
            "client_phone": self.phone,
            "name_digest": tokens.contact_digest(self.name),
            "email_digest": tokens.contact_digest(self.email),
            "phone_digest": tokens.phone_digest(self.phone),
            "client_digest": self.client_digest,
        }


@dataclass(frozen=True, slots=True)
class Consent:
    """The exact words a client agreed to."""

    text: str

    @property
    def version(self) -> str:
        """A short fingerprint that changes with the words."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    def as_fields(self, now: datetime) -> Columns:
        """Return the columns that keep a consent."""
        return {
            "consent_text": self.text,
            "consent_version": self.version,
            "consented_at": now,
        }
