"""What is wrong with a definition."""

from dataclasses import dataclass

from intake.engine.types import Questionnaire


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right: level error or warning, its code, its place, the cure."""

    level: str
    code: str
    place: str
    message: str


def lint(questionnaire: Questionnaire) -> tuple[Problem, ...]:
    """Return what is wrong with a definition."""
    return ()
