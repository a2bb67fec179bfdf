"""The draft decides stored submissions again: asked for, run in slices, stopped.

Memory stays flat: what is kept between slices are numbers; what changes is written slice by slice.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from intake import crypto
from intake.engine import codec
from intake.engine.answers import read_answers
from intake.engine.routing import decide
from intake.engine.types import Decision
from intake.engine.types import Questionnaire as Definition
from intake.models import Questionnaire, Replay, ReplayChange, ReplayState, Submission
from intake.models.submission import SealedSubmission

SLICE = 500
USUAL, MOST = 1_000, 10_000
MOST_IN_A_REQUEST = 2_000
"""Where no worker runs tasks, the request decides them itself: some seconds, at 1 ms each."""
ARROW = " → "


class ReplayStoppedError(Exception):
    """Raised when a replay broke off; names only the kind of fault, never what a client said."""


def request_replay(*, questionnaire: Questionnaire, most: int = USUAL, by: Any = None) -> Replay:
    """Let a draft decide its newest submissions again; return the replay, begun or waiting.

    While the same draft is at it already, that replay is returned. Raise DefinitionError when
    the draft cannot be read.
    """
    plain = codec.to_json(questionnaire.definition())
    sha256 = codec.sha256_of(plain)
    with transaction.atomic():
        # Two clicks at once take turns here, so that one replay is begun and not two.
        Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
        same_draft = Replay.objects.of(questionnaire).filter(sha256=sha256)
        if under_way := same_draft.under_way().first():
            return under_way
        replay = Replay.objects.create(
            questionnaire_id=questionnaire.pk,
            sha256=sha256,
            content=codec.canonical(plain),
            most=max(1, min(most, most_at_once())),
            requested_by=by,
        )
        transaction.on_commit(partial(_enqueue, replay.pk))
    replay.refresh_from_db()
    return replay


def most_at_once() -> int:
    """Return how many submissions one replay may decide."""
    return MOST if has_worker() else MOST_IN_A_REQUEST


def has_worker() -> bool:
    """Tell whether tasks run outside the request; a backend that can wait has a worker."""
    from intake.tasks import replay_submissions

    return bool(replay_submissions.get_backend().supports_defer)


def _enqueue(replay_id: int) -> None:
    from intake.tasks import replay_submissions

    replay_submissions.enqueue(replay_id)


def cancel_replay(*, replay: Replay) -> Replay:
    """Stop a replay after the slice it is at; one that has ended stays as it is."""
    _end(Replay.objects.filter(pk=replay.pk).under_way(), ReplayState.CANCELLED)
    replay.refresh_from_db()
    return replay


@sensitive_variables()
def run_replay(*, replay: Replay, slice_size: int = SLICE) -> Replay:
    """Decide the submissions of a replay that waits; one that does not wait is left alone.

    Each slice is its own transaction, and its progress is seen at once. Raise
    ReplayStoppedError when it breaks off; what was done until then stays.
    """
    one = Replay.objects.filter(pk=replay.pk)
    if not one.waiting().update(state=ReplayState.RUNNING):
        return replay
    try:
        _run(replay, slice_size)
    except Exception as error:
        _end(one.running(), ReplayState.FAILED)
        raise ReplayStoppedError(type(error).__name__) from None
    except BaseException:  # the worker is told to end
        _end(one.running(), ReplayState.FAILED)
        raise
    replay.refresh_from_db()
    return replay


def _end(replays: Any, state: ReplayState) -> None:
    replays.update(state=state, finished_at=timezone.now())


@sensitive_variables()
def _run(replay: Replay, slice_size: int) -> None:
    definition = replay.definition
    submissions = Submission.objects.completed().of_family(replay.questionnaire)
    tally = Tally(total=submissions.how_many(replay.most))
    goes_on = _keep(replay, tally, [])
    last = None
    while goes_on:
        rows = submissions.sealed(before=last, most=min(slice_size, replay.most - tally.done))
        if not rows:
            _finish(replay, tally)
            return
        changes = [change for row in rows if (change := tally.add(definition, row))]
        goes_on = _keep(replay, tally, changes)
        last = rows[-1].pk


@dataclass(slots=True)
class Tally:
    """Numbers only: how many were decided again, and how many end differently in which way."""

    total: int
    done: int = 0
    changed: int = 0
    unreadable: int = 0
    incomplete: int = 0
    routes: Counter[str] = field(default_factory=Counter)
    urgencies: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)

    @sensitive_variables()
    def add(self, definition: Definition, row: SealedSubmission) -> ReplayChange | None:
        """Count one submission; return what to keep of it when it would end differently."""
        self.done += 1
        try:
            raw = crypto.decrypt_json(row.answers)
        except crypto.UnreadableError:
            self.unreadable += 1
            return None
        decision = decide(definition, read_answers(definition, raw)[0])
        self.incomplete += not decision.complete
        ends = _ends(decision)
        if ends == (row.route, row.urgency, row.top_cause):
            return None
        self.changed += 1
        counters = (self.routes, self.urgencies, self.causes)
        for counter, before, after in zip(counters, row[2:], ends, strict=True):
            if before != after:
                counter[f"{before}{ARROW}{after}"] += 1
        route, urgency, top_cause = ends
        return ReplayChange(submission_id=row.pk, route=route, urgency=urgency, top_cause=top_cause)

    @property
    def counts(self) -> dict[str, Any]:
        """The numbers as they are stored."""
        return {
            "routes": dict(self.routes),
            "urgencies": dict(self.urgencies),
            "causes": dict(self.causes),
            "unreadable": self.unreadable,
            "incomplete": self.incomplete,
        }


def _ends(decision: Decision) -> tuple[str, str, str]:
    return decision.route.value, decision.urgency.value, decision.top_cause or ""


def _keep(replay: Replay, tally: Tally, changes: list[ReplayChange]) -> bool:
    """Store a slice and its progress; tell whether to go on."""
    with transaction.atomic():
        goes_on = (
            Replay.objects.filter(pk=replay.pk)
            .running()
            .update(
                total=max(tally.total, tally.done),
                done=tally.done,
                changed=tally.changed,
                counts=tally.counts,
            )
        )
        if not goes_on:
            return False
        # A submission that was erased since it was read is simply gone.
        here = Submission.objects.held(change.submission_id for change in changes)
        for change in changes:
            change.replay = replay
        ReplayChange.objects.bulk_create(c for c in changes if c.submission_id in here)
    return True


def _finish(replay: Replay, tally: Tally) -> None:
    found = Replay.objects.filter(pk=replay.pk).running()
    found.update(state=ReplayState.DONE, total=tally.done, finished_at=timezone.now())
