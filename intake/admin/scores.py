"""The scoring sheet: every answer of a draft against every total, in one table."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from intake import scoresheet
from intake.admin.tools import TOOLS, QuestionnaireToolMixin, Tab
from intake.block_choices import TOTAL_KIND_CHOICES, URGENCY_CHOICES
from intake.engine.codec import DefinitionError
from intake.engine.sentences import condition_words
from intake.models import Questionnaire
from intake.score_cells import (
    PREFIX,
    SEVERAL,
    AskedItem,
    Item,
    Place,
    combinations_of,
    items_by_address,
    most_of_draft,
    most_of_question,
    questions_of,
    scores_of,
)

NEXT_TOOLS = ("proof", "try")
"""Tools to go on with after saving."""


@dataclass(frozen=True, slots=True)
class Column:
    """A total, and the most points a client can collect for it."""

    id: str
    key: str
    title: str
    kind: str
    most: int


@dataclass(frozen=True, slots=True)
class Cell:
    """An input, or plain text where `name` is empty.

    value: what stands in it. was: what is stored, where that differs. labels: ids of its headings.
    error: id of the sentence that says why it was not saved; "" when there is none.
    """

    name: str
    value: str
    was: str | None
    labels: str
    error: str


@dataclass(frozen=True, slots=True)
class Row:
    """An answer or a combination with a cell for every column, and one for its red flag."""

    id: str
    label: str
    note: str
    exclusive: bool
    cells: tuple[Cell, ...]
    flag: Cell | None


@dataclass(frozen=True, slots=True)
class Group:
    """A question with its rows and, per column, the most points one answer to it gives."""

    id: str
    label: str
    several: bool
    step: int
    ask_at_most: int | None
    most: tuple[int, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole table."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    combinations: tuple[Row, ...]
    seen: str
    """Input name → score, as JSON: what was stored when the sheet was drawn; none is empty."""


def sheet_of(draft: Questionnaire, *, typed: Mapping[str, str], errors: Mapping[str, str]) -> Sheet:
    """Return the table of a draft.

    typed: input name → text that is not saved. errors: input name → id of the sentence why.
    """
    return _SheetMaker(draft, typed, errors).sheet()


class _SheetMaker:
    """Turns a draft into rows and cells, numbering them as it goes."""

    def __init__(
        self, draft: Questionnaire, typed: Mapping[str, str], errors: Mapping[str, str]
    ) -> None:
        self.draft = draft
        self.typed = typed
        self.errors = errors
        self.addressed = items_by_address(draft)
        self.columns = tuple(self._columns())
        self.rows = 0

    def sheet(self) -> Sheet:
        scores = scores_of(self.draft)
        seen = {place.name: score for place, score in scores.items()}
        groups = [self._group(i, asked) for i, asked in enumerate(questions_of(self.draft))]
        return Sheet(self.columns, tuple(groups), self._combinations(), json.dumps(seen))

    def _columns(self) -> list[Column]:
        kinds = dict(TOTAL_KIND_CHOICES)
        totals = {block["value"].get("key"): block["value"] for block in self.draft.totals.raw_data}
        titles = {
            key: (total.get("title") or key, str(kinds.get(total.get("kind"), "")))
            for key, total in totals.items()
            if key
        }
        for item in self.addressed.values():
            for key in item.points:
                titles.setdefault(key, (key, _("Missing in the list of totals")))
        return [
            Column(f"c{i}", key, title, kind, most_of_draft(self.draft, key))
            for i, (key, (title, kind)) in enumerate(titles.items())
        ]

    def _group(self, number: int, asked: AskedItem) -> Group:
        identity = f"q{number}"
        return Group(
            id=identity,
            label=asked.label or _("Question without words"),
            several=asked.kind in SEVERAL,
            step=asked.step,
            ask_at_most=asked.ask_at_most,
            most=tuple(most_of_question(asked, column.key) for column in self.columns),
            rows=tuple(self._row(item, identity) for item in asked.items),
        )

    def _combinations(self) -> tuple[Row, ...]:
        conditions = _conditions(self.draft)
        return tuple(
            self._row(item, "q", note)
            for item, note in zip(combinations_of(self.draft), conditions, strict=True)
        )

    def _row(self, item: Item, heading: str, note: str = "") -> Row:
        self.rows += 1
        identity = f"r{self.rows}"
        labels = f"{heading} {identity}"
        if not self.is_addressed(item):
            note = _("Give it a key of its own in the editor to change its points here.")
        return Row(
            id=identity,
            label=item.label or _("Answer without words"),
            note=note,
            exclusive=bool(item.value.get("exclusive")),
            cells=tuple(
                self._cell(item, column.key, f"{labels} {column.id}") for column in self.columns
            ),
            flag=self._cell(item, "", f"{labels} cf") if item.takes_flag else None,
        )

    def is_addressed(self, item: Item) -> bool:
        """Tell whether an answer can be told apart from all others by its keys."""
        return (item.question, item.answer) in self.addressed

    def _cell(self, item: Item, total: str, labels: str) -> Cell:
        score = item.score(total)
        value = str(score) if score else ""
        if not self.is_addressed(item):
            return Cell("", value, None, labels, "")
        name = Place(item.question, item.answer, total).name
        shown = self.typed.get(name, value)
        was = value if shown != value else None
        return Cell(name, shown, was, labels, self.errors.get(name, ""))


def _conditions(draft: Questionnaire) -> list[str]:
    """Return the condition of every point rule as a sentence."""
    try:
        definition = draft.definition()
    except DefinitionError:
        unfinished = _("Its condition can be read here once the draft has no errors.")
        return [unfinished] * len(draft.point_rules)
    return [
        _("When %(condition)s") % {"condition": condition_words(definition, rule.when)}
        for rule in definition.point_rules
    ]


class ScoresView(QuestionnaireToolMixin, TemplateView):
    """Shows the scoring sheet and saves what was changed in it, to the draft alone."""

    tool = "scores"
    header_icon = "table"
    page_title = gettext_lazy("Scoring sheet")
    template_name = "intake/admin/scores.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the sheet, and what was just saved."""
        revision_id = _whole_number(request.GET.get("saved"))
        changes = scoresheet.changes_in(questionnaire=self.stored, revision_id=revision_id or 0)
        return self.answer(changes=changes, undo=revision_id if changes else None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the changed cells, or take back the last save."""
        if "undo" in request.POST:
            return self.undo(_whole_number(request.POST["undo"]) or 0)
        typed: dict[str, str] = {
            name: str(text) for name, text in request.POST.items() if name.startswith(f"{PREFIX}/")
        }
        edits, unreadable = scoresheet.edits_from_form(
            draft=self.draft, typed=typed, seen=_seen(request.POST.get("seen", ""))
        )
        try:
            saved = scoresheet.save_scores(
                questionnaire=self.stored,
                cells=edits,
                base_revision_id=_whole_number(request.POST.get("base_revision_id")),
                by=request.user,
            )
        except scoresheet.LockedError:
            changed = {edit.place.name for edit in edits}
            kept = {name: text for name, text in typed.items() if name in changed}
            kept |= {refusal.place.name: refusal.typed for refusal in unreadable}
            return self.answer(typed=kept)
        if refusals := (*unreadable, *saved.refusals):
            return self.answer(saved=saved, refusals=refusals)
        return self.done(saved)

    def undo(self, revision_id: int) -> HttpResponse:
        """Take back a save, unless somebody changed the draft since."""
        try:
            saved = scoresheet.undo_scores(
                questionnaire=self.stored, revision_id=revision_id, by=self.request.user
            )
        except scoresheet.LockedError:
            return self.answer()
        return self.done(saved)

    def done(self, saved: scoresheet.Saved) -> HttpResponse:
        """Go back to the sheet, where the changes are said in words."""
        address = self.request.path
        if saved.revision is None:
            messages.info(self.request, _("Nothing was changed."))
            return redirect(address)
        return redirect(f"{address}?saved={saved.revision.pk}#saved")

    def answer(
        self,
        *,
        typed: Mapping[str, str] | None = None,
        saved: scoresheet.Saved | None = None,
        refusals: tuple[scoresheet.Refusal, ...] = (),
        changes: tuple[scoresheet.Change, ...] = (),
        undo: int | None = None,
    ) -> HttpResponse:
        """Draw the sheet as it is stored now, with what was typed and not saved in its place."""
        if saved and saved.revision:
            changes, undo = saved.changes, saved.revision.pk
            del self.stored, self.draft
        typed = typed or {refusal.place.name: refusal.typed for refusal in refusals}
        errors = {refusal.place.name: f"e{i}" for i, refusal in enumerate(refusals, 1)}
        lock = scoresheet.lock_message(draft=self.draft, user=self.request.user)
        context = self.get_context_data(
            sheet=sheet_of(self.draft, typed=typed, errors=errors),
            levels=URGENCY_CHOICES,
            lock=lock,
            read_only=bool(lock) and not typed,
            refusals=refusals,
            changes=changes,
            undo=undo,
            base_revision_id=self.stored.latest_revision_id,
            next_tabs=[
                Tab(tool.label, tool.url(self.stored.pk), tool.icon, current=False)
                for tool in TOOLS
                if tool.name in NEXT_TOOLS
            ],
        )
        return self.render_to_response(context)


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


def _seen(text: str) -> dict[str, Any]:
    try:
        seen = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return seen if isinstance(seen, dict) else {}
