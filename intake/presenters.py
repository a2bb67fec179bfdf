"""What a template shows, made from the engine's values. Nothing here asks the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from intake import texts
from intake.block_fields import PROGRESS_CHOICES
from intake.engine.answers import to_raw
from intake.engine.path import Walk
from intake.engine.report import answer_words
from intake.engine.types import (
    NOT_SURE,
    Kind,
    Option,
    Question,
    Questionnaire,
    Step,
    Urgency,
)
from intake.forms import PREFIX, StepForm, scale_points
from intake.models import Submission


@dataclass(frozen=True, slots=True)
class OptionView:
    """One tile: its words and whether it is picked. `value` is what the browser sends."""

    id: str
    value: str
    text: str
    hint: str
    group: str
    checked: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Options under one heading; the heading may be empty."""

    title: str
    options: tuple[OptionView, ...]

    @property
    def picked(self) -> int:
        """How many of them are picked."""
        return sum(option.checked for option in self.options)


LONGEST_UNFOLDED = 20
"""A list with more options than this folds its groups: nobody scrolls past forty tiles."""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question as it is drawn. `first_id` is where an error link puts the focus."""

    key: str
    name: str
    kind: str
    text: str
    hint: str
    why: str
    unit: str
    low_label: str
    high_label: str
    options: tuple[OptionView, ...]
    value: str
    not_sure: OptionView | None
    error: str
    first_id: str
    required: bool

    @property
    def several(self) -> bool:
        """Whether more than one tile may be picked."""
        return self.kind in ("multiple_choice", "body_map")

    @property
    def folded(self) -> bool:
        """Whether the list is so long that its groups start folded."""
        return len(self.options) > LONGEST_UNFOLDED

    @property
    def groups(self) -> list[OptionGroup]:
        """The options under the headings they stand under, in order."""
        found: list[OptionGroup] = []
        for title, options in groupby(self.options, key=lambda option: option.group):
            found.append(OptionGroup(title, tuple(options)))
        return found


def question_view(question: Question, typed: Iterable[Any], error: str) -> QuestionView:
    """Return a question with what was answered or typed so far."""
    values = [f"{value:.10g}" if isinstance(value, float | int) else str(value) for value in typed]
    name = PREFIX + question.key
    options = tuple(_option_views(question, values))
    not_sure = None
    if question.not_sure_label:
        not_sure = OptionView(
            f"{name}-{NOT_SURE}",
            NOT_SURE,
            question.not_sure_label,
            "",
            "",
            NOT_SURE in values,
            True,
        )
    return QuestionView(
        key=question.key,
        name=name,
        kind=question.kind.value,
        text=question.text,
        hint=question.hint,
        why=question.why,
        unit=question.unit,
        low_label=question.low_label,
        high_label=question.high_label,
        options=options,
        value=next((value for value in values if value != NOT_SURE), ""),
        not_sure=not_sure,
        error=error,
        first_id=options[0].id if options else name,
        required=question.required,
    )


def _option_views(question: Question, values: list[str]) -> Iterable[OptionView]:
    name = PREFIX + question.key
    if question.kind.value == "scale":
        for number in scale_points(question):
            text = str(number)
            yield OptionView(f"{name}-{text}", text, text, "", "", text in values, False)
    for option in question.options:
        yield OptionView(
            f"{name}-{option.key}",
            option.key,
            option.text,
            option.hint,
            option.group,
            option.key in values,
            option.exclusive,
        )


@dataclass(frozen=True, slots=True)
class StepView:
    """One page of the form."""

    key: str
    title: str
    intro: str
    questions: tuple[QuestionView, ...]
    number: int
    of: int
    back_url: str

    @property
    def alone(self) -> QuestionView | None:
        """The question, when it is the only one: its words are the page's heading."""
        return self.questions[0] if len(self.questions) == 1 else None

    @property
    def errors(self) -> list[QuestionView]:
        """The questions with something to put right."""
        return [question for question in self.questions if question.error]


def step_view(found: Walk, step: Step, start_url: str, form: StepForm | None = None) -> StepView:
    """Return a step as it is drawn: from a form that was sent, else from the stored answers."""
    before = found.step_before(step.key)
    number, of = found.place_of(step.key)
    views = []
    for question in found.asked_on(step.key):
        if form is not None:
            views.append(question_view(question, form.typed(question), form.error(question)))
        else:
            views.append(question_view(question, _stored(found, question), ""))
    return StepView(
        key=step.key,
        title=step.title,
        intro=step.intro,
        questions=tuple(views),
        number=number,
        of=of,
        back_url=step_url(before) if before else start_url,
    )


def draft_views(questionnaire: Questionnaire) -> list[StepView]:
    """Return every step with all its questions, unanswered: the editor's preview."""
    return [
        StepView(
            key=step.key,
            title=step.title,
            intro=step.intro,
            questions=tuple(question_view(question, [], "") for question in step.questions),
            number=number,
            of=len(questionnaire.steps),
            back_url="",
        )
        for number, step in enumerate(questionnaire.steps, start=1)
    ]


def _stored(found: Walk, question: Question) -> list[Any]:
    answer = found.situation.answers.get(question.key)
    if answer is None:
        return []
    raw = to_raw(question, answer)
    return raw if isinstance(raw, list) else [raw]


def step_url(step: Step, *, change: bool = False) -> str:
    """Return the address of a step; with `change`, one that leads back to the check page."""
    return reverse("intake:step", args=[step.key]) + ("?change=1" if change else "")


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One answered question on the check page."""

    question: str
    answers: tuple[str, ...]
    change_url: str


def summary(found: Walk) -> list[tuple[str, list[SummaryRow]]]:
    """Return the answers on the path by step title, with links to change them."""
    groups = []
    for step, asked in found.shown:
        rows = [
            SummaryRow(question.label, words(question, found), f"{step_url(step, change=True)}")
            for question in asked
            if question.key in found.situation.answers
        ]
        if rows:
            groups.append((step.title, rows))
    return groups


def words(question: Question, found: Walk) -> tuple[str, ...]:
    """Return the stored answer to a question in the words of the form."""
    answer = found.situation.answers[question.key]
    if answer.text:
        return (answer.text,)
    return tuple(answer_words(question, answer.options, answer.number))


def progress_question() -> Question:
    """Return the one question of the second look, as the engine would ask it."""
    return Question(
        key="progress",
        kind=Kind.SINGLE,
        text=_("How is it now?"),
        hint=_("Compare with the day you answered our questions."),
        error=str(texts.SELECT_HOW_IT_IS),
        options=tuple(Option(key=key, text=str(label)) for key, label in PROGRESS_CHOICES),
    )


def earlier_answers(submission: Submission | None) -> dict[str, Any]:
    """Return what the start page says of answers this browser gave before."""
    if submission is None:
        return {"unfinished": None, "emergency": False}
    return {
        "unfinished": None if submission.is_complete else submission,
        "emergency": submission.urgency == Urgency.EMERGENCY_NOW.value,
    }
