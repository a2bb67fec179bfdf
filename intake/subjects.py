"""What is kept about one client, seen from a record of theirs: shown, downloaded, erased.

Each app says how its records are found, read and erased. The client's way in is a signed link
that names one record by its reference code; it opens nothing else and runs out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.core import signing
from django.urls import reverse
from django.utils.functional import Promise

from intake import conf

SALT = "intake.your_data"
LONGEST_LINK = 160
Words = str | Promise
Extent = dict[str, set[int]]
"""The primary keys of some records, by the label of their model."""


class LinkGoneError(Exception):
    """Raised when a link opens nothing: not ours, run out, or what it names is erased."""


@dataclass(frozen=True, slots=True)
class Section:
    """Some of what is kept, under one heading: rows of (what, content)."""

    title: str
    rows: tuple[tuple[str, str], ...]


class Subject(Protocol):
    """How an app deals with one kind of record of a client."""

    def find(self, reference: str) -> Any:
        """Return the record with a reference code, None when there is none."""

    def references(self, record: Any) -> Iterable[str]:
        """Return the reference codes of everything kept about the client of a record."""

    def sections(self, record: Any) -> Iterable[Section]:
        """Return everything kept about the client of a record, in words."""

    def extent(self, record: Any) -> Extent:
        """Return what an erasure takes away."""

    def held(self, record: Any) -> bool:
        """Tell whether a legal hold keeps something of this client."""

    def erase(self, record: Any, *, now: datetime) -> dict[str, int]:
        """Erase everything about the client; return how many rows of what."""

    def withdraw(self, record: Any, *, by: Any, now: datetime) -> dict[str, int]:
        """Stop using what is kept about the client; return how many rows of what.

        `by` is the member of staff who confirmed it, None where nobody did.
        """


Beside = Callable[[Any], Iterable[Section]]
Stop = Callable[[Any, Any, datetime], dict[str, int]]

_subjects: dict[str, tuple[Words, Subject]] = {}
_beside: dict[str, Beside] = {}
_stops: dict[str, Stop] = {}
_new_link: list[str] = []


def register(kind: str, label: Words, subject: Subject) -> None:
    """Add or replace how a kind of record is dealt with."""
    _subjects[kind] = (label, subject)


def register_beside(name: str, beside: Beside, stop: Stop) -> None:
    """Add or replace what an app keeps beside the answers of a submission, and how it ends it."""
    _beside[name] = beside
    _stops[name] = stop


def register_new_link(page: str) -> None:
    """Say, by its name, on which page a client asks for a new link."""
    _new_link[:] = [page]


def new_link_address() -> str:
    """Return where a client asks for a new link, "" where there is no such page."""
    return reverse(_new_link[0]) if _new_link else ""


def beside(submission: Any) -> Iterator[Section]:
    """Yield what other apps keep beside the answers of a submission."""
    for sections in _beside.values():
        yield from sections(submission)


def stop_beside(submission: Any, by: Any, now: datetime) -> dict[str, int]:
    """End what other apps have to come after some answers; return how many rows of what."""
    counts: Counter[str] = Counter()
    for stop in _stops.values():
        counts.update(stop(submission, by, now))
    return dict(counts)


def subject_of(kind: str) -> Subject:
    """Return how a kind of record is dealt with; raise KeyError when nobody knows."""
    return _subjects[kind][1]


def label_of(kind: str) -> str:
    """Return what a kind of record is called."""
    return str(_subjects[kind][0]) if kind in _subjects else kind


def references_beside(reference: str) -> set[str]:
    """Return every reference code of the client of a record, its own included."""
    found = {reference}
    for _label, subject in _subjects.values():
        if (record := subject.find(reference)) is not None:
            found.update(subject.references(record))
    return found


def link_token(kind: str, reference: str) -> str:
    """Return the secret part of a link to what is kept, good from now on for some days."""
    return signing.TimestampSigner(salt=SALT).sign(f"{kind}.{reference}")


def open_link(token: str) -> tuple[str, Any]:
    """Return kind and record of a link; raise LinkGoneError when it opens nothing."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        named = signer.unsign(token[:LONGEST_LINK], max_age=conf.your_data_days() * 24 * 3600)
        kind, _, reference = named.partition(".")
        record = subject_of(kind).find(reference)
    except (signing.BadSignature, KeyError) as error:
        raise LinkGoneError from error
    if record is None:
        raise LinkGoneError
    return kind, record
