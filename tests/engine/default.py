"""The default questionnaire and cases to put through it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from intake.engine import codec
from intake.engine.answers import read_answers
from intake.engine.routing import decide
from intake.engine.types import Decision, Questionnaire, Route, Urgency

ROOT = Path(__file__).parents[2]
SEED = ROOT / "intake" / "seed"
DATA = ROOT / "tests" / "data"

MILD: dict[str, Any] = {
    "red_flags_bladder": [],
    "red_flags_legs": [],
    "red_flags_sudden": [],
    "red_flags_illness": [],
    "red_flags_pattern": [],
    "red_flags_stiffness": [],
    "leg_symptoms": ["none"],
    "age": 40,
    "pain_regions": ["buttock"],
    "duration_weeks": 2,
    "onset": "gradual",
    "positions_worse": ["sitting_long", "leg_crossing"],
    "positions_better": ["walking"],
    "average_0_10": 3,
    "worst_0_10": 4,
    "function_limits": [],
    "tried": [],
    "moving_pain": False,
    "side": "left",
}
"""Two mild weeks in one buttock: read the article, no red flag."""


@cache
def default_questionnaire() -> Questionnaire:
    """Return the shipped questionnaire."""
    return codec.from_json(read_json(SEED / "lower_back_and_hip.json"))


def read_json(path: Path) -> Any:
    """Return the content of a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def decide_raw(raw: dict[str, Any]) -> Decision:
    """Decide raw answers with the default questionnaire."""
    questionnaire = default_questionnaire()
    return decide(questionnaire, read_answers(questionnaire, raw)[0])


def mild_but(**changes: Any) -> Decision:
    """Decide the mild answers with some of them changed; None takes an answer away."""
    raw = {key: value for key, value in (MILD | changes).items() if value is not None}
    return decide_raw(raw)


def shortcoming(case: dict[str, Any]) -> str:
    """Return what is wrong with the decision of a worked case, or nothing."""
    decision, expected = decide_raw(case["answers"]), case["expect"]
    routes = {expected["route"], *expected.get("acceptable_routes", [])}
    causes = {expected["top_cause"], *expected.get("acceptable_causes", [])}
    if decision.route.value not in routes:
        return _differs("route", decision.route.value, routes, decision)
    if decision.urgency.rank < Urgency(expected["urgency"]).rank:
        return _differs("urgency", decision.urgency.value, {expected["urgency"]}, decision)
    if decision.route is Route.URGENT or "any" in causes or decision.top_cause in causes:
        return ""
    return _differs("cause", decision.top_cause, causes, decision)


def _differs(what: str, got: str | None, wanted: set[Any], decision: Decision) -> str:
    either = " or ".join(sorted(map(str, wanted)))
    causes = ", ".join(f"{cause.key} {cause.points}" for cause in decision.causes)
    return f"{what} is {got}, not {either} (rule {decision.rule or '-'}; {causes})"


def report(cases: list[dict[str, Any]]) -> str:
    """Return one line for every case that goes wrong."""
    found = {case["id"]: shortcoming(case) for case in cases}
    return "\n".join(f"{key}: {wrong}" for key, wrong in found.items() if wrong)
