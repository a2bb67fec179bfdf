"""The drawing of a questionnaire: steps, conditions, exits, then points, rules and outcomes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateView

from intake.admin.tools import QuestionnaireToolMixin
from intake.articles import articles_for
from intake.engine.codec import DefinitionError
from intake.engine.conditions import leaves, questions_of
from intake.engine.language import Condition, Leading, TotalIs
from intake.engine.lint import Problem, lint
from intake.engine.measure import before_emergency, longest_path, most_asked
from intake.engine.sentences import KIND_WORDS, condition_words, either, quoted
from intake.engine.types import (
    NOT_SURE,
    Band,
    Option,
    Question,
    Questionnaire,
    Rule,
    Step,
    TotalKind,
    Urgency,
)
from intake.models.submission import ROUTES, URGENCIES
from intake.publishing import place_words
from intake.services import services

LEVEL_WORDS = dict(URGENCIES)
ROUTE_WORDS = dict(ROUTES)
Notes = dict[str, list[Problem]]


@dataclass(frozen=True, slots=True)
class Exit:
    """A red flag in the drawing: how soon care is needed, and what raises it."""

    level: str
    title: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionBox:
    """A question in the drawing. `asked_when` is "" where everyone on the step is asked."""

    question: Question
    kind: str
    asked_when: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class StepBox:
    """A step in the drawing. `limit` is 0 where every question that fits is asked."""

    number: int
    step: Step
    questions: tuple[QuestionBox, ...]
    limit: int
    exits: tuple[Exit, ...]
    ends_at: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class RuleBox:
    """A routing rule in the drawing; `visit` and `article` by name, "" where it names none."""

    rule: Rule
    visit: str
    article: str
    when: str
    route: str
    leads_to: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the drawing shows."""

    definition: Questionnaire
    steps: tuple[StepBox, ...]
    rules: tuple[RuleBox, ...]
    causes: tuple[str, ...]
    sums: tuple[str, ...]
    longest_path: int
    before_emergency: int
    elsewhere: tuple[Problem, ...]


NO_NAMES: Mapping[str, str] = {}


def draw(
    definition: Questionnaire,
    *,
    visits: Mapping[str, str] = NO_NAMES,
    articles: Mapping[str, str] = NO_NAMES,
) -> Drawing:
    """Return the drawing of a definition; visits and articles are key → name, as far as known."""
    notes = _notes(lint(definition))
    totals = definition.totals
    return Drawing(
        definition=definition,
        steps=tuple(_step_box(definition, at, notes) for at in range(len(definition.steps))),
        rules=tuple(
            RuleBox(
                rule=rule,
                visit=visits.get(rule.service, rule.service),
                article=articles.get(rule.article, rule.article),
                when=condition_words(definition, rule.when),
                route=rule.route.value,
                leads_to=str(ROUTE_WORDS[rule.route.value]),
                problems=tuple(notes.get(rule.key, ())),
            )
            for rule in definition.rules
        ),
        causes=tuple(total.title for total in totals if total.kind is TotalKind.CAUSE),
        sums=tuple(total.title for total in totals if total.kind is not TotalKind.CAUSE),
        longest_path=longest_path(definition),
        before_emergency=before_emergency(definition),
        elsewhere=_elsewhere(definition, notes),
    )


def _notes(problems: Iterable[Problem]) -> Notes:
    notes: Notes = {}
    for problem in problems:
        notes.setdefault(problem.place, []).append(problem)
    return notes


def _elsewhere(definition: Questionnaire, notes: Notes) -> tuple[Problem, ...]:
    drawn = {step.key for step in definition.steps}
    drawn |= {question.key for question in definition.questions}
    drawn |= {rule.key for rule in definition.rules}
    return tuple(
        _placed(definition, problem)
        for place, found in notes.items()
        if place not in drawn
        for problem in found
    )


def _placed(definition: Questionnaire, problem: Problem) -> Problem:
    """Return a problem that says where it is, unless it is about the whole."""
    if problem.place == definition.key:
        return problem
    words = f"{place_words(definition, problem.place)}: {problem.message}"
    return replace(problem, message=words)


