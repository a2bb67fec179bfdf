"""Questionnaire ⇄ canonical JSON, with a schema version and a sha256 of the content."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from typing import Any

from intake.engine.language import (
    AllOf,
    Answered,
    AnyOf,
    Condition,
    Includes,
    Leading,
    Not,
    NumberIs,
    TotalIs,
)
from intake.engine.safety import Hazard, Progress, Safety, SecondLook
from intake.engine.types import (
    Band,
    Kind,
    Limits,
    Naming,
    Option,
    PointRule,
    Points,
    Question,
    Questionnaire,
    RedFlagRule,
    Route,
    Rule,
    Step,
    Total,
    TotalKind,
    Urgency,
)

SCHEMA_VERSION = 1

Json = Any


class DefinitionError(ValueError):
    """Raised when JSON is not a questionnaire; the message names the place."""


# --- out -------------------------------------------------------------------------------------


def to_json(questionnaire: Questionnaire) -> dict[str, Json]:
    """Return the definition as plain JSON values, leaving out what equals the default."""
    return _record(questionnaire)


def canonical(definition: Json) -> str:
    """Return the one text of a JSON value: sorted keys, no spaces, real characters."""
    return json.dumps(definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256(questionnaire: Questionnaire) -> str:
    """Return the sha256 (hex) of the canonical JSON of the content."""
    return sha256_of(to_json(questionnaire))


def sha256_of(definition: Json) -> str:
    """Return the sha256 (hex) of the canonical JSON of a definition."""
    content = {"schema_version": SCHEMA_VERSION, **definition}
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _record(value: Any) -> dict[str, Json]:
    record: dict[str, Json] = {}
    for item in fields(value):
        content = getattr(value, item.name)
        if item.name in _ALWAYS or content != item.default:
            plain = _plain(item.name, content)
            if plain not in ({}, []) or item.default is not MISSING or item.name in _ALWAYS:
                record[item.name] = plain
    return record


_ALWAYS = {"key", "kind", "questions", "steps", "text", "title"}


def _plain(name: str, content: Any) -> Json:
    if name in ("points", "unclear_points"):
        return dict(sorted(content))
    if isinstance(content, StrEnum):
        return content.value
    if isinstance(content, _CONDITIONS):
        return condition_to_json(content)
    if is_dataclass(content):
        return _record(content)
    if isinstance(content, tuple):
        return [_plain("", part) for part in content]
    return content


def condition_to_json(condition: Condition) -> dict[str, Json]:
    """Return a condition as {"all": […]}, {"any": […]}, {"not": …} or one leaf."""
    match condition:
        case AllOf(parts):
            return {"all": [condition_to_json(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_to_json(part) for part in parts]}
        case Not(part):
            return {"not": condition_to_json(part)}
        case Answered(question):
            return {"question": question, "answered": True}
        case Includes(question, options, count):
            leaf: dict[str, Json] = {"question": question, "includes": list(options)}
            return leaf if count == 1 else {**leaf, "count": count}
        case NumberIs(question, at_least, below):
            return {"question": question, **_bounds(at_least, below)}
        case TotalIs(total, at_least, below):
            return {"total": total, **_bounds(at_least, below)}
        case Leading(causes, within):
            return {"leading": list(causes), "within": within}


def _bounds(at_least: float | None, below: float | None) -> dict[str, Json]:
    bounds = {"at_least": at_least, "below": below}
    return {name: bound for name, bound in bounds.items() if bound is not None}


_CONDITIONS = (Answered, Includes, NumberIs, TotalIs, Leading, AllOf, AnyOf, Not)


# --- in --------------------------------------------------------------------------------------


def from_json(definition: Mapping[str, Json]) -> Questionnaire:
    """Return the questionnaire behind plain JSON; raise DefinitionError naming what is wrong.

    Unknown keys of the outermost object (number, sha256 …) are not part of the content.
    """
    if not isinstance(definition, Mapping):
        raise DefinitionError("not a questionnaire: the JSON is no object")
    schema = definition.get("schema_version", SCHEMA_VERSION)
    if schema != SCHEMA_VERSION:
        raise DefinitionError(f"schema_version is {schema!r}; this program reads {SCHEMA_VERSION}")
    try:
        return _questionnaire(definition)
    except DefinitionError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DefinitionError(f"not a questionnaire: {error!r}") from error


def _questionnaire(data: Mapping[str, Json]) -> Questionnaire:
    return Questionnaire(
        key=data["key"],
        title=data["title"],
        steps=tuple(_step(step) for step in data["steps"]),
        totals=tuple(
            Total(total["key"], total["title"], TotalKind(total["kind"]))
            for total in data.get("totals", [])
        ),
        point_rules=tuple(_point_rule(rule) for rule in data.get("point_rules", [])),
        red_flag_rules=tuple(_red_flag_rule(rule) for rule in data.get("red_flag_rules", [])),
        rules=tuple(_rule(rule) for rule in data.get("rules", [])),
        naming=_naming(data.get("naming", {})),
        self_help_needs=tuple(tuple(group) for group in data.get("self_help_needs", [])),
        limits=Limits(**data.get("limits", {})),
        default_reason=data.get("default_reason", ""),
        language=data.get("language", "en"),
        second_look=_second_look(data.get("second_look", {})),
        safety=_safety(data.get("safety", {})),
    )


def _second_look(data: Mapping[str, Json]) -> SecondLook:
    if "person_when" not in data:
        return SecondLook(**data)
    person_when = tuple(Progress(answer) for answer in data["person_when"])
    return SecondLook(**{**data, "person_when": person_when})


def _safety(data: Mapping[str, Json]) -> Safety:
    hazards = tuple(Hazard(**hazard) for hazard in data.get("hazards", []))
    return Safety(**{**data, "hazards": hazards})


def _naming(data: Mapping[str, Json]) -> Naming:
    return Naming(**{**data, "unclear_points": points(data.get("unclear_points", {}))})


def _step(data: Mapping[str, Json]) -> Step:
    return Step(
        key=data["key"],
        title=data["title"],
        questions=tuple(_question(question) for question in data["questions"]),
        intro=data.get("intro", ""),
        ask_at_most=data.get("ask_at_most"),
        exit_at=Urgency(data.get("exit_at", Urgency.EMERGENCY_NOW)),
    )


def _question(data: Mapping[str, Json]) -> Question:
    show_if = data.get("show_if")
    return Question(
        **{
            **data,
            "kind": Kind(data["kind"]),
            "options": tuple(_option(option) for option in data.get("options", [])),
            "bands": tuple(_band(band) for band in data.get("bands", [])),
            "show_if": condition_from_json(show_if) if show_if else None,
        }
    )


def _option(data: Mapping[str, Json]) -> Option:
    return Option(**{**data, **_points_and_flag(data)})


def _band(data: Mapping[str, Json]) -> Band:
    return Band(**{**data, **_points_and_flag(data)})


def _points_and_flag(data: Mapping[str, Json]) -> dict[str, Any]:
    return {"points": points(data.get("points", {})), "flag": Urgency(data.get("flag", "none"))}


def points(data: Mapping[str, int]) -> Points:
    """Return a JSON object of points as sorted pairs, without zeros."""
    return tuple(sorted((total, int(value)) for total, value in data.items() if int(value)))


def _point_rule(data: Mapping[str, Json]) -> PointRule:
    return PointRule(
        data["key"],
        condition_from_json(data["when"]),
        points(data.get("points", {})),
        data.get("reason", ""),
    )


def _red_flag_rule(data: Mapping[str, Json]) -> RedFlagRule:
    return RedFlagRule(
        data["key"],
        condition_from_json(data["when"]),
        Urgency(data["urgency"]),
        data.get("reason", ""),
        data.get("source", ""),
    )


def _rule(data: Mapping[str, Json]) -> Rule:
    return Rule(
        **{
            "reason": "",
            **data,
            "when": condition_from_json(data["when"]),
            "route": Route(data["route"]),
        }
    )


def condition_from_json(data: Mapping[str, Json]) -> Condition:
    """Return the condition behind its JSON; raise DefinitionError for an unknown form."""
    if "all" in data:
        return AllOf(tuple(condition_from_json(part) for part in data["all"]))
    if "any" in data:
        return AnyOf(tuple(condition_from_json(part) for part in data["any"]))
    if "not" in data:
        return Not(condition_from_json(data["not"]))
    if "leading" in data:
        return Leading(tuple(data["leading"]), data.get("within", 0))
    bounds = {"at_least": data.get("at_least"), "below": data.get("below")}
    if "total" in data:
        return TotalIs(data["total"], **bounds)
    if "includes" in data:
        return Includes(data["question"], tuple(data["includes"]), data.get("count", 1))
    if "answered" in data:
        return Answered(data["question"])
    if "question" in data and any(bound is not None for bound in bounds.values()):
        return NumberIs(data["question"], **bounds)
    raise DefinitionError(f"not a condition: {canonical(data)}")
