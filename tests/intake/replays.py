"""Drafts and stored submissions for the tests of replays."""

from copy import deepcopy
from itertools import cycle, islice
from secrets import token_hex
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from intake import actions, freeze, replaying
from intake.engine import codec
from intake.engine.answers import read_answers
from intake.engine.routing import decide
from intake.models import Questionnaire, QuestionnaireVersion, Replay, Submission
from tests.factories import intake as factory

KINDS = (factory.SELF_HELP, factory.BOOKING, factory.UNCLEAR, factory.SAME_DAY, factory.EMERGENCY)


def harmless(definition: factory.Json, question: str, option: str) -> factory.Json:
    """Return a definition in which one option raises no red flag any more."""
    changed = deepcopy(definition)
    for step in changed["steps"]:
        for item in step["questions"]:
            for one in item.get("options", []) if item["key"] == question else []:
                if one["key"] == option:
                    one.pop("flag")
    return changed


def stricter() -> factory.Json:
    """Return the small definition with a limit that sends the mild case to a visit, too."""
    changed = factory.small()
    changed["rules"][0]["when"] = {"total": "care", "at_least": 0}
    return changed


def save_draft(version: QuestionnaireVersion, definition: factory.Json) -> Questionnaire:
    """Make a definition the draft of a published questionnaire; return the draft."""
    draft: Questionnaire = stored(version).get_latest_revision_as_object()
    for name, value in freeze.to_fields(codec.from_json(definition)).items():
        if name in actions.STREAMS:
            value = Questionnaire._meta.get_field(name).stream_block.to_python(value)
        setattr(draft, name, value)
    draft.save_revision()
    found: Questionnaire = stored(version).get_latest_revision_as_object()
    return found


def stored(version: QuestionnaireVersion) -> Questionnaire:
    """Return the questionnaire of a version as the database has it now."""
    return Questionnaire.objects.get(pk=version.questionnaire_id)


def store_many(version: QuestionnaireVersion, count: int) -> None:
    """Store many finished submissions at once: one of each kind, again and again."""
    definition = version.definition
    decided = [(raw, decide(definition, read_answers(definition, raw)[0])) for raw in KINDS]
    Submission.objects.bulk_create(
        (
            Submission(
                reference=actions.new_reference(),
                token_digest=token_hex(32),
                version=version,
                answers=raw,
                route=decision.route.value,
                urgency=decision.urgency.value,
                top_cause=decision.top_cause or "",
                completed_at=timezone.now(),
            )
            for raw, decision in islice(cycle(decided), count)
        ),
        batch_size=500,
    )


def asked_for(draft: Questionnaire, most: int = 1_000, by: Any = None) -> Replay:
    """Ask for a replay whose task nobody runs yet."""
    with transaction.atomic():
        replay = replaying.request_replay(questionnaire=draft, most=most, by=by)
        connection.run_on_commit.clear()
    return replay


def replayed(draft: Questionnaire, **changes: Any) -> Replay:
    """Ask for a replay and run it here and now."""
    return replaying.run_replay(replay=asked_for(draft), **changes)
