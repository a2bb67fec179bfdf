"""A definition in words: conditions as sentences, and every part by the name an editor knows."""

from collections.abc import Sequence

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
from intake.engine.types import (
    NOT_SURE,
    Kind,
    PointRule,
    Question,
    Questionnaire,
    RedFlagRule,
    Route,
    Rule,
    TotalKind,
    Urgency,
)

MOST_LETTERS = 60
"""How long a name taken from a whole sentence may get."""

Leaf = Answered | Includes | NumberIs | TotalIs | Leading

NEVER = "never"
ALWAYS = "always"

URGENCY_WORDS = {
    Urgency.NONE: "no red flag",
    Urgency.SEE_PHYSICIAN_SOON: "see a physician soon",
    Urgency.SAME_DAY: "same day",
    Urgency.EMERGENCY_NOW: "emergency now",
}
ROUTE_WORDS = {
    Route.URGENT: "urgent care",
    Route.BOOKING: "appointment",
    Route.SELF_HELP: "self-help",
}
KIND_WORDS = {
    Kind.SINGLE: "one choice",
    Kind.MULTIPLE: "several choices",
    Kind.YES_NO: "yes or no",
    Kind.SCALE: "scale",
    Kind.NUMBER: "number",
    Kind.SHORT_TEXT: "short text",
    Kind.LONG_TEXT: "long text",
    Kind.BODY_MAP: "body map",
}
TOTAL_KIND_WORDS = {
    TotalKind.CAUSE: "cause",
    TotalKind.CARE: "need for care",
    TotalKind.SCORE: "score",
}


# --- names -----------------------------------------------------------------------------------


def quoted(text: str) -> str:
    """Return a text in quotation marks, shortened where it is long."""
    if len(text) > MOST_LETTERS:
        text = f"{text[: MOST_LETTERS - 1].rstrip(' ,.;:')}…"
    return f"“{text}”"


def question_name(questionnaire: Questionnaire, key: str) -> str:
    """Return the label of a question in quotes; the key where no such question exists."""
    question = questionnaire.question(key)
    return quoted(question.label) if question else _gone(key)


def option_name(question: Question | None, key: str) -> str:
    """Return the words of an option in quotes; the key where no such option exists."""
    option = question.option(key) if question else None
    if option is not None:
        return quoted(option.text)
    if question is not None and key == NOT_SURE and question.kind.takes_number:
        return quoted(question.not_sure_label or "not sure")
    return _gone(key)


def total_name(questionnaire: Questionnaire, key: str) -> str:
    """Return the title of a total in quotes; the key where no such total exists."""
    total = questionnaire.total(key)
    return quoted(total.title) if total else _gone(key)


def total_title(questionnaire: Questionnaire, key: str) -> str:
    """Return the title of a total, or its key where no such total exists."""
    total = questionnaire.total(key)
    return total.title if total else key


def rule_name(rule: Rule | RedFlagRule | PointRule) -> str:
    """Return the reason of a rule in quotes, or its key where it gives none."""
    return quoted(rule.reason or rule.key)


def _gone(key: str) -> str:
    return f"{quoted(key)} (missing)"


def either(names: Sequence[str], word: str = "or") -> str:
    """Return "A", "A or B", "A, B or C"."""
    *others, last = names or ("",)
    return f"{', '.join(others)} {word} {last}" if others else last


def points_word(points: float) -> str:
    """Return "1 point", "4 points"."""
    return f"{points:g} point" if points == 1 else f"{points:g} points"


# --- conditions ------------------------------------------------------------------------------


def condition_words(questionnaire: Questionnaire, condition: Condition | None) -> str:
    """Return a condition as half a sentence: “Where it hurts” includes “Buttock” or “Groin”.

    None, which stands for no condition, is "always".
    """
    return ALWAYS if condition is None else _words(questionnaire, condition, said=True)


