"""What happened to the worked cases of a questionnaire, in words, from Wagtail's log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry
from wagtail.models import ModelLogEntry

from intake.casework import ADDED, CHANGED, DELETED
from intake.models import Questionnaire

MESSAGES = {
    ADDED: (_("Add a worked case"), _("Added")),
    CHANGED: (_("Change a worked case"), _("Changed")),
    DELETED: (_("Delete a worked case"), _("Deleted")),
}
"""Action → its name in filters, and what the log says of it."""

PLACES = {
    "name": _("name"),
    "story": _("story"),
    "route": _("expected route"),
    "urgency": _("expected urgency"),
    "top_cause": _("expected cause"),
    "acceptable_routes": _("also accepted routes"),
    "acceptable_causes": _("also accepted causes"),
}


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One change of a worked case: `what` is the verb, `details` say field by field."""

    when: datetime
    who: str
    name: str
    what: str
    details: tuple[str, ...]


def register_case_actions(actions: LogActionRegistry) -> None:
    """Tell Wagtail's log of the changes of worked cases."""
    for action, (label, message) in MESSAGES.items():
        actions.register_action(action, label, message)


def case_history(questionnaire: Questionnaire) -> list[CaseEvent]:
    """Return every change of the cases of a questionnaire, newest first."""
    key = str(questionnaire.translation_key)
    entries = ModelLogEntry.objects.filter(action__in=MESSAGES, data__questionnaire=key)
    newest_first = entries.select_related("user").order_by("-timestamp", "-pk")
    return [_event(entry) for entry in newest_first]


def _event(entry: Any) -> CaseEvent:
    changes = entry.data.get("changes", {}) if entry.action == CHANGED else {}
    return CaseEvent(
        when=entry.timestamp,
        who=str(entry.user_display_name) if entry.user_id else str(_("the command line")),
        name=entry.label,
        what=str(MESSAGES[entry.action][1]),
        details=tuple(_detail(place, *change) for place, change in changes.items()),
    )


def _detail(place: str, before: Any, after: Any) -> str:
    field, _dot, question = place.partition(".")
    name = question or str(PLACES.get(field, field))
    return f"{name}: {_said(before)} → {_said(after)}"


def _said(value: Any) -> str:
    if value in (None, "", []):
        return "–"
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
