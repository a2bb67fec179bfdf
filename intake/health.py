"""What `doctor` looks at: each app names its examinations; each returns what it found.

A finding says what is wrong and what to do, with numbers and reference codes only.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and its cure."""

    severity: Severity
    what: str
    cure: str


Examination = Callable[[datetime], Iterable[Finding]]
_examinations: dict[str, Examination] = {}


def register(name: str, examination: Examination) -> None:
    """Add or replace an examination, under the words it is printed with."""
    _examinations[name] = examination


def examine(now: datetime) -> dict[str, list[Finding]]:
    """Return what each examination found, in the order they were registered.

    An examination that breaks is itself a finding: the others still run.
    """
    return {name: _examined(look, now) for name, look in _examinations.items()}


def warning(what: str, cure: str) -> Finding:
    """Return a finding that somebody should see to."""
    return Finding(Severity.WARNING, what, cure)


def error(what: str, cure: str) -> Finding:
    """Return a finding that harms clients until somebody has seen to it."""
    return Finding(Severity.ERROR, what, cure)


def _examined(look: Examination, now: datetime) -> list[Finding]:
    try:
        return list(look(now))
    except Exception as broken:  # the kind alone: a message may quote what a client said
        cure = "Run it again with --traceback, and tell the maintainers."
        return [error(f"This could not be examined: {type(broken).__name__}.", cure)]
