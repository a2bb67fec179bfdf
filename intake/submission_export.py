"""Submissions as rows of an export: what was decided, how the work stands, and what was said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import ExpressionWrapper, F, TextField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import crypto
from intake.desk_case_actions import FREE_TEXT
from intake.engine.answers import read_answer
from intake.engine.report import answer_words
from intake.engine.types import Questionnaire as Definition
from intake.export_formats import Cells, Column
from intake.exporting import Export, keys_of
from intake.models import QuestionnaireVersion, Submission
from intake.models.submission import ANY_TIME, ROUTES, URGENCIES
from intake.models.version import definition_of
from intake.scoping import Staff
from intake.stages import ClosedBecause, Stage
from intake.subject import KIND

KIND_WITH_ANSWERS = f"{KIND} with answers"
FIELDS = (
    "reference",
    "started_at",
    "completed_at",
    "route",
    "urgency",
    "see_by",
    "stage",
    "closed_because",
    "assigned_to_id",
    "review_on",
    "version_id",
    "top_cause",
)
SEPARATOR = "; "
MOST_KEPT = 4_096
"""How many answers are remembered in words, of each version."""
UNREADABLE = gettext_lazy("(cannot be read)")
"""Stands where a value is kept that no key opens; an empty cell would pass for no value."""


def export_of(submissions: Any, *, clinical: bool, with_answers: bool) -> Export:
    """Return submissions as an export.

    `clinical` adds the first cause, for those who may read answers; `with_answers` adds a column
    for each question that any of the versions asks.
    """
    rows = Rows(submissions, clinical=clinical, with_answers=with_answers)
    kind = KIND_WITH_ANSWERS if with_answers else KIND
    return Export(kind, rows.columns, keys_of(submissions), rows.read)


def chosen(
    user: Staff,
    *,
    since: datetime | None,
    before: datetime | None,
    **wanted: str,
) -> Any:
    """Return the finished submissions a member of staff may see, narrowed to what is asked for.

    `wanted` are values of columns; "" and None leave a side open.
    """
    found = Submission.objects.visible_to(user).completed()
    if since is not None:
        found = found.filter(completed_at__gte=since)
    if before is not None:
        found = found.filter(completed_at__lt=before)
    return found.filter(**{name: value for name, value in wanted.items() if value})


def iso(instant: datetime | None, zone: tzinfo) -> str:
    """Return an instant as ISO 8601 writes it, by the clocks of a zone; "" for none."""
    return instant.astimezone(zone).isoformat(timespec="seconds") if instant else ""


class Rows:
    """Reads slices of submissions; what all rows share is looked up once, before the first."""

    def __init__(self, submissions: Any, *, clinical: bool, with_answers: bool) -> None:
        self.clinical, self.with_answers = clinical, with_answers
        # Whatever the profile of the reader says: an export is compared with other exports.
        self.zone = timezone.get_default_timezone()
        self.routes, self.urgencies = _labels(ROUTES), _labels(URGENCIES)
        self.stages, self.reasons = _labels(Stage.choices), _labels(ClosedBecause.choices)
        self.unreadable = str(UNREADABLE)
        versions = QuestionnaireVersion.objects.filter(pk__in=submissions.versions())
        self.versions = {
            pk: f"{title} · {number}"
            for pk, title, number in versions.order_by("-pk").values_list("pk", "title", "number")
        }
        self.definitions = {pk: definition_of(pk) for pk in self.versions} if clinical else {}
        self.words = {pk: Words(definition) for pk, definition in self.definitions.items()}
        self.people = _people(submissions)
        self.questions = _questions(self.definitions.values()) if with_answers else {}

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the order of the cells."""
        zone = timezone.get_default_timezone_name()
        causes = [Column("top_cause", _("First cause"))] if self.clinical else []
        return (
            Column("reference", _("Reference")),
            Column("started", _("Started (%(zone)s)") % {"zone": zone}),
            Column("completed", _("Completed (%(zone)s)") % {"zone": zone}),
            Column("route", _("Leads to")),
            Column("urgency", _("Urgency")),
            Column("see_by", _("See by")),
            Column("stage", _("Stage")),
            Column("closed_because", _("Closed because")),
            Column("assigned", _("Assigned to")),
            Column("review_on", _("Look again on")),
            Column("version", _("Version")),
            *causes,
            *(Column(f"answer.{key}", f"{label} [{key}]") for key, label in self.questions.items()),
        )

    def read(self, keys: Sequence[int]) -> Iterator[Cells]:
        """Yield a slice of the rows, in one query. Answers are opened one by one."""
        fields: list[Any] = [*FIELDS]
        if self.with_answers:
            # The path was kept with the decision: to walk it again takes ten times as long.
            fields += [_sealed("answers"), _sealed("decision")]
        found = Submission.objects.filter(pk__in=keys).order_by("pk").values_list(*fields)
        for row in list(found):
            yield [*self._facts(*row[: len(FIELDS)]), *self._answers(row)]

    def _facts(
        self,
        reference: str,
        started: datetime,
        completed: datetime,
        route: str,
        urgency: str,
        see_by: date,
        stage: str,
        reason: str,
        person: int | None,
        review_on: Any,
        version: int,
        cause: str,
    ) -> Iterator[str]:
        yield reference
        yield iso(started, self.zone)
        yield iso(completed, self.zone)
        yield self.routes[route]
        yield self.urgencies[urgency]
        yield "" if see_by == ANY_TIME else see_by.isoformat()
        yield self.stages[stage]
        yield self.reasons[reason] if reason else ""
        yield self.people.get(person, "")
        yield review_on.isoformat() if review_on else ""
        yield self.versions[version]
        if self.clinical:
            yield _cause(self.definitions[version], cause)

    def _answers(self, row: Sequence[Any]) -> list[str]:
        if not self.with_answers:
            return []
        *_facts, version, _top_cause, answers, decision = row
        try:
            raw, path = crypto.decrypt_json(answers), crypto.decrypt_json(decision)["path"]
        except crypto.UnreadableError:
            # One row whose key is gone stops nothing.
            return [self.unreadable] * len(self.questions)
        said = self.words[version].of(raw, path)
        return [said.get(key, "") for key in self.questions]


