"""What stands in the way of publishing a questionnaire; nothing is written here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.engine import cases
from intake.engine.cases import Case, Result, Verdict
from intake.engine.codec import DefinitionError
from intake.engine.lint import Level, Problem, lint
from intake.engine.sentences import total_title
from intake.engine.types import Decision, Route
from intake.engine.types import Questionnaire as Definition
from intake.models import Questionnaire, SignOff, WorkedCase
from intake.models.submission import ROUTES, URGENCIES
from intake.site_problems import site_problems

UNREADABLE = "unreadable"
KEY_CHANGED = "key_changed"


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem as an editor reads it.

    place: the words of the question, step, rule or total. anchor: the id of its block in the
    editor, without "#"; "" where the editor has no such block.
    """

    level: Level
    code: str
    place: str
    message: str
    anchor: str

    @property
    def is_error(self) -> bool:
        """Whether it keeps the questionnaire from being published."""
        return self.level is Level.ERROR

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def problem_rows(questionnaire: Questionnaire) -> list[ProblemRow]:
    """Return everything that is wrong with a draft and on this site for it, errors first."""
    if renamed := questionnaire.rename_problem(questionnaire.key):
        return [ProblemRow(Level.ERROR, KEY_CHANGED, str(_("Key")), renamed, "")]
    try:
        definition = questionnaire.definition()
    except DefinitionError as error:
        return [ProblemRow(Level.ERROR, UNREADABLE, questionnaire.title, str(error), "")]
    return _rows(questionnaire, definition)


def _rows(questionnaire: Questionnaire, definition: Definition) -> list[ProblemRow]:
    anchors = dict(_anchors(questionnaire))
    found = (*lint(definition), *site_problems(definition))
    rows = [_row(definition, anchors, problem) for problem in found]
    return sorted(rows, key=lambda row: not row.is_error)


def _row(definition: Definition, anchors: dict[str, str], problem: Problem) -> ProblemRow:
    return ProblemRow(
        problem.level,
        problem.code,
        place_words(definition, problem.place),
        problem.message,
        anchors.get(problem.place, ""),
    )


def place_words(definition: Definition, place: str) -> str:
    """Return a place as an editor knows it: by its words, not by its key."""
    if place == definition.key:
        return definition.title
    if place in _WHOLE_PARTS:
        return str(_WHOLE_PARTS[place])
    words, unnamed = _named(definition, place)
    return f"“{words}”" if words else unnamed


def _named(definition: Definition, place: str) -> tuple[str, str]:
    """Return the words of a place, and what it is called while it has none."""
    if question := definition.question(place):
        return question.label, _("A question without words")
    if step := definition.step(place):
        return step.title, _("A step without a heading")
    if total := definition.total(place):
        return total.title, _("A cause or score without a name")
    reason = _reason_of(definition, place)
    return reason or "", place if reason is None else _("A rule without a reason")


_WHOLE_PARTS = {
    "steps": gettext_lazy("Steps"),
    "questions": gettext_lazy("Questions"),
    "totals": gettext_lazy("Causes and scores"),
    "point rules": gettext_lazy("Points for combinations"),
    "red flag rules": gettext_lazy("Red flags on combinations"),
    "rules": gettext_lazy("Routing rules"),
    "naming": gettext_lazy("Points when no cause is clear"),
}


def _reason_of(definition: Definition, key: str) -> str | None:
    reasons = {rule.key: rule.reason for rule in definition.point_rules}
    reasons |= {rule.key: rule.reason for rule in definition.rules}
    reasons |= {rule.key: rule.reason for rule in definition.red_flag_rules}
    return reasons.get(key)


STREAMS_OF_RULES = ("red_flag_rules", "rules", "point_rules", "totals")


