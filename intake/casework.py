"""Every change of the worked cases, as a verb. Each is a transaction and leaves a log entry."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from intake.engine import codec
from intake.engine.types import Route, Urgency
from intake.models import Questionnaire, WorkedCase

ADDED, CHANGED, DELETED = "intake.case.add", "intake.case.change", "intake.case.delete"
SIGN_OFF = "intake.sign_off_questionnaire"

FREE = ("name", "story")
DECIDING = ("answers", "route", "urgency", "top_cause", "acceptable_routes", "acceptable_causes")
FIELDS = (*FREE, *DECIDING)

_NAME = re.compile(r"[-\w]{1,60}", re.ASCII)

Values = Mapping[str, Any]
"""Field of a worked case → its value, as the model stores it."""


class NeedsSignOffError(Exception):
    """Raised when an urgent case would be weakened by somebody who may not sign off."""


class ChangedMeanwhileError(Exception):
    """Raised when a case is no longer what its editor has seen."""


class CaseFileError(ValueError):
    """Raised when a file is no list of worked cases; the message names the place."""


@dataclass(slots=True)
class Loaded:
    """What became of the cases of a file, by name."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


# --- verbs -----------------------------------------------------------------------------------


def add_case(*, questionnaire: Questionnaire, values: Values, by: Any = None) -> WorkedCase:
    """Add a worked case."""
    with transaction.atomic():
        case = WorkedCase.objects.create(questionnaire=questionnaire, **values)
        _log(case, ADDED, by, {name: [None, values[name]] for name in FIELDS if values.get(name)})
    return case


def change_case(*, case: WorkedCase, values: Values, by: Any = None, seen: str = "") -> bool:
    """Change a worked case; tell whether anything changed.

    `seen` is the fingerprint of what its editor has seen; raise ChangedMeanwhileError where the
    case is another by now.

    Raise NeedsSignOffError where an urgent case would say or expect something else and `by` may
    not sign off; nobody (`by` None) is the command line, which may.
    """
    with transaction.atomic():
        stored = WorkedCase.objects.select_for_update().get(pk=case.pk)
        if seen and seen != fingerprint(stored):
            raise ChangedMeanwhileError(stored.name)
        changes = _changes(stored, values)
        if not changes:
            return False
        if _expects_care(stored) and not may_weaken(by) and _decides(changes):
            raise NeedsSignOffError(stored.name)
        for name, value in values.items():
            setattr(case, name, value)
        case.save()
        _log(case, CHANGED, by, changes)
    return True


def delete_case(*, case: WorkedCase, by: Any = None) -> None:
    """Delete a worked case; the log keeps the whole of it.

    Raise NeedsSignOffError for an urgent case when `by` may not sign off.
    """
    with transaction.atomic():
        stored = WorkedCase.objects.select_for_update().get(pk=case.pk)
        if _expects_care(stored) and not may_weaken(by):
            raise NeedsSignOffError(stored.name)
        was = {name: [getattr(stored, name), None] for name in FIELDS if getattr(stored, name)}
        _log(stored, DELETED, by, was)
        stored.delete()


def load_cases(
    *,
    questionnaire: Questionnaire,
    items: Iterable[Mapping[str, Any]],
    replace: bool = False,
    by: Any = None,
) -> Loaded:
    """Add the cases of a file; those with a known name stay as they are unless `replace`.

    Raise CaseFileError when an item is no case; nothing is written then.
    """
    wanted = [from_json(item, number) for number, item in enumerate(items, start=1)]
    loaded = Loaded()
    with transaction.atomic():
        known = {case.name: case for case in WorkedCase.objects.of(questionnaire)}
        for values in wanted:
            case = known.get(values["name"])
            if case is None:
                case = add_case(questionnaire=questionnaire, values=values, by=by)
                known[case.name] = case
                loaded.added.append(case.name)
            elif replace and change_case(case=case, values=values, by=by):
                loaded.changed.append(case.name)
            else:
                loaded.kept.append(case.name)
    return loaded


def fingerprint(case: WorkedCase) -> str:
    """Return the sha256 of all that a case says."""
    return codec.sha256_of(to_json(case))