def _step_box(definition: Questionnaire, at: int, notes: Notes) -> StepBox:
    step = definition.steps[at]
    limited = most_asked(step) < len(step.questions)
    ends = step.exit_at if step.exit_at.rank else Urgency.EMERGENCY_NOW
    return StepBox(
        number=at + 1,
        step=step,
        questions=tuple(_question_box(definition, q, notes) for q in step.questions),
        limit=most_asked(step) if limited else 0,
        exits=exits_of(definition, at),
        ends_at="" if ends is Urgency.EMERGENCY_NOW else str(LEVEL_WORDS[ends]),
        problems=tuple(notes.get(step.key, ())),
    )


def _question_box(definition: Questionnaire, question: Question, notes: Notes) -> QuestionBox:
    return QuestionBox(
        question=question,
        kind=KIND_WORDS[question.kind],
        asked_when=condition_words(definition, question.show_if) if question.show_if else "",
        problems=tuple(notes.get(question.key, ())),
    )


def exits_of(definition: Questionnaire, at: int) -> tuple[Exit, ...]:
    """Return the red flags that are settled on a step, the most urgent first."""
    raised: dict[Urgency, list[str]] = {}
    for question in definition.steps[at].questions:
        for level, words in question_flags(question):
            raised.setdefault(level, []).append(words)
    for rule in definition.red_flag_rules:
        if _settled_on(definition, rule.when) == at:
            raised.setdefault(rule.urgency, []).append(rule.reason or rule.key)
    ordered = sorted(raised.items(), key=lambda item: -item[0].rank)
    return tuple(
        Exit(level.value, str(LEVEL_WORDS[level.value]), tuple(by)) for level, by in ordered
    )


def question_flags(question: Question) -> list[tuple[Urgency, str]]:
    """Return the level and the words of each answer to a question that is a red flag."""
    found = [
        (_level(question, scored), _scored_words(question, scored)) for scored in question.scored
    ]
    return [(level, words) for level, words in found if level.rank]


def _level(question: Question, scored: Option | Band) -> Urgency:
    # "Not sure" on a red flag is never "no"; the engine's own level for it where none is given.
    unsure = isinstance(scored, Option) and scored.key == NOT_SURE and question.can_flag
    return Urgency.SEE_PHYSICIAN_SOON if unsure and not scored.flag.rank else scored.flag


def _scored_words(question: Question, scored: Option | Band) -> str:
    if isinstance(scored, Option):
        return scored.text
    low = "" if scored.at_least is None else _("from %(number)g") % {"number": scored.at_least}
    high = "" if scored.below is None else _("under %(number)g") % {"number": scored.below}
    return " ".join(part for part in (question.label, low, high, question.unit) if part)


def _settled_on(definition: Questionnaire, condition: Condition) -> int:
    """Return the place of the last step that a rule reads, directly or through points."""
    reads = questions_of(condition) | _giving(definition, _totals_of(definition, condition))
    steps = [
        at
        for at, step in enumerate(definition.steps)
        if any(question.key in reads for question in step.questions)
    ]
    return max(steps, default=len(definition.steps) - 1)


def _totals_of(definition: Questionnaire, condition: Condition) -> set[str]:
    totals = {leaf.total for leaf in leaves(condition) if isinstance(leaf, TotalIs)}
    if any(isinstance(leaf, Leading) for leaf in leaves(condition)):
        totals |= {cause.key for cause in definition.causes}
    return totals


def _giving(definition: Questionnaire, totals: set[str]) -> set[str]:
    giving = {
        question.key
        for question in definition.questions
        for scored in question.scored
        if totals & dict(scored.points).keys()
    }
    for rule in definition.point_rules:
        if totals & dict(rule.points).keys():
            giving |= questions_of(rule.when)
    return giving


class FlowView(QuestionnaireToolMixin, TemplateView):
    """The draft as a drawing, from the first question to the last outcome."""

    tool = "flow"
    header_icon = "order"
    page_title = gettext_lazy("Flow")
    template_name = "intake/admin/flow.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            definition = self.draft.definition()
        except DefinitionError as error:
            return {**super().get_context_data(**kwargs), "problem": str(error)}
        pages = articles_for({rule.article for rule in definition.rules}, definition.language)
        drawing = draw(
            definition,
            visits=dict(services.named()),
            articles={key: page.title for key, page in pages.items()},
        )
        return {**super().get_context_data(**kwargs), "drawing": drawing, "needs": needs(drawing)}


def needs(drawing: Drawing) -> list[str]:
    """Return what has to be stated before self-help, one group of questions a line."""
    definition = drawing.definition
    return [
        either([quoted(found.label) for key in group if (found := definition.question(key))])
        for group in definition.self_help_needs
    ]
