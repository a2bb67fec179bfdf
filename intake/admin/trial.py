"""One walk through a questionnaire that nobody stores: answers in, the next page out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intake.engine.answers import read_answers, to_raw
from intake.engine.path import Walk, walk
from intake.engine.sentences import option_name, question_name
from intake.engine.types import Answer, Questionnaire, Step, Urgency
from intake.forms import PREFIX, StepForm

Raw = dict[str, Any]
"""Question key → raw value, as a form or a file gives it."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Where a walk stands. `step` is None at its end; `form` holds what was typed and refused.

    dropped: answers that no longer fit the questionnaire, in words.
    """

    definition: Questionnaire
    answers: dict[str, Answer]
    dropped: tuple[str, ...]
    step: Step | None
    form: StepForm | None = None

    @property
    def raw(self) -> Raw:
        """The answers as they travel in the page."""
        found: Raw = {}
        for key, answer in self.answers.items():
            question = self.definition.question(key)
            if question is not None:
                found[key] = to_raw(question, answer)
        return found

    @property
    def state(self) -> str:
        """The answers as the text of a hidden field."""
        return json.dumps(self.raw)

    @property
    def path(self) -> Walk:
        """The path that the answers lead along."""
        return walk(self.definition, self.answers)


def read_state(text: str) -> Raw:
    """Return the answers in a hidden field; none when somebody tampered with it."""
    try:
        state = json.loads(text or "{}")
        # Half a character passes as JSON, but no page can be made of it.
        json.dumps(state, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return {}
    return state if isinstance(state, dict) else {}


def resumed(definition: Questionnaire, raw: Mapping[str, Any], step_key: str = "") -> Trial:
    """Return the walk at a step that these answers allow, else at the next one to answer."""
    answers, ignored = read_answers(definition, raw)
    found = walk(definition, answers)
    step = definition.step(step_key) if found.may_visit(step_key) else found.next_step
    return Trial(definition, answers, _dropped(definition, ignored), step)


def continued(definition: Questionnaire, raw: Mapping[str, Any], step_key: str, data: Any) -> Trial:
    """Return the walk after the answers of one step: on, or on the same step with its errors."""
    here = resumed(definition, raw, step_key)
    if here.step is None or here.step.key != step_key:
        return here
    form = StepForm(here.path.asked_on(step_key), data)
    if not form.is_valid():
        return Trial(definition, here.answers, here.dropped, here.step, form)
    after = _merged(here, form.answers)
    found = after.path
    ended = found.urgency is Urgency.EMERGENCY_NOW
    step = None if ended else found.step_after(step_key) or found.next_step
    return Trial(definition, after.answers, here.dropped, step)


def glanced(definition: Questionnaire, raw: Mapping[str, Any], step_key: str, data: Any) -> Trial:
    """Return the walk with what is typed on a step so far; what does not fit is left out."""
    here = resumed(definition, raw, step_key)
    if here.step is None or here.step.key != step_key:
        return here
    form = StepForm(here.path.asked_on(step_key), data)
    form.is_valid()
    typed = {q.key: form.cleaned_data.get(PREFIX + q.key) for q in form.questions}
    return Trial(definition, _merged(here, typed).answers, here.dropped, here.step)


def stepped_back(definition: Questionnaire, raw: Mapping[str, Any], step_key: str) -> Trial:
    """Return the walk one step before; from its end, on the last step."""
    here = resumed(definition, raw, step_key)
    found = here.path
    before = found.step_before(step_key) if step_key else found.shown[-1][0]
    return Trial(definition, here.answers, here.dropped, before or here.step)


def _merged(here: Trial, changes: Mapping[str, Any]) -> Trial:
    raw = {**here.raw, **changes}
    stated = {key: value for key, value in raw.items() if value is not None}
    answers, _ignored = read_answers(here.definition, stated)
    return Trial(here.definition, answers, here.dropped, here.step)


def _dropped(definition: Questionnaire, ignored: list[str]) -> tuple[str, ...]:
    words = []
    for name in ignored:
        key, equals, option = name.partition("=")
        said = question_name(definition, key)
        words.append(f"{said}: {option_name(definition.question(key), option)}" if equals else said)
    return tuple(words)