class Words:
    """Answers to one version in the words of the form; what was picked before is not read again.

    What clients typed themselves is not remembered.
    """

    def __init__(self, definition: Definition) -> None:
        self.questions = {question.key: question for question in definition.questions}
        self.typed = {key for key, each in self.questions.items() if each.kind in FREE_TEXT}
        self.picked = lru_cache(MOST_KEPT)(self._read)

    def of(self, raw: Mapping[str, Any], path: Iterable[str]) -> dict[str, str]:
        """Return question key → answer, for the questions on a path."""
        return {key: self._one(key, raw[key]) for key in path if raw.get(key) is not None}

    def _one(self, key: str, value: Any) -> str:
        kind = type(value).__name__
        if key in self.typed:
            return self._read(key, kind, value)
        try:
            return self.picked(key, kind, tuple(value) if isinstance(value, list) else value)
        except TypeError:  # nothing a form stores, and nothing that can be remembered
            return self._read(key, kind, value)

    def _read(self, key: str, _kind: str, value: Any) -> str:
        """Return one answer; its kind is asked for so that 1 and true are kept apart."""
        question = self.questions[key]
        answer = read_answer(question, value)[0]
        if answer is None:
            return ""
        return answer.text or SEPARATOR.join(answer_words(question, answer.options, answer.number))


def _questions(definitions: Iterable[Definition]) -> dict[str, str]:
    """Return question key → label, in the order and the words of the newest version."""
    asked: dict[str, str] = {}
    for definition in definitions:
        for question in definition.questions:
            asked.setdefault(question.key, question.label)
    return asked


def _sealed(name: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(name), output_field=TextField())


def _cause(definition: Definition, key: str) -> str:
    return next((cause.title for cause in definition.causes if cause.key == key), key)


def _people(submissions: Any) -> dict[int | None, str]:
    assigned = submissions.order_by().exclude(assigned_to=None).values("assigned_to")
    people = get_user_model().objects.filter(pk__in=assigned)
    return {person.pk: person.get_full_name() or person.get_username() for person in people}


def _labels(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Return value → words, in the reader's language: the rows leave when it is no longer set."""
    return {value: str(label) for value, label in choices}
