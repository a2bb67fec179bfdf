"""Raw values → answers: what a form or a file may say for each kind of question."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from intake.engine.types import NO, NOT_SURE, YES, Answer, Option, Question, Questionnaire

RawValue = Any
"""option key | list of option keys | number | bool | text | "not_sure"."""


def read_answers(
    questionnaire: Questionnaire, raw: Mapping[str, RawValue]
) -> tuple[dict[str, Answer], list[str]]:
    """Return the answers that fit the questionnaire, and what was ignored.

    Ignored parts are named by "question" when the whole key or value does not fit, and by
    "question=option" when only one option is unknown. Nothing here raises.
    """
    answers: dict[str, Answer] = {}
    ignored: list[str] = []
    questions = {question.key: question for question in questionnaire.questions}
    for key, value in raw.items():
        question = questions.get(key)
        if question is None or value is None:
            ignored.append(key)
            continue
        answer, unknown = read_answer(question, value)
        ignored.extend(f"{key}={option}" for option in unknown)
        if answer is not None:
            answers[key] = answer
        elif not unknown:
            ignored.append(key)
    return answers, ignored


def read_answer(question: Question, value: RawValue) -> tuple[Answer | None, list[str]]:
    """Return the answer a raw value means (None when it means nothing) and unknown options."""
    if question.kind.takes_options:
        return _read_options(question, value)
    if question.kind.takes_number:
        return (Answer((NOT_SURE,)) if value == NOT_SURE else _read_number(question, value)), []
    return (Answer(text=value), []) if isinstance(value, str) and value.strip() else (None, [])


def _read_number(question: Question, value: RawValue) -> Answer | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not isfinite(value):
        return None
    low, high = question.minimum, question.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        return None
    return Answer(number=value)


def _read_options(question: Question, value: RawValue) -> tuple[Answer | None, list[str]]:
    if isinstance(value, bool):
        value = YES if value else NO
    picked = [value] if isinstance(value, str) else value
    if not isinstance(picked, list | tuple):
        return None, []
    known = {option.key: option for option in question.options}
    unknown = [str(key) for key in picked if not isinstance(key, str) or key not in known]
    options = [key for key in known if key in picked]
    if not question.kind.takes_several:
        return (Answer(options=tuple(options)) if len(options) == 1 else None), unknown
    if not picked:
        # An empty list says "asked, and none of these".
        options = [option.key for option in known.values() if _says_none(option)][:1]
    else:
        # "None of these" beside anything else says nothing; "not sure" always says something.
        options = [key for key in options if not _says_none(known[key])] or options[:1]
    return (Answer(options=tuple(options)) if options else None), unknown


def _says_none(option: Option) -> bool:
    return option.exclusive and option.key != NOT_SURE


def to_raw(question: Question, answer: Answer) -> RawValue:
    """Return the plain JSON value of an answer; `read_answer` reads it back to the same."""
    if question.kind.takes_several:
        return list(answer.options)
    if answer.options:
        return answer.options[0]
    return answer.text if answer.number is None else answer.number
