"""The only crossing between the editor's StreamFields and the engine's definition."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Protocol
from uuid import uuid4

from intake.engine import codec
from intake.engine.codec import DefinitionError
from intake.engine.types import Kind, Questionnaire, Urgency

Json = Any


class Editable(Protocol):
    """What the editor's questionnaire offers; streams are StreamField values."""

    key: str
    title: str
    totals: Any
    steps: Any
    point_rules: Any
    red_flag_rules: Any
    rules: Any
    self_help_needs: Any
    naming_minimum: int
    naming_margin: int
    naming_floor: int
    unclear_points: Mapping[str, int]
    longest_path: int
    before_emergency: int
    default_reason: str
    second_look_days: int
    second_look_person_when: list[str]
    second_look_reason: str
    second_look_service: str
    intended_use: str
    not_for: str
    hazards: Any

    @property
    def language(self) -> str:
        """The language code of the content."""


# --- editor → engine -------------------------------------------------------------------------


def to_engine(editable: Editable) -> Questionnaire:
    """Return the engine's definition of what an editor wrote; raise DefinitionError if it is none.

    Empty texts and unset numbers of a half-finished draft become the engine's defaults.
    """
    return codec.from_json(to_definition(editable))


def to_preview(editable: Editable) -> Questionnaire:
    """Return only the steps, every question asked: what a draft's preview shows.

    Conditions, rules and points are left out, so that one unfinished rule hides no question.
    """
    steps = [_step(block.value) for block in editable.steps]
    for step in steps:
        for question in step["questions"]:
            question.pop("show_if", None)
    return codec.from_json({"key": editable.key, "title": editable.title, "steps": steps})


def to_definition(editable: Editable) -> dict[str, Json]:
    """Return the definition as plain JSON."""
    return {
        "key": editable.key,
        "title": editable.title,
        "language": editable.language,
        "totals": [_filled(block.value, "key", "title", "kind") for block in editable.totals],
        "steps": [_step(block.value) for block in editable.steps],
        "point_rules": [_point_rule(block.value) for block in editable.point_rules],
        "red_flag_rules": [_rule(block.value) for block in editable.red_flag_rules],
        "rules": [_rule(block.value) for block in editable.rules],
        "self_help_needs": [list(block.value["questions"]) for block in editable.self_help_needs],
        "naming": {
            "minimum": editable.naming_minimum,
            "margin": editable.naming_margin,
            "floor": editable.naming_floor,
            "unclear_points": dict(editable.unclear_points or {}),
        },
        "limits": {
            "longest_path": editable.longest_path,
            "before_emergency": editable.before_emergency,
        },
        "default_reason": editable.default_reason,
        "second_look": {
            "within_days": editable.second_look_days,
            "person_when": list(editable.second_look_person_when),
            "reason": editable.second_look_reason,
            "service": editable.second_look_service,
        },
        "safety": {
            "intended_use": _plain(editable.intended_use),
            "not_for": _plain(editable.not_for),
            "hazards": [
                {"harm": "", **_filled(block.value, "harm", "cause", "control")}
                for block in editable.hazards
            ],
        },
    }


def _filled(value: Mapping[str, Any], *names: str) -> dict[str, Json]:
    return {name: _plain(value[name]) for name in names if value.get(name) not in (None, "")}


