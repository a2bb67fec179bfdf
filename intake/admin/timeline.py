"""Everything that happened with a submission, the latest first, in words."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from intake import access_log, client_files
from intake.admin.people import name_of
from intake.client_files import Happening
from intake.desk_actions import KIND
from intake.models import Submission, SubmissionEvent
from intake.models.submission import ROUTES
from intake.stages import Stage

MOST = 100
"""How many entries of one kind are read at most."""

Kind = SubmissionEvent.Kind
FOR_READERS = (Kind.NOTE, Kind.ROUTE, Kind.HOLD)
"""What only those read who may read answers, and whoever wrote it."""

ROUTE_NAMES = dict(ROUTES)


def timeline(submission: Submission, user: Any) -> list[Happening]:
    """Return what happened, as much as a member of staff may know of it."""
    happened = [
        *_answers(submission, user),
        *_events(submission, user),
        *_looks(submission),
        *client_files.happenings(submission, user),
    ]
    return sorted(happened, key=lambda each: each.at, reverse=True)


def _answers(submission: Submission, user: Any) -> Iterator[Happening]:
    client = _("The client")
    yield Happening(submission.started_at, _("Answers begun"), client)
    if submission.completed_at:
        yield Happening(submission.completed_at, _("Answers finished"), client)
    reads = user.has_perm("intake.read_answers")
    for look in submission.second_looks.all()[:MOST]:
        words = f"{look.get_progress_display()} → {look.get_route_display()}" if reads else ""
        yield Happening(look.looked_at, _("Came back after self-help"), client, words)


def _events(submission: Submission, user: Any) -> Iterator[Happening]:
    held = submission.legal_hold
    for event in submission.events.with_people()[:MOST]:
        yield Happening(
            at=event.at,
            what=_what(event, held=held),
            who=name_of(event.by) or _("The site"),
            text=event.text if _may_read(event, user) else "",
        )
        # Read backwards: before each change of the hold it was the other way round.
        held = held != (event.kind == Kind.HOLD)


def _may_read(event: SubmissionEvent, user: Any) -> bool:
    if event.kind not in FOR_READERS or event.by_id == user.pk:
        return True
    return bool(user.has_perm("intake.read_answers"))


def _what(event: SubmissionEvent, *, held: bool) -> str:
    if event.kind == Kind.STAGE:
        return _("Moved to: %(stage)s") % {"stage": Stage(event.stage).label}
    if event.kind == Kind.ASSIGNED:
        return _("Assigned to: %(who)s") % {"who": name_of(event.assigned_to) or _("nobody")}
    if event.kind == Kind.ROUTE:
        return _("Should lead to: %(route)s") % {"route": ROUTE_NAMES[event.route]}
    if event.kind == Kind.HOLD:
        return _("Legal hold begun") if held else _("Legal hold lifted")
    if event.kind == Kind.ALERT and event.text:
        # Nobody saw to it: the text says what ended it.
        return _("Alert ended")
    return str(event.get_kind_display())


def _looks(submission: Submission) -> Iterator[Happening]:
    for entry in access_log.looks_at(KIND, submission.reference)[:MOST]:
        yield Happening(entry.at, str(entry.get_action_display()), entry.username)
