"""What a check finds."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad a problem is: an error keeps a questionnaire from being published."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it is, and what to do about it.

    place: key of a question, rule, total or step, or of the questionnaire; for keys used twice
    the list they stand in.
    """

    level: Level
    code: str
    place: str
    message: str


def error(code: str, place: str, message: str) -> Problem:
    """Return a problem that keeps a questionnaire from being published."""
    return Problem(Level.ERROR, code, place, message)


def warning(code: str, place: str, message: str) -> Problem:
    """Return a problem that an editor may decide to live with."""
    return Problem(Level.WARNING, code, place, message)
