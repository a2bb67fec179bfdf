"""Reads the e-mails that Django's file backend wrote; the demo's outbox.

A file holds one or more messages, each followed by a line of 79 dashes.
"""

import datetime
import email
import email.policy
import email.utils
import re
from dataclasses import dataclass
from email.message import EmailMessage, Message
from pathlib import Path

SEPARATOR = re.compile(rb"^-{79}\r?\n", re.MULTILINE)


@dataclass(frozen=True)
class Attachment:
    """One attached file: its name, its media type and its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class StoredMail:
    """One sent e-mail. `sent` is aware, or None when there is no Date header."""

    key: str
    subject: str
    sender: str
    to: str
    sent: datetime.datetime | None
    text: str
    html: str
    attachments: tuple[Attachment, ...]


def stored_mails(folder: Path) -> list[StoredMail]:
    """Return every stored e-mail, newest first; an absent folder holds none."""
    files = sorted(folder.glob("*.log"), key=lambda file: (file.stat().st_mtime_ns, file.name))
    mails = [mail for file in files for mail in _mails_in(file)]
    return mails[::-1]


def find_mail(folder: Path, key: str) -> StoredMail | None:
    """Return the e-mail with this key, or None; the key never becomes a path."""
    return next((mail for mail in stored_mails(folder) if mail.key == key), None)


def _mails_in(file: Path) -> list[StoredMail]:
    parts = [part for part in SEPARATOR.split(file.read_bytes()) if part.strip()]
    return [_parse(f"{file.stem}-{number}", part) for number, part in enumerate(parts, start=1)]


def _parse(key: str, raw: bytes) -> StoredMail:
    message = email.message_from_bytes(raw, EmailMessage, policy=email.policy.default)
    return StoredMail(
        key=key,
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        sent=_sent(message),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=tuple(_attachments(message)),
    )


def _sent(message: EmailMessage) -> datetime.datetime | None:
    if not message["Date"]:
        return None
    sent = email.utils.parsedate_to_datetime(message["Date"])
    # Django writes "-0000", which the parser reads as "UTC, zone unknown" and leaves naive.
    return sent if sent.tzinfo else sent.replace(tzinfo=datetime.UTC)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return "" if part is None else str(part.get_content())


def _attachments(message: EmailMessage) -> list[Attachment]:
    parts = enumerate(message.iter_attachments(), start=1)
    return [_attachment(number, part) for number, part in parts]


def _attachment(number: int, part: Message) -> Attachment:
    content = part.get_payload(decode=True)
    return Attachment(
        name=part.get_filename() or f"attachment-{number}",
        media_type=part.get_content_type(),
        content=content if isinstance(content, bytes) else b"",
    )
