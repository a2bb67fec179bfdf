"""The parts of a definition by the names editors know them by, and their values in words."""

from itertools import takewhile
from operator import eq
from typing import Any

from intake.engine.safety import Progress
from intake.engine.sentences import (
    KIND_WORDS,
    MOST_LETTERS,
    ROUTE_WORDS,
    TOTAL_KIND_WORDS,
    URGENCY_WORDS,
    condition_words,
    quoted,
)
from intake.engine.types import Kind, Questionnaire, Route, TotalKind, Urgency

FIELD_WORDS = {
    "about": "topic in the articles",
    "article": "article to read",
    "ask_at_most": "most questions asked",
    "before_emergency": "most questions before an emergency shows",
    "below": "end",
    "at_least": "begin",
    "cause": "cause",
    "control": "what is done against it",
    "default_reason": "what is said when no rule holds",
    "error": "message when the answer is missing",
    "exclusive": "excludes the other options",
    "exit_at": "ends the questions from",
    "flag": "red flag",
    "floor": "points under which no cause stands out",
    "group": "group",
    "harm": "harm",
    "high_label": "label of the highest number",
    "hint": "hint",
    "intended_use": "intended use",
    "intro": "introduction",
    "key": "key",
    "kind": "kind",
    "language": "language",
    "longest_path": "most questions of a path",
    "low_label": "label of the lowest number",
    "margin": "points up to which a cause is also possible",
    "maximum": "highest number",
    "minimum": "lowest number",
    "not_for": "what it must not be used for",
    "not_sure_label": "words for “not sure”",
    "person_when": "answers that lead to a person",
    "reason": "reason",
    "required": "needs an answer",
    "review_after_days": "days until a second look",
    "route": "leads to",
    "see_within_days": "days within which the visit should be",
    "service": "service to book",
    "short": "short name",
    "show_if": "asked",
    "source": "source",
    "text": "text",
    "title": "title",
    "unit": "unit",
    "urgency": "level",
    "when": "holds when",
    "why": "why we ask",
    "within_days": "days in which the second look is open",
}
"""Field of a definition → its words; the same field means the same thing wherever it stands."""

NAMING_WORDS = {**FIELD_WORDS, "minimum": "points from which a cause is named"}

PROGRESS_WORDS = {
    Progress.BETTER: "better",
    Progress.SAME: "the same",
    Progress.WORSE: "worse",
    Progress.NOT_SURE: "not sure",
}

Value = tuple[Questionnaire, Any]
"""The value of a field, and the questionnaire that gives its keys their words."""

DECIDING = frozenset(
    {
        "ask_at_most", "at_least", "below", "exclusive", "exit_at", "flag", "floor", "kind",
        "longest_path", "before_emergency", "margin", "maximum", "minimum", "required",
        "review_after_days", "route", "service", "article", "show_if", "urgency", "when",
        "within_days", "person_when", "see_within_days",
    }
)  # fmt: skip
"""The fields that make a difference to a decision; all others are words."""

CONTEXT = 3
"""Words of a long text shown before and after what changed in it."""


def decides(name: str, old: Any, new: Any) -> bool:
    """Tell whether a field that differs can change a decision."""
    if name == "not_sure_label":
        return bool(old) != bool(new)
    return name in DECIDING


def field_change(name: str, old: Value, new: Value, *, naming: bool) -> str:
    """Return what became of a field: "text “Where” → “Where exactly”"."""
    field = NAMING_WORDS[name] if naming else FIELD_WORDS[name]
    before, after = old[1], new[1]
    if type(before) is str:
        return f"{field} {_text_change(before, after)}"
    said, says = value_words(name, old), value_words(name, new)
    if said == says:
        return f"{field} {says}, put together differently"
    return f"{field} {' → '.join(_shortened(said, says))}"


def value_words(name: str, seen: Value) -> str:
    """Return the value of a field in words."""
    questionnaire, value = seen
    if name in ("show_if", "when"):
        words = condition_words(questionnaire, value)
        return words if value is None or name == "when" else f"when {words}"
    match value:
        case Urgency():
            nothing = "never" if name == "exit_at" else "none"
            return URGENCY_WORDS[value] if value.rank else nothing
        case Kind():
            return KIND_WORDS[value]
        case Route():
            return ROUTE_WORDS[value]
        case TotalKind():
            return TOTAL_KIND_WORDS[value]
        case tuple():
            return ", ".join(PROGRESS_WORDS[Progress(part)] for part in value) or "none"
        case bool():
            return "yes" if value else "no"
        case None:
            return "none"
        case _:
            return f"{value:g}"


def _text_change(old: str, new: str) -> str:
    if not old:
        return f"{quoted(new)} added"
    if not new:
        return f"{quoted(old)} removed"
    if old.split() == new.split():
        return f"{quoted(new)}: spaces changed"
    return " → ".join(excerpts(old, new))


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Return two texts in quotes, cut down to what differs where they are long."""
    before, after = _shortened(old, new)
    return f"“{before}”", f"“{after}”"


def _shortened(old: str, new: str) -> tuple[str, str]:
    """Return two sentences without the words in which long ones begin and end alike."""
    if max(len(old), len(new)) <= MOST_LETTERS:
        return old, new
    before, after = old.split(), new.split()
    begin = max(_alike(before, after) - CONTEXT, 0)
    end = max(_alike(before[begin:][::-1], after[begin:][::-1]) - CONTEXT, 0)
    return _cut(before, begin, end), _cut(after, begin, end)


def _alike(one: list[str], other: list[str]) -> int:
    return len(list(takewhile(bool, map(eq, one, other))))


def _cut(words: list[str], begin: int, end: int) -> str:
    shown = " ".join(words[begin : len(words) - end])
    return f"{'… ' if begin else ''}{shown}{' …' if end else ''}"