def may_weaken(user: Any) -> bool:
    """Tell whether somebody may change what an urgent case expects, or delete it."""
    return user is None or user.has_perm(SIGN_OFF)


def needs_sign_off(case: WorkedCase, user: Any) -> bool:
    """Tell whether a case expects medical care and somebody may therefore not weaken it."""
    return _expects_care(case) and not may_weaken(user)


def _expects_care(case: WorkedCase) -> bool:
    return case.route == Route.URGENT.value or Urgency(case.urgency).rank > 0


def _decides(changes: Mapping[str, Any]) -> bool:
    return any(name.partition(".")[0] in DECIDING for name in changes)


def _changes(case: WorkedCase, values: Values) -> dict[str, list[Any]]:
    """Return field → [before, after]; answers are told one by one, as "answers.question"."""
    changes = {
        name: [getattr(case, name), value]
        for name, value in values.items()
        if name != "answers" and getattr(case, name) != value
    }
    if "answers" in values:
        before, after = case.answers, values["answers"]
        for key in [*before, *(key for key in after if key not in before)]:
            # 1 and true are equal in Python, and different answers.
            if repr(before.get(key)) != repr(after.get(key)):
                changes[f"answers.{key}"] = [before.get(key), after.get(key)]
    return changes


def _log(case: WorkedCase, action: str, by: Any, changes: Mapping[str, Any]) -> None:
    key = str(case.questionnaire.translation_key)
    log(case, action, user=by, data={"questionnaire": key, "changes": dict(changes)})


# --- files -----------------------------------------------------------------------------------


def to_json(case: WorkedCase) -> dict[str, Any]:
    """Return a case as a file holds it."""
    expect: dict[str, Any] = {
        "route": case.route,
        "urgency": case.urgency,
        "top_cause": case.top_cause or None,
    }
    for name in ("acceptable_causes", "acceptable_routes"):
        if accepted := getattr(case, name):
            expect[name] = accepted
    return {"id": case.name, "note": case.story, "answers": case.answers, "expect": expect}


def questionnaire_with_key(key: str) -> Questionnaire:
    """Return the questionnaire with that key, in the first language it has; raise LookupError."""
    found = Questionnaire.objects.filter(key=key).order_by("locale_id").first()
    if found is None:
        raise LookupError(f"No questionnaire has the key “{key}”.")
    return found


def read_cases(file: Path) -> list[dict[str, Any]]:
    """Return the items of a file of cases; raise OSError, or CaseFileError if it holds no list."""
    try:
        items = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise CaseFileError(f"{file} is not JSON: {error}.") from error
    if not isinstance(items, list):
        raise CaseFileError(f"{file} must hold a JSON list of cases, but holds something else.")
    return items


def from_json(item: Any, number: int = 1) -> dict[str, Any]:
    """Return the values of a case from one item of a file; raise CaseFileError if it is none."""
    if not isinstance(item, Mapping) or not isinstance(item.get("id"), str) or not item["id"]:
        raise CaseFileError(f"Case {number} has no “id”.")
    name = item["id"]
    if not _NAME.fullmatch(name):
        raise CaseFileError(f"Case “{name}”: an id has letters, digits, - and _, at most 60.")
    answers, expect = item.get("answers"), item.get("expect")
    if not isinstance(answers, Mapping):
        raise CaseFileError(f"Case “{name}” has no object “answers”.")
    if not isinstance(expect, Mapping):
        raise CaseFileError(f"Case “{name}” has no object “expect”.")
    try:
        route = Route(str(expect.get("route")))
        urgency = Urgency(str(expect.get("urgency", Urgency.NONE.value)))
        routes = [Route(other).value for other in expect.get("acceptable_routes") or []]
    except (TypeError, ValueError) as error:
        raise CaseFileError(f"Case “{name}”: {error}.") from error
    causes = [str(cause) for cause in expect.get("acceptable_causes") or []]
    return {
        "name": name,
        "story": str(item.get("note") or ""),
        "answers": dict(answers),
        "route": route.value,
        "urgency": urgency.value,
        "top_cause": str(expect.get("top_cause") or ""),
        "acceptable_routes": routes,
        "acceptable_causes": causes,
    }
