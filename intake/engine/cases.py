"""Worked cases: made-up people, where each should be sent, and where a definition sends them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from intake.engine import codec
from intake.engine.answers import RawValue, read_answers
from intake.engine.routing import decide
from intake.engine.types import Decision, Questionnaire, Route, Urgency

ANY_CAUSE = "any"


@dataclass(frozen=True, slots=True)
class Case:
    """One made-up person: the answers as raw values, and what is accepted for them.

    top_cause is None where no cause should be named; `causes` are accepted besides it, and
    "any" among them accepts every cause. `routes` are accepted besides `route`.
    """

    name: str
    answers: Mapping[str, RawValue]
    route: Route
    urgency: Urgency = Urgency.NONE
    top_cause: str | None = None
    causes: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()


class Verdict(StrEnum):
    """How a case came out."""

    AS_EXPECTED = "as_expected"
    DIFFERENT = "different"
    LESS_URGENT = "less_urgent"


@dataclass(frozen=True, slots=True)
class Result:
    """A case with its decision; `ignored` are answers that the definition does not ask for."""

    case: Case
    decision: Decision
    verdict: Verdict
    ignored: tuple[str, ...]

    @property
    def outcome(self) -> tuple[str, str, str]:
        """The route, urgency and first cause ("" when none is named): what a sign-off is for."""
        decision = self.decision
        return decision.route.value, decision.urgency.value, decision.top_cause or ""


def judge(questionnaire: Questionnaire, case: Case) -> Result:
    """Decide a case and compare with what is accepted.

    A case that should be urgent and comes out lower, on another route or unfinished, is
    LESS_URGENT: the one verdict that nobody may sign off.
    """
    answers, ignored = read_answers(questionnaire, case.answers)
    decision = decide(questionnaire, answers)
    return Result(case, decision, _verdict(case, decision), tuple(ignored))


def sha256(case: Case) -> str:
    """Return the sha256 (hex) of a case as it was written: a sign-off stands for this alone."""
    return codec.sha256_of(
        {
            "name": case.name,
            "answers": dict(case.answers),
            "route": case.route.value,
            "urgency": case.urgency.value,
            "top_cause": case.top_cause,
            "causes": list(case.causes),
            "routes": [route.value for route in case.routes],
        }
    )


def judge_all(questionnaire: Questionnaire, cases: Iterable[Case]) -> list[Result]:
    """Judge every case, in the order given."""
    return [judge(questionnaire, case) for case in cases]


def _verdict(case: Case, decision: Decision) -> Verdict:
    urgent_no_more = case.route is Route.URGENT and decision.route is not Route.URGENT
    if urgent_no_more or decision.urgency.rank < case.urgency.rank:
        return Verdict.LESS_URGENT
    if decision.route not in (case.route, *case.routes):
        return Verdict.DIFFERENT
    if decision.route is Route.URGENT:
        return Verdict.AS_EXPECTED
    accepted = (case.top_cause, *case.causes)
    if ANY_CAUSE in accepted or decision.top_cause in accepted:
        return Verdict.AS_EXPECTED
    return Verdict.DIFFERENT
