"""Random edits of a definition, made to its JSON: the way a person changes one thing of it."""

import json
from random import Random
from typing import Any

from intake.engine import codec
from intake.engine.codec import DefinitionError
from intake.engine.types import Questionnaire

CHOICES = {
    "kind": ("single_choice", "multiple_choice", "body_map"),
    "flag": ("none", "see_physician_soon", "same_day", "emergency_now"),
    "exit_at": ("none", "see_physician_soon", "same_day", "emergency_now"),
    "urgency": ("see_physician_soon", "same_day", "emergency_now"),
    "route": ("booking", "self_help", "urgent"),
    "person_when": ("better", "same", "worse", "not_sure"),
}
TEXTS = {
    "text", "title", "short", "hint", "why", "error", "intro", "reason", "default_reason", "unit",
    "low_label", "high_label", "language", "group", "source", "about", "intended_use", "not_for",
    "harm", "cause", "control",
}  # fmt: skip
"""The fields of the JSON that are words, and decide nothing."""


def edited(random: Random, questionnaire: Questionnaire) -> tuple[Questionnaire, bool]:
    """Return a definition with one random edit, and whether only words were edited."""
    while True:
        plain = json.loads(codec.canonical(codec.to_json(questionnaire)))
        only_words = _edit(random, plain)
        try:
            changed = codec.from_json(plain)
        except DefinitionError:
            continue
        if codec.sha256(changed) != codec.sha256(questionnaire):
            return changed, only_words


def _edit(random: Random, plain: dict[str, Any]) -> bool:
    places = list(_places(plain))
    owner, name, field = random.choice(places)
    value = owner[name]
    if isinstance(value, list):
        _edit_list(random, value)
        return False
    if isinstance(value, bool):
        owner[name] = not value
    elif isinstance(value, int | float):
        owner[name] = value + random.choice((-1, 1, 7))
    elif field in CHOICES and value in CHOICES[field]:
        owner[name] = random.choice(CHOICES[field])
    elif value is not None and not isinstance(value, dict):
        owner[name] = random.choice(("", f"{value} more", f"{value} " * 30, "Other"))
    return field in TEXTS


def _edit_list(random: Random, items: list[Any]) -> None:
    shape = random.random()
    if not items:
        return
    if shape < 0.4:
        random.shuffle(items)
    elif shape < 0.7:
        del items[random.randrange(len(items))]
    else:
        items.insert(random.randrange(len(items) + 1), random.choice(items))


def _places(value: Any, field: str = "") -> Any:
    """Yield (owner, name, field) for every value anywhere in JSON."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for name, part in inner:
        own = name if isinstance(value, dict) else field
        yield value, name, own
        if isinstance(part, dict | list):
            yield from _places(part, own)