def _plain(value: Any) -> Any:
    """Return a value as JSON definitions write it, however the browser sent it."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _step(value: Mapping[str, Any]) -> dict[str, Json]:
    return {
        **_UNNAMED_STEP,
        **_filled(value, "key", "title", "intro", "ask_at_most", "exit_at"),
        "questions": [_question(child.block_type, child.value) for child in value["questions"]],
    }


_UNNAMED = {"key": "", "text": ""}
_UNNAMED_STEP = {"key": "", "title": ""}
_QUESTION_TEXTS = (
    "key", "text", "hint", "why", "error", "short",
    "minimum", "maximum", "unit", "low_label", "high_label", "not_sure_label", "about", "source",
)  # fmt: skip


def _question(kind: str, value: Mapping[str, Any]) -> dict[str, Json]:
    question = {**_UNNAMED, **_filled(value, *_QUESTION_TEXTS), "kind": kind}
    question["required"] = bool(value.get("required"))
    question["options"] = [_option(option) for option in value.get("options") or []]
    question["bands"] = [_band(band) for band in value.get("bands") or []]
    if value["show_if"] and value["show_if"]["parts"]:
        question["show_if"] = _condition(value["show_if"])
    return question


def _option(value: Mapping[str, Any]) -> dict[str, Json]:
    return {
        **_UNNAMED,
        **_filled(value, "key", "text", "hint", "group", "flag"),
        "exclusive": bool(value.get("exclusive")),
        "points": dict(value.get("points") or {}),
    }


def _band(value: Mapping[str, Any]) -> dict[str, Json]:
    return {
        **_filled(value, "at_least", "below", "flag"),
        "points": dict(value.get("points") or {}),
    }


def _rule(value: Mapping[str, Any]) -> dict[str, Json]:
    names = (
        "key", "reason", "source", "urgency", "route", "service", "article", "review_after_days",
        "see_within_days",
    )  # fmt: skip
    return {**_filled(value, *names), "when": _condition(value["when"])}


def _point_rule(value: Mapping[str, Any]) -> dict[str, Json]:
    return {**_rule(value), "points": dict(value.get("points") or {})}


def _condition(value: Mapping[str, Any]) -> dict[str, Json]:
    parts = [_part(child.block_type, child.value) for child in value["parts"]]
    match value["match"]:
        case "none":
            return {"not": parts[0] if len(parts) == 1 else {"any": parts}}
        case match:
            return parts[0] if len(parts) == 1 else {match: parts}


def _part(block_type: str, value: Mapping[str, Any]) -> dict[str, Json]:
    match block_type:
        case "group":
            return _condition(value)
        case "answered":
            return {"question": value["question"], "answered": True}
        case "includes":
            leaf = {"question": value["question"], "includes": list(value["options"])}
            return {**leaf, "count": value["count"] or 1}
        case "number":
            return _filled(value, "question", "at_least", "below")
        case "total":
            return _filled(value, "total", "at_least", "below")
        case _:
            return {"leading": list(value["causes"]), "within": value["within"] or 0}


# --- engine → editor -------------------------------------------------------------------------


def to_fields(questionnaire: Questionnaire) -> dict[str, Json]:
    """Return the values of the editor's fields, streams as raw block data.

    Raise DefinitionError when a condition is nested deeper than the editor can show.
    """
    data = codec.to_json(questionnaire)
    naming, limits = questionnaire.naming, questionnaire.limits
    second_look, safety = questionnaire.second_look, questionnaire.safety
    return {
        "key": questionnaire.key,
        "title": questionnaire.title,
        "totals": [_block("total", total) for total in data.get("totals", [])],
        "steps": [_block("step", _raw_step(step)) for step in data["steps"]],
        "point_rules": [_block("rule", _raw_rule(rule)) for rule in data.get("point_rules", [])],
        "red_flag_rules": [
            _block("rule", _raw_rule(rule)) for rule in data.get("red_flag_rules", [])
        ],
        "rules": [_block("rule", _raw_rule(rule)) for rule in data.get("rules", [])],
        "self_help_needs": [
            _block("need", {"questions": group}) for group in data.get("self_help_needs", [])
        ],
        "naming_minimum": naming.minimum,
        "naming_margin": naming.margin,
        "naming_floor": naming.floor,
        "unclear_points": dict(naming.unclear_points),
        "longest_path": limits.longest_path,
        "before_emergency": limits.before_emergency,
        "default_reason": questionnaire.default_reason,
        "second_look_days": second_look.within_days,
        "second_look_person_when": [answer.value for answer in second_look.person_when],
        "second_look_reason": second_look.reason,
        "second_look_service": second_look.service,
        "intended_use": safety.intended_use,
        "not_for": safety.not_for,
        "hazards": [_block("hazard", asdict(hazard)) for hazard in safety.hazards],
    }


def _block(block_type: str, value: Json) -> dict[str, Json]:
    # Wagtail names only the outermost blocks itself, and links lead to inner ones too.
    return {"type": block_type, "id": str(uuid4()), "value": value}


def _items(values: Iterable[Json]) -> list[dict[str, Json]]:
    # A ListBlock takes a dict without an id for a plain value, not for an item.
    return [{"type": "item", "id": str(uuid4()), "value": value} for value in values]


def _raw_step(step: dict[str, Json]) -> dict[str, Json]:
    questions = [
        _block(question["kind"], _raw_question(question)) for question in step["questions"]
    ]
    return {"exit_at": Urgency.EMERGENCY_NOW.value, **step, "questions": questions}


def _raw_question(question: dict[str, Json]) -> dict[str, Json]:
    raw = {name: value for name, value in question.items() if name != "kind"}
    raw["required"] = question.get("required", True)
    if Kind(question["kind"]).takes_options:
        raw["options"] = _items(question.get("options", []))
    if Kind(question["kind"]).takes_number:
        raw["bands"] = _items(question.get("bands", []))
    show_if = question.get("show_if")
    raw["show_if"] = _raw_group(show_if, 0) if show_if else {"match": "all", "parts": []}
    return raw


def _raw_rule(rule: dict[str, Json]) -> dict[str, Json]:
    return {**rule, "when": _raw_group(rule["when"], 0)}


_DEEPEST = 2


def _raw_group(condition: dict[str, Json], depth: int) -> dict[str, Json]:
    if depth > _DEEPEST:
        raise DefinitionError("a condition is nested more than three groups deep")
    if "not" in condition:
        match, inner = "none", condition["not"]
        parts = inner.get("any", [inner])
    elif "all" in condition or "any" in condition:
        match = "all" if "all" in condition else "any"
        parts = condition[match]
    else:
        match, parts = "all", [condition]
    return {"match": match, "parts": [_raw_part(part, depth) for part in parts]}


def _raw_part(part: dict[str, Json], depth: int) -> dict[str, Json]:
    if {"all", "any", "not"} & part.keys():
        return _block("group", _raw_group(part, depth + 1))
    if "leading" in part:
        return _block("leading", {"causes": part["leading"], "within": part["within"]})
    if "total" in part:
        return _block("total", part)
    if "includes" in part:
        options = {"options": part["includes"], "count": part.get("count", 1)}
        return _block("includes", {"question": part["question"], **options})
    if "answered" in part:
        return _block("answered", {"question": part["question"]})
    return _block("number", part)