def _anchors(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    """Yield key → id of its block's panel; later ones win, so questions come last."""
    for stream in reversed(STREAMS_OF_RULES):
        for block in getattr(questionnaire, stream):
            yield block.value.get("key") or "", _panel_id(block)
    for step in questionnaire.steps:
        yield step.value.get("key") or "", _panel_id(step)
    for step in questionnaire.steps:
        for question in step.value["questions"]:
            yield question.value.get("key") or "", _panel_id(question) or _panel_id(step)


def _panel_id(block: Any) -> str:
    return f"block-{block.id}-section" if block.id else ""


# --- worked cases ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A worked case with what the draft decides, and who accepted it if it differs."""

    definition: Definition
    worked: WorkedCase
    result: Result
    sha256: str
    sign_off: SignOff | None

    @property
    def name(self) -> str:
        """The name of the case."""
        return self.worked.name

    @property
    def differs(self) -> bool:
        """Whether it ends otherwise than accepted."""
        return self.result.verdict is not Verdict.AS_EXPECTED

    @property
    def is_less_urgent(self) -> bool:
        """Whether it became less urgent, which nobody may sign off."""
        return self.result.verdict is Verdict.LESS_URGENT

    @property
    def blocks(self) -> bool:
        """Whether it keeps the questionnaire from being published."""
        return self.is_less_urgent or (self.differs and self.sign_off is None)

    @property
    def expected(self) -> str:
        """What is accepted, in words."""
        return expected_words(self.definition, self.result.case)

    @property
    def outcome(self) -> str:
        """Where it ends now, in words."""
        return decision_words(self.definition, self.result.decision)

    @property
    def refusal(self) -> str:
        """Why it keeps the questionnaire from being published, and what can be done."""
        values = {"case": self.name, "expected": self.expected, "outcome": self.outcome}
        if self.is_less_urgent:
            sentence = _(
                "Case “%(case)s” should lead to %(expected)s and ends less urgent: %(outcome)s. "
                "Nobody can sign this off: change the questionnaire."
            )
        else:
            sentence = _(
                "Case “%(case)s” should lead to %(expected)s and ends in %(outcome)s. "
                "Change the questionnaire or the case, or let somebody sign it off."
            )
        return sentence % values

    @property
    def warning(self) -> str:
        """Which of its answers the form does not ask for any more; "" when it fits."""
        if not self.result.ignored:
            return ""
        sentence = _("The form does not ask for these answers any more: %(keys)s. Edit the case.")
        return sentence % {"keys": ", ".join(self.result.ignored)}


def expected_words(definition: Definition, case: Case) -> str:
    """Return where a case should lead, in words."""
    accepted_routes = dict.fromkeys((case.route, *case.routes))
    routes = " / ".join(str(_ROUTE_WORDS[route.value]) for route in accepted_routes)
    if case.urgency.rank:
        routes += f" ({_URGENCY_WORDS[case.urgency.value]})"
    if case.route is Route.URGENT:
        return routes
    accepted = dict.fromkeys((case.top_cause or "", *case.causes))
    return f"{routes}, {' / '.join(_cause_words(definition, cause) for cause in accepted)}"


def decision_words(definition: Definition, decision: Decision) -> str:
    """Return where a decision leads, in words."""
    words = str(_ROUTE_WORDS[decision.route.value])
    if decision.route is Route.URGENT:
        return f"{words} ({_URGENCY_WORDS[decision.urgency.value]})"
    return f"{words}, {_cause_words(definition, decision.top_cause or '')}"


def _cause_words(definition: Definition, key: str) -> str:
    if key == cases.ANY_CAUSE:
        return _("any cause")
    return total_title(definition, key) if key else _("no cause named")


_ROUTE_WORDS = dict(ROUTES)
_URGENCY_WORDS = dict(URGENCIES)


def _case_rows(questionnaire: Questionnaire, definition: Definition) -> list[CaseRow]:
    worked = list(WorkedCase.objects.of(questionnaire))
    results = cases.judge_all(definition, (case.as_case() for case in worked))
    digests = [cases.sha256(result.case) for result in results]
    signed = SignOff.objects.standing(questionnaire, digests)
    rows = []
    for case, result, digest in zip(worked, results, digests, strict=True):
        sign_off = signed.get((digest, *result.outcome))
        rows.append(CaseRow(definition, case, result, digest, sign_off))
    return rows


# --- the whole proof -------------------------------------------------------------------------


@dataclass(frozen=True)
class Proof:
    """Whether a draft may be published, and everything that speaks for or against it."""

    questionnaire: Questionnaire
    problems: tuple[ProblemRow, ...]
    cases: tuple[CaseRow, ...]
    readable: bool = True

    @property
    def errors(self) -> list[ProblemRow]:
        """The problems that keep it from being published."""
        return [row for row in self.problems if row.is_error]

    @property
    def warnings(self) -> list[ProblemRow]:
        """The problems that only explain."""
        return [row for row in self.problems if not row.is_error]

    @property
    def differing(self) -> list[CaseRow]:
        """The cases that end otherwise than accepted, the less urgent ones first."""
        differing = [row for row in self.cases if row.differs]
        return sorted(differing, key=lambda row: (not row.is_less_urgent, not row.blocks))

    @property
    def blocking_cases(self) -> list[CaseRow]:
        """The cases that keep it from being published."""
        return [row for row in self.differing if row.blocks]

    @property
    def outdated(self) -> list[CaseRow]:
        """The cases with answers that the form does not ask for any more."""
        return [row for row in self.cases if row.warning]

    @property
    def blocks_publishing(self) -> list[str]:
        """One sentence for everything that keeps it from being published."""
        return [str(row) for row in self.errors] + [row.refusal for row in self.blocking_cases]

    @property
    def is_ready(self) -> bool:
        """Whether it may be published."""
        return not self.errors and not self.blocking_cases

    def record(self) -> dict[str, Any]:
        """Return what is kept with the version: cases, sign-offs and warnings in plain words."""
        return {
            "cases": [_case_record(row) for row in self.cases],
            "sign_offs": [_sign_off_record(row) for row in self.differing if row.sign_off],
            "warnings": [
                {"code": row.code, "place": row.place, "message": row.message}
                for row in self.warnings
            ],
        }


def prove(questionnaire: Questionnaire) -> Proof:
    """Check a draft in every way: lint, this site, the worked cases and their sign-offs."""
    rows = tuple(problem_rows(questionnaire))
    try:
        definition = questionnaire.definition()
    except DefinitionError:
        return Proof(questionnaire, rows, (), readable=False)
    return Proof(questionnaire, rows, tuple(_case_rows(questionnaire, definition)))


def _case_record(row: CaseRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "story": row.worked.story,
        "expected": row.expected,
        "outcome": row.outcome,
        "verdict": row.result.verdict.value,
        "warning": row.warning,
    }


def _sign_off_record(row: CaseRow) -> dict[str, str]:
    signed = row.sign_off
    if signed is None:
        return {}
    return {
        "case": row.name,
        "expected": row.expected,
        "outcome": row.outcome,
        "reason": signed.reason,
        "signed_by": signed.signed_name,
        "signed_at": signed.signed_at.isoformat(),
    }