def _words(questionnaire: Questionnaire, condition: Condition, *, said: bool) -> str:
    """Return the words of a condition, or of its opposite where `said` is false."""
    match condition:
        case AllOf(parts):
            if said or not parts:
                return _group(questionnaire, parts, "and", said=said)
            return f"not all of this: {_group(questionnaire, parts, 'and', said=True)}"
        case AnyOf(parts):
            return _group(questionnaire, parts, "or" if said else "and", said=said)
        case Not(part):
            return _words(questionnaire, part, said=not said)
        case _:
            return _leaf(questionnaire, condition, said)


def _group(
    questionnaire: Questionnaire, parts: tuple[Condition, ...], word: str, *, said: bool
) -> str:
    if not parts:
        return NEVER if said else ALWAYS
    if len(parts) == 1:
        return _words(questionnaire, parts[0], said=said)
    return f", {word} ".join(_part(questionnaire, part, said) for part in parts)


def _part(questionnaire: Questionnaire, part: Condition, said: bool) -> str:
    words = _words(questionnaire, part, said=said)
    return words if _is_single(part) else f"({words})"


def _is_single(condition: Condition) -> bool:
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return len(parts) == 0 or (len(parts) == 1 and _is_single(parts[0]))
        case Not(part):
            return _is_single(part)
        case _:
            return True


def _leaf(questionnaire: Questionnaire, leaf: Leaf, said: bool) -> str:
    match leaf:
        case Answered(question):
            verb = "is answered" if said else "is not answered"
            return f"{question_name(questionnaire, question)} {verb}"
        case Includes(question, options, count):
            return _includes(questionnaire, question, options, count, said)
        case NumberIs(question, at_least, below):
            return _number(questionnaire, question, at_least, below, said)
        case TotalIs(total, at_least, below):
            bounds = stretch_words(at_least, below, "points") or "any number of points"
            return f"{total_name(questionnaire, total)} {'is' if said else 'is not'} {bounds}"
        case Leading(causes, within):
            return _leading(questionnaire, causes, within, said)


def _includes(
    questionnaire: Questionnaire, key: str, options: tuple[str, ...], count: int, said: bool
) -> str:
    question = questionnaire.question(key)
    names = [option_name(question, option) for option in options]
    several = question is None or question.kind.takes_several
    if several:
        verb = "includes" if said else "does not include"
    else:
        verb = "is" if said else "is not"
    picked = either(names) if count == 1 else f"at least {count} of {either(names, 'and')}"
    return f"{question_name(questionnaire, key)} {verb} {picked or 'an option yet to choose'}"


def _number(
    questionnaire: Questionnaire, key: str, at_least: float | None, below: float | None, said: bool
) -> str:
    question = questionnaire.question(key)
    name = question_name(questionnaire, key)
    low, high = (question.minimum, question.maximum) if question else (None, None)
    open_below = at_least is None or (low is not None and at_least <= low)
    open_above = below is None or (high is not None and below > high)
    if open_below and open_above:
        return f"{name} {'has a number' if said else 'has no number'}"
    bounds = stretch_words(at_least, below, question.unit if question else "")
    return f"{name} {'is' if said else 'is not known to be'} {bounds}"


def stretch_words(at_least: float | None, below: float | None, unit: str = "") -> str:
    """Return the numbers in [at_least, below) in words; nothing where both ends are open."""
    if at_least is None:
        return "" if below is None else f"under {_amount(below, unit)}"
    if below is None:
        return f"{_amount(at_least, unit)} or more"
    return f"from {at_least:g} to under {_amount(below, unit)}"


def _amount(number: float, unit: str) -> str:
    return points_word(number) if unit == "points" else f"{number:g} {unit}".strip()


def _leading(questionnaire: Questionnaire, causes: tuple[str, ...], within: int, said: bool) -> str:
    names = either([total_name(questionnaire, cause) for cause in causes]) or "no cause"
    if within:
        behind = f"at most {points_word(within)} behind the leading cause"
        return f"{names} {'is' if said else 'is not'} {behind}"
    return f"{names} {'leads' if said else 'does not lead'}"
