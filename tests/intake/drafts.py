"""Drafts of the small questionnaire that the gate refuses, and the cases they fail."""

import json
from copy import deepcopy
from typing import Any

from wagtail.models import Revision

from intake import actions, freeze
from intake.engine import codec
from intake.models import Questionnaire, WorkedCase
from tests.factories import intake as factory

LONGER = factory.with_text(factory.small(), "average", "How bad is it now?")
"""Other words, the same decisions."""

NO_SELF_HELP = factory.small(rules=factory.SMALL["rules"][:1])
"""Whoever could help themselves is sent to a visit."""

TWICE = deepcopy(factory.small())
TWICE["steps"].append(TWICE["steps"][0])
"""A definition with errors: a step and its question are there twice."""


def without_emergency() -> factory.Json:
    """Return a definition in which a lost bladder is no emergency any more."""
    calm = factory.small()
    del calm["steps"][0]["questions"][0]["options"][0]["flag"]
    return calm


def write(questionnaire: Questionnaire, definition: factory.Json, **fields: Any) -> Revision:
    """Write a definition into the draft of a questionnaire, as an editor would."""
    draft = Questionnaire.objects.get(pk=questionnaire.pk)
    values = freeze.to_fields(codec.from_json(definition)) | fields
    for name, value in values.items():
        is_stream = name in actions.STREAMS
        setattr(draft, name, json.dumps(value) if is_stream else value)
    return draft.save_revision()


def case(questionnaire: Questionnaire, name: str = "mild", **changes: Any) -> WorkedCase:
    """Write a worked case: mild pain in the buttock, which leads to self-help."""
    values: dict[str, Any] = {
        "answers": factory.SELF_HELP,
        "route": "self_help",
        "top_cause": "piriformis-syndrome",
    } | changes
    return WorkedCase.objects.create(questionnaire=questionnaire, name=name, **values)


def urgent_case(questionnaire: Questionnaire) -> WorkedCase:
    """Write a worked case that must be an emergency."""
    expected = {"route": "urgent", "urgency": "emergency_now", "top_cause": ""}
    return case(questionnaire, "bladder", answers=factory.EMERGENCY, **expected)


def signed_off(questionnaire: Questionnaire, by: Any) -> None:
    """Let a person accept every case that ends differently in the newest draft."""
    from intake import gate
    from intake.publishing import prove

    newest = Questionnaire.objects.get(pk=questionnaire.pk).get_latest_revision_as_object()
    for row in prove(newest).differing:
        gate.sign_off(
            row=row, questionnaire=questionnaire, reason="Seen and accepted by all of us.", by=by
        )
