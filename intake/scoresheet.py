"""Changing points and red flags of many answers at once, in the draft and nowhere else."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.edit import EditAction
from wagtail.models import Revision

from intake.block_choices import URGENCY_CHOICES
from intake.models import Questionnaire
from intake.score_cells import (
    Item,
    Place,
    Score,
    combinations_of,
    items_by_address,
    level_from_text,
    place_from_name,
    points_from_text,
    questions_of,
    scores_of,
)


class LockedError(Exception):
    """Raised with a sentence when somebody may not change the draft now."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A cell as somebody changed it: from what they saw to what they typed."""

    place: Place
    old: Score
    new: Score


@dataclass(frozen=True, slots=True)
class Change:
    """A score that changed, and the same in words."""

    place: Place
    old: Score
    new: Score
    words: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that was not saved: what was typed there, and a sentence why."""

    place: Place
    typed: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a scoring sheet; `revision` is None when nothing changed."""

    revision: Revision | None
    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...]


# --- reading ---------------------------------------------------------------------------------


def lock_message(*, draft: Questionnaire, user: Any) -> str:
    """Return Wagtail's sentence on who locked the draft for this person; "" when nobody did."""
    lock = draft.get_lock()
    return str(lock.get_message(user)) if lock and lock.for_user(user) else ""


def edits_from_form(
    *, draft: Questionnaire, typed: Mapping[str, str], seen: Mapping[str, Any]
) -> tuple[tuple[Edit, ...], tuple[Refusal, ...]]:
    """Return the cells that were changed, and those whose text cannot be read.

    typed: input name → text. seen: input name → score when the sheet was opened; none is empty.
    """
    names = Names(draft)
    edits, refusals = [], []
    for name, text in typed.items():
        place = place_from_name(name)
        if place is None:
            continue
        old = seen.get(name, place.nothing)
        try:
            new: Score = level_from_text(text) if place.is_flag else points_from_text(text)
        except ValueError:
            refusals.append(Refusal(place, text, names.unreadable(place, text)))
            continue
        if new != old:
            edits.append(Edit(place, old, new))
    return tuple(edits), tuple(refusals)


def changes_in(*, questionnaire: Questionnaire, revision_id: int) -> tuple[Change, ...]:
    """Return what the newest revision changed in scores; none when it is not the newest."""
    if questionnaire.latest_revision_id != revision_id:
        return ()
    revisions = Revision.objects.for_instance(questionnaire).filter(pk__lte=revision_id)
    newest_two = [revision.as_object() for revision in revisions.order_by("-pk")[:2]]
    if len(newest_two) < 2:
        return ()
    newer, older = newest_two
    before, after = scores_of(older), scores_of(newer)
    names = Names(newer)
    kept = items_by_address(older).keys() & items_by_address(newer).keys()
    changes = []
    for place in dict.fromkeys([*after, *before]):
        old, new = before.get(place, place.nothing), after.get(place, place.nothing)
        if old != new and (place.question, place.answer) in kept:
            changes.append(Change(place, old, new, names.change(place, old, new)))
    return tuple(changes)


# --- writing ---------------------------------------------------------------------------------


def save_scores(
    *, questionnaire: Questionnaire, cells: Iterable[Edit], base_revision_id: int | None, by: Any
) -> Saved:
    """Write changed cells into the newest draft; what others changed elsewhere stays.

    A cell that somebody else changed since `base_revision_id` is refused, the others are saved.
    Raise LockedError when the draft is locked for this person.
    """
    with transaction.atomic():
        stored = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
        # An autosave rewrites the newest revision in place: hold that one too.
        list(Revision.objects.select_for_update().filter(pk=stored.latest_revision_id))
        draft = stored.get_latest_revision_as_object()
        if message := lock_message(draft=draft, user=by):
            raise LockedError(message)
        items, names = items_by_address(draft), Names(draft)
        who = partial(_since, stored, base_revision_id, by)
        changes, refusals = [], []
        for cell in cells:
            item = items.get((cell.place.question, cell.place.answer))
            if sentence := names.refusal(cell, item, who):
                refusals.append(Refusal(cell.place, _shown(cell.new), sentence))
            elif item and item.score(cell.place.total) != cell.new:
                item.set_score(cell.place.total, cell.new)
                words = names.change(cell.place, cell.old, cell.new)
                changes.append(Change(cell.place, cell.old, cell.new, words))
        revision = _save_draft(draft, by) if changes else None
    return Saved(revision, tuple(changes), tuple(refusals))


