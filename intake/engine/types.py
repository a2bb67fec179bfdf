"""The words of the engine: a questionnaire, the answers to it, and the decision they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from intake.engine.language import Condition
from intake.engine.safety import Safety, SecondLook

NOT_SURE = "not_sure"
YES, NO = "yes", "no"

Points = tuple[tuple[str, int], ...]
"""Points an answer gives, as (total key, points) pairs; points may be negative."""


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single_choice"
    MULTIPLE = "multiple_choice"
    YES_NO = "yes_no"
    SCALE = "scale"
    NUMBER = "number"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    BODY_MAP = "body_map"

    @property
    def takes_options(self) -> bool:
        """Whether the answer is picked from options."""
        return self in (Kind.SINGLE, Kind.MULTIPLE, Kind.YES_NO, Kind.BODY_MAP)

    @property
    def takes_several(self) -> bool:
        """Whether more than one option may be picked."""
        return self in (Kind.MULTIPLE, Kind.BODY_MAP)

    @property
    def takes_number(self) -> bool:
        """Whether the answer is a number."""
        return self in (Kind.SCALE, Kind.NUMBER)


class Urgency(StrEnum):
    """How soon medical care is needed, in rising order."""

    NONE = "none"
    SEE_PHYSICIAN_SOON = "see_physician_soon"
    SAME_DAY = "same_day"
    EMERGENCY_NOW = "emergency_now"

    @property
    def rank(self) -> int:
        """0 for none up to 3 for an emergency; compare ranks, never the words."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Urgency)}


class Route(StrEnum):
    """Where a decision sends the client."""

    URGENT = "urgent"
    BOOKING = "booking"
    SELF_HELP = "self_help"


class TotalKind(StrEnum):
    """What a sum of points stands for."""

    CAUSE = "cause"
    CARE = "care"
    SCORE = "score"


# --- the definition --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """One answer option of a question: its words, its points, its red flag."""

    key: str
    text: str
    points: Points = ()
    flag: Urgency = Urgency.NONE
    exclusive: bool = False
    group: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch [at_least, below) of a number or scale, with its points and red flag."""

    at_least: float | None = None
    below: float | None = None
    points: Points = ()
    flag: Urgency = Urgency.NONE


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its words, how it is answered, when it is asked.

    about: topic of the articles that speaks of its answers. source: where its red flags are from.
    """

    key: str
    kind: Kind
    text: str
    short: str = ""
    hint: str = ""
    why: str = ""
    error: str = ""
    required: bool = True
    options: tuple[Option, ...] = ()
    bands: tuple[Band, ...] = ()
    show_if: Condition | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    low_label: str = ""
    high_label: str = ""
    not_sure_label: str = ""
    about: str = ""
    source: str = ""

    @property
    def label(self) -> str:
        """The short name used in summaries; the whole question where there is none."""
        return self.short or self.text

    def option(self, key: str) -> Option | None:
        """Return the option with that key, or None."""
        return next((option for option in self.options if option.key == key), None)

    @property
    def scored(self) -> tuple[Option | Band, ...]:
        """Everything of it that can give points or raise a red flag."""
        return (*self.options, *self.bands)

    @property
    def can_flag(self) -> bool:
        """Whether any answer to this question is a red flag by itself."""
        return any(scored.flag.rank for scored in self.scored)


@dataclass(frozen=True, slots=True)
class Step:
    """Questions shown together on one page, optionally only the first few that apply."""

    key: str
    title: str
    questions: tuple[Question, ...]
    intro: str = ""
    ask_at_most: int | None = None
    exit_at: Urgency = Urgency.EMERGENCY_NOW


@dataclass(frozen=True, slots=True)
class Total:
    """A named sum of points: a cause, the need for hands-on care, or a plain score."""

    key: str
    title: str
    kind: TotalKind


