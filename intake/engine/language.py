"""The words of the one condition language: show-if, red flags, points and routing all use it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answered:
    """True when the question has an answer (any, "not sure" included)."""

    question: str


@dataclass(frozen=True, slots=True)
class Includes:
    """True when at least `count` of `options` are among the answer's options."""

    question: str
    options: tuple[str, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class NumberIs:
    """True when the answered number lies in [at_least, below); a missing bound is open."""

    question: str
    at_least: float | None = None
    below: float | None = None


@dataclass(frozen=True, slots=True)
class TotalIs:
    """True when a total lies in [at_least, below); a missing bound is open.

    Totals move between steps: while a step is asked they stand as they did before it.
    """

    total: str
    at_least: int | None = None
    below: int | None = None


@dataclass(frozen=True, slots=True)
class Leading:
    """True when one of `causes` has points and is within `within` points of the highest.

    Like every total, points count from the step after the one they were given on.
    """

    causes: tuple[str, ...]
    within: int = 0


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every part is true (and there is at least one)."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when at least one part is true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when the part is not."""

    part: Condition


Condition = Answered | Includes | NumberIs | TotalIs | Leading | AllOf | AnyOf | Not
