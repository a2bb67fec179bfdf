"""The form of a worked case: answers picked from the draft, and what is expected of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from intake.admin.trial import Raw
from intake.engine.answers import read_answer, to_raw
from intake.engine.cases import ANY_CAUSE
from intake.engine.types import Question, Questionnaire, Route, Urgency
from intake.forms import PREFIX, StepForm
from intake.models import WorkedCase
from intake.models.submission import ROUTES, URGENCIES
from intake.presenters import QuestionView, question_view

UNKNOWN_CAUSE = _("%(key)s (no longer in the draft)")


class CaseForm(forms.Form):
    """Name, story and expectation; `taken` are the names of the other cases."""

    name = forms.SlugField(
        label=_("Name"),
        max_length=60,
        help_text=_("Short, without spaces, such as “red-07”."),
        error_messages={
            "required": _("Enter a name"),
            "invalid": _("Use only letters, digits, hyphens and underscores, no spaces"),
        },
    )
    story = forms.CharField(
        label=_("Story"),
        required=False,
        widget=AdminAutoHeightTextInput,
        help_text=_("Invented, or changed so far that nobody can be recognized."),
    )
    route = forms.ChoiceField(
        label=_("Should lead to"),
        choices=ROUTES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where these answers should lead")},
    )
    urgency = forms.ChoiceField(
        label=_("How urgent"),
        choices=URGENCIES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how urgent it is")},
    )
    top_cause = forms.ChoiceField(
        label=_("First cause"),
        required=False,
        help_text=_("Does not matter where the answers lead to medical care."),
    )
    acceptable_routes = forms.MultipleChoiceField(
        label=_("Also accepted"),
        required=False,
        choices=ROUTES,
        widget=forms.CheckboxSelectMultiple,
    )
    acceptable_causes = forms.MultipleChoiceField(
        label=_("Also accepted causes"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, definition: Questionnaire, *args: Any, taken: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken
        causes = [(cause.key, cause.title) for cause in definition.causes]
        kept = self.initial.get("top_cause", ""), *self.initial.get("acceptable_causes", [])
        known = {key for key, _title in causes} | {"", ANY_CAUSE}
        gone = [(key, UNKNOWN_CAUSE % {"key": key}) for key in kept if key not in known]
        causes += dict.fromkeys(gone)
        self._offer("top_cause", ("", _("None should be named")), *causes)
        self._offer("acceptable_causes", (ANY_CAUSE, _("Any cause, or none")), *causes)

    def _offer(self, name: str, *choices: tuple[str, Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_name(self) -> str:
        """Refuse the name of another case."""
        name = str(self.cleaned_data["name"])
        if name in self.taken:
            raise forms.ValidationError(_("Choose another name: a case already has this one"))
        return name

    def expectation(self) -> dict[str, Any] | None:
        """Return what is expected as far as it was chosen; None where that says nothing yet."""
        found = self.initial
        if self.is_bound:
            self.is_valid()
            found = self.cleaned_data
        names = ("route", "urgency", "top_cause", "acceptable_routes", "acceptable_causes")
        if not found.get("route") or not found.get("urgency"):
            return None
        return {name: found[name] for name in names if name in found}

    def clean(self) -> dict[str, Any]:
        """Let route and urgency agree."""
        cleaned = super().clean() or {}
        route, urgency = cleaned.get("route"), cleaned.get("urgency")
        if route and urgency and (route == Route.URGENT) != (urgency != Urgency.NONE):
            self.add_error("urgency", _choose(route))
        return cleaned


def _choose(route: str) -> Any:
    if route == Route.URGENT:
        return _("Choose how urgent it is, because it should lead to medical care")
    return _("Choose “Not urgent”, or let it lead to medical care")


@dataclass(frozen=True, slots=True)
class CaseQuestion:
    """A question as it is picked from, with options it had once and the case still names."""

    view: QuestionView
    gone: tuple[str, ...]
    answered: bool


@dataclass(frozen=True, slots=True)
class CaseStep:
    """The questions of a step; `answered` says how many have an answer."""

    title: str
    questions: tuple[CaseQuestion, ...]

    @property
    def answered(self) -> int:
        """How many of its questions have an answer."""
        return sum(question.answered for question in self.questions)

    @property
    def is_open(self) -> bool:
        """Whether it starts unfolded: something is answered or has to be put right."""
        return any(question.answered or question.view.error for question in self.questions)


class AnswersForm(StepForm):
    """Every question of a draft, none of them compulsory, over the answers of a case so far."""

    def __init__(self, definition: Questionnaire, kept: Mapping[str, Any], data: Any = None):
        sent = None
        if data is not None:
            sent = data.copy()
            for name in sent:
                # "No answer" is sent as nothing.
                sent.setlist(name, [value for value in sent.getlist(name) if value])
        self.definition = definition
        self.kept = dict(kept)
        super().__init__((_optional(question) for question in definition.questions), sent)

    def collected(self, removed: list[str] | None = None) -> Raw:
        """Return the answers as they are picked now; raw values that still fit stay as they were.

        Answers that the draft no longer asks for are kept until they are removed.
        """
        gone = set(removed or [])
        left = {key: self.kept[key] for key in self.left_over() if key not in gone}
        return left | dict(self._picked())

    def _picked(self) -> Iterator[tuple[str, Any]]:
        for question in self.questions:
            value = self.cleaned_data.get(PREFIX + question.key)
            if value is None:
                continue
            if _same(question, self.kept.get(question.key), value):
                value = self.kept[question.key]
            yield question.key, value

    def left_over(self) -> dict[str, Any]:
        """Return the answers that no question of the draft can show."""
        asked = {question.key: question for question in self.questions}
        return {
            key: value
            for key, value in self.kept.items()
            if key not in asked or read_answer(asked[key], value)[0] is None
        }

    def steps(self) -> list[CaseStep]:
        """Return the questions by step, as they are drawn."""
        return [
            CaseStep(step.title, tuple(self._question(_optional(q)) for q in step.questions))
            for step in self.definition.steps
        ]

    def _question(self, question: Question) -> CaseQuestion:
        kept = self.kept.get(question.key)
        answer, unknown = read_answer(question, kept) if kept is not None else (None, [])
        if self.is_bound:
            typed = self.typed(question)
        else:
            raw = to_raw(question, answer) if answer else []
            typed = raw if isinstance(raw, list) else [raw]
        view = question_view(question, typed, self.error(question))
        return CaseQuestion(view, tuple(unknown), bool(typed))


def _optional(question: Question) -> Question:
    return replace(question, required=False)


def _same(question: Question, kept: Any, value: Any) -> bool:
    """Tell whether a kept answer means what is picked now."""
    if kept is None:
        return False
    answer, _unknown = read_answer(question, kept)
    picked, _unknown = read_answer(question, value)
    return answer is not None and answer == picked


def initial_of(case: WorkedCase) -> dict[str, Any]:
    """Return what the form of a case starts with."""
    names = ("name", "story", "route", "urgency", "top_cause")
    lists = ("acceptable_routes", "acceptable_causes")
    return {name: getattr(case, name) for name in (*names, *lists)}