@dataclass(frozen=True, slots=True)
class PointRule:
    """Points that a combination of answers gives although no single answer does.

    It counts while it holds, each time afresh. The totals it reads are those of answers alone.
    """

    key: str
    when: Condition
    points: Points
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RedFlagRule:
    """A combination of answers that is a red flag although its parts may not be."""

    key: str
    when: Condition
    urgency: Urgency
    reason: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A routing rule; the first one that holds decides, in the order written.

    article: key of the article to read, where the rule names one itself. see_within_days: how
    soon the visit should be, in days.
    """

    key: str
    when: Condition
    route: Route
    reason: str
    review_after_days: int | None = None
    service: str = ""
    article: str = ""
    see_within_days: int | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """When a cause may be named.

    minimum: points from which a cause is named. margin: others this close are "also possible".
    floor: under this no cause stands out at all and self-help is never chosen.
    unclear_points: points added to totals when no cause reaches the minimum.
    """

    minimum: int = 4
    margin: int = 2
    floor: int = 2
    unclear_points: Points = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a questionnaire may get before lint complains, in questions."""

    longest_path: int = 20
    before_emergency: int = 6


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A whole definition, as frozen when it was published.

    self_help_needs: groups of question keys; self-help needs one stated answer in every group.
    """

    key: str
    title: str
    steps: tuple[Step, ...]
    totals: tuple[Total, ...] = ()
    point_rules: tuple[PointRule, ...] = ()
    red_flag_rules: tuple[RedFlagRule, ...] = ()
    rules: tuple[Rule, ...] = ()
    naming: Naming = field(default_factory=Naming)
    self_help_needs: tuple[tuple[str, ...], ...] = ()
    limits: Limits = field(default_factory=Limits)
    default_reason: str = ""
    language: str = "en"
    second_look: SecondLook = field(default_factory=SecondLook)
    safety: Safety = field(default_factory=Safety)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order of the steps."""
        return tuple(question for step in self.steps for question in step.questions)

    def question(self, key: str) -> Question | None:
        """Return the question with that key, or None."""
        return next((question for question in self.questions if question.key == key), None)

    def step(self, key: str) -> Step | None:
        """Return the step with that key, or None."""
        return next((step for step in self.steps if step.key == key), None)

    def total(self, key: str) -> Total | None:
        """Return the total with that key, or None."""
        return next((total for total in self.totals if total.key == key), None)

    @property
    def causes(self) -> tuple[Total, ...]:
        """The totals that are causes, in the order written (which breaks ties)."""
        return tuple(total for total in self.totals if total.kind is TotalKind.CAUSE)


# --- answers and what follows from them ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """One cleaned answer: options picked, or a number, or a text; "not sure" is an option."""

    options: tuple[str, ...] = ()
    number: float | None = None
    text: str = ""

    @property
    def is_stated(self) -> bool:
        """Whether it says something: "not sure" and an empty text do not."""
        if NOT_SURE in self.options:
            return False
        return bool(self.options) or self.number is not None or bool(self.text)


Answers = Mapping[str, Answer]
"""Question key → answer. A question without an answer is left out."""


@dataclass(frozen=True, slots=True)
class Cite:
    """An answer a reason points at."""

    question: str
    options: tuple[str, ...] = ()
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: this answer gave so many points to this total.

    A point rule's line names the rule, and the question of the first answer behind it.
    """

    question: str
    option: str
    total: str
    points: int
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """A red flag that was raised, by an answer or by a rule."""

    urgency: Urgency
    rule: str
    text: str
    cites: tuple[Cite, ...]


class ReasonKind(StrEnum):
    """What sort of thing decided."""

    RED_FLAG = "red_flag"
    RULE = "rule"
    CAUSE = "cause"
    SAFE_DEFAULT = "safe_default"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the decision is what it is: the rule, its words, the answers behind it."""

    kind: ReasonKind
    key: str
    text: str
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True)
class CauseScore:
    """A cause with its points; `named` when it may be named, or is also possible."""

    key: str
    points: int
    named: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Where the answers lead, and the whole account of why."""

    route: Route
    urgency: Urgency
    top_cause: str | None
    closest_cause: str | None
    causes: tuple[CauseScore, ...]
    reasons: tuple[Reason, ...]
    ledger: tuple[Entry, ...]
    totals: tuple[tuple[str, int], ...]
    flags: tuple[Flag, ...]
    path: tuple[str, ...]
    ended_early: bool
    complete: bool
    rule: str = ""
    service: str = ""
    review_after_days: int | None = None
    article: str = ""
    see_within_days: int | None = None
