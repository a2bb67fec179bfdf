"""Clients of the benchmark, made from whatever the questionnaire asks: no key is named here."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from intake.engine.answers import read_answers
from intake.engine.path import walk
from intake.engine.types import Kind, Question, Questionnaire, Urgency

CSRF = "b" * 32
MODERATE = {Kind.SCALE: 4, Kind.NUMBER: 40}
"""What a scale or a number is answered with, plus a turn: neither mild nor a child's age."""
TURNS = 5

Raw = dict[str, Any]


def unflagged(question: Question, turn: int = 0) -> Any:
    """Return an answer that raises no emergency; another one each turn where there is a choice."""
    if question.kind.takes_number:
        return MODERATE[question.kind] + turn % TURNS
    if not question.kind.takes_options:
        return f"In my own words {turn}"
    calm = [option for option in question.options if option.flag is Urgency.NONE]
    alone = [option.key for option in calm if option.exclusive]
    if question.kind.takes_several and alone and len(calm) < len(question.options):
        return [alone[-1]]
    key = calm[turn % len(calm)].key
    return [key] if question.kind.takes_several else key


def whole_path(definition: Questionnaire) -> Raw:
    """Return answers to every question on the path they lead along."""
    answers: Raw = {}
    for _ in (*definition.steps, None):
        found = walk(definition, read_answers(definition, answers)[0])
        if found.next_step is None:
            return answers
        asked = found.asked_on(found.next_step.key)
        answers |= {question.key: unflagged(question) for question in asked}
    raise RuntimeError("The answers never came to the end of the path.")


def emergency(definition: Questionnaire) -> tuple[str, Raw]:
    """Return the first step whose answer ends in an emergency, and that answer."""
    for step in definition.steps:
        for question in step.questions:
            for option in question.options:
                if option.flag is Urgency.EMERGENCY_NOW:
                    return step.key, {question.key: [option.key]}
    raise RuntimeError("The questionnaire has no emergency.")


def form_body(answers: Raw) -> str:
    """Return answers as a browser sends them."""
    return urlencode([("csrfmiddlewaretoken", CSRF), *_fields(answers)])


def _fields(answers: Raw) -> Iterator[tuple[str, str]]:
    for key, value in answers.items():
        for one in value if isinstance(value, list) else [value]:
            yield f"q-{key}", str(one)