def undo_scores(*, questionnaire: Questionnaire, revision_id: int, by: Any) -> Saved:
    """Put back what a revision changed in scores, as long as it is the newest one."""
    changes = changes_in(questionnaire=questionnaire, revision_id=revision_id)
    cells = [Edit(change.place, change.new, change.old) for change in changes]
    return save_scores(
        questionnaire=questionnaire, cells=cells, base_revision_id=revision_id, by=by
    )


def _save_draft(draft: Questionnaire, by: Any) -> Revision:
    # Wagtail's own way to save a draft; an unfinished one is saved as it is.
    action = EditAction(draft, user=by, clean=False)
    action.execute(skip_permission_checks=True)
    revision: Revision = action.revision
    return revision


def _since(questionnaire: Questionnaire, base_revision_id: int | None, by: Any) -> str:
    """Return who changed the draft since a revision, as the beginning of a sentence."""
    newer = Revision.objects.for_instance(questionnaire).filter(pk__gt=base_revision_id or 0)
    latest = Revision.objects.filter(pk=questionnaire.latest_revision_id)
    people = get_user_model().objects
    users = people.filter(pk__in=newer.values("user"))
    # An autosave of this very revision changed it after the sheet was opened.
    users = users or people.filter(pk__in=latest.values("user"))
    if len(users) != 1:
        return _("somebody else")
    return _("you") if users[0] == by else str(users[0].get_full_name() or users[0])


# --- words -----------------------------------------------------------------------------------

LEVEL_WORDS = dict(URGENCY_CHOICES)


def _shown(score: Score) -> str:
    return str(score) if score else ""


class Names:
    """The cells of one draft by the words an editor knows them by."""

    def __init__(self, draft: Questionnaire) -> None:
        self.questions = {asked.key: asked.label for asked in questions_of(draft)}
        answers = [item for asked in questions_of(draft) for item in asked.items]
        self.answers = {
            (item.question, item.answer): item.label for item in (*answers, *combinations_of(draft))
        }
        totals = [block["value"] for block in draft.totals.raw_data]
        self.totals = {total.get("key"): total.get("title") for total in totals}

    def cell(self, place: Place) -> str:
        """Return “Sitting”, “Yes, soon”: Piriformis syndrome."""
        answer = self.answers.get((place.question, place.answer)) or place.answer
        row = f"“{answer}”"
        if place.question:
            row = f"“{self.questions.get(place.question) or place.question}”, {row}"
        column = _("red flag") if place.is_flag else self.totals.get(place.total) or place.total
        return f"{row}: {column}"

    def score(self, place: Place, score: Score) -> str:
        """Return a score as people say it."""
        if place.is_flag:
            return str(LEVEL_WORDS.get(str(score), _("none")))
        return str(score).replace("-", "\N{MINUS SIGN}")

    def change(self, place: Place, old: Score, new: Score) -> str:
        """Return “Sitting”, “Yes, soon”: Piriformis syndrome 1 → 2."""
        return f"{self.cell(place)} {self.score(place, old)} → {self.score(place, new)}"

    def unreadable(self, place: Place, typed: str) -> str:
        """Return what to do about a text that is no score."""
        if place.is_flag:
            return _("%(cell)s: choose one of the levels.") % {"cell": self.cell(place)}
        return _("%(cell)s: enter a whole number from −9999 to 9999 instead of “%(typed)s”.") % {
            "cell": self.cell(place),
            "typed": typed[:60],
        }

    def refusal(self, edit: Edit, item: Item | None, who: Callable[[], str]) -> str:
        """Return why a change cannot be written into an answer; "" when it can."""
        place = edit.place
        said = {"cell": self.cell(place), "new": self.score(place, edit.new)}
        if item is None or not self.has_column(place, item):
            return (
                _("%(cell)s: you entered %(new)s, but this is no longer in the draft. Add it "
                  "again in the editor to give it points.")
                % said
            )  # fmt: skip
        now = item.score(place.total)
        if now in (edit.old, edit.new):
            return ""
        said |= {"old": self.score(place, edit.old), "now": self.score(place, now), "who": who()}
        return (
            _("%(cell)s: %(who)s changed it from %(old)s to %(now)s while you changed it to "
              "%(new)s. Save again to put %(new)s in place of %(now)s, or enter %(now)s to keep "
              "that.")
            % said
        )  # fmt: skip

    def has_column(self, place: Place, item: Item) -> bool:
        """Tell whether an answer can have such a score: its total exists, or it has points."""
        if place.is_flag:
            return item.takes_flag
        return place.total in self.totals or place.total in item.points
