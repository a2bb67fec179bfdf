"""Who a submission's client is, as far as another app knows; booking adds itself here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from intake.models import Submission

Known = TypeVar("Known")


@dataclass(frozen=True, slots=True)
class Person:
    """How to reach a client; `tel` is the number as a link dials it."""

    name: str
    email: str
    phone: str
    tel: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened, in words; `url` leads to where there is more."""

    at: datetime
    what: str
    who: str = ""
    text: str = ""
    url: str = ""


class ClientFile(Protocol):
    """What an app knows of the client of a submission, for a member of staff who may see it."""

    def person(self, submission: Submission, user: Any) -> Person | None:
        """Return how to reach the client, or None."""

    def happenings(self, submission: Submission, user: Any) -> Iterable[Happening]:
        """Return what happened with the client, in any order."""

    def book_url(self, submission: Submission, user: Any) -> str:
        """Return the address at which a visit is booked for the client, or ""."""


_files: dict[str, ClientFile] = {}


def register(name: str, file: ClientFile) -> None:
    """Add or replace what an app knows, such as "booking"."""
    _files[name] = file


def person(submission: Submission, user: Any) -> Person | None:
    """Return how to reach the client of a submission, from whoever knows first."""
    return _first(lambda file: file.person(submission, user))


def book_url(submission: Submission, user: Any) -> str:
    """Return where a visit is booked for the client of a submission, or ""."""
    return _first(lambda file: file.book_url(submission, user)) or ""


def happenings(submission: Submission, user: Any) -> list[Happening]:
    """Return what happened with the client of a submission, in any order."""
    return [each for file in _files.values() for each in file.happenings(submission, user)]


def _first(ask: Callable[[ClientFile], Known]) -> Known | None:
    return next((known for file in _files.values() if (known := ask(file))), None)
