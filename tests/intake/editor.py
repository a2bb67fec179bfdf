"""What a browser sends from the questionnaire's editor, and where."""

from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail import blocks
from wagtail.test.utils.form_data import nested_form_data

from intake.actions import STREAMS
from intake.models import Questionnaire

PLAIN = (
    "key", "title", "naming_minimum", "naming_margin", "naming_floor", "longest_path",
    "before_emergency", "default_reason", "second_look_days", "second_look_reason",
    "second_look_service", "intended_use", "not_for", "change_note",
)  # fmt: skip


def editor_url(name: str, *args: Any) -> str:
    """Return an address of the questionnaire's editor."""
    return reverse(Questionnaire.snippet_viewset.get_url_name(name), args=args)


def editor_data(questionnaire: Questionnaire, **changes: Any) -> dict[str, Any]:
    """Return the editor's whole form as a browser posts it, with some of its inputs changed."""
    data: dict[str, Any] = {name: str(getattr(questionnaire, name)) for name in PLAIN}
    points = questionnaire.unclear_points
    data["unclear_points"] = ", ".join(f"{key} {value}" for key, value in points.items())
    for name in STREAMS:
        value = getattr(questionnaire, name)
        data[name] = _block_data(value.stream_block, value)
    flat = {key: value.replace("\n", "\r\n") for key, value in nested_form_data(data).items()}
    return flat | {"second_look_person_when": questionnaire.second_look_person_when} | changes


def _block_data(block: blocks.Block, value: Any) -> Any:
    if isinstance(block, blocks.StreamBlock):
        items = [_item(i, c.block, c.value, c.id, c.block_type) for i, c in enumerate(value)]
        return {"count": str(len(items)), **dict(enumerate(items))}
    if isinstance(block, blocks.ListBlock):
        items = [_item(i, c.block, c.value, c.id) for i, c in enumerate(value.bound_blocks)]
        return {"count": str(len(items)), **dict(enumerate(items))}
    if isinstance(block, blocks.StructBlock):
        children = {name: _block_data(block.child_blocks[name], value[name]) for name in value}
        return {name: child for name, child in children.items() if child is not None}
    if isinstance(block, blocks.BooleanBlock):
        return "on" if value else None
    typed = block.field.prepare_value(block.value_for_form(value))
    return "" if typed is None else str(typed)


def _item(order: int, block: blocks.Block, value: Any, id_: Any, type_: str = "item") -> Any:
    return {
        "type": type_,
        "id": str(id_ or ""),
        "order": str(order),
        "deleted": "",
        "value": _block_data(block, value),
    }


def blank(**changes: Any) -> dict[str, Any]:
    """Return the form as it opens, with a key, a title and whatever was typed."""
    empty = {name: {"count": "0"} for name in ("totals", "point_rules", "red_flag_rules")}
    empty |= {name: {"count": "0"} for name in ("rules", "self_help_needs", "steps", "hazards")}
    plain = {"key": "new", "title": "New", "naming_minimum": "4", "naming_margin": "2"}
    plain |= {"naming_floor": "2", "longest_path": "20", "before_emergency": "6"}
    plain |= {"default_reason": "A person looks.", "unclear_points": "", "second_look_days": "30"}
    ticked = {"second_look_person_when": ["same", "worse"]}
    return nested_form_data({**plain, **empty, **changes}) | ticked


def words(response: Any) -> str:
    """Return what a page says."""
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def refreshed(questionnaire: Questionnaire) -> Questionnaire:
    """Return a questionnaire as it is stored now."""
    return Questionnaire.objects.get(pk=questionnaire.pk)


class Editor:
    """Somebody who writes questionnaires in the admin."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def create(self, data: dict[str, str], action: str = "") -> HttpResponse:
        """Send the form of a new questionnaire; `action` is publish, submit or a draft save."""
        return self.client.post(editor_url("add"), data | _pressed(action))

    def edit(self, pk: int, data: dict[str, str], action: str = "") -> HttpResponse:
        """Send the form of a questionnaire."""
        return self.client.post(editor_url("edit", pk), data | _pressed(action))

    def preview(self, data: dict[str, str], pk: int | None = None) -> HttpResponse:
        """Show the preview of what is on the screen, as the side panel does."""
        args = [pk] if pk else []
        url = editor_url("preview_on_edit" if pk else "preview_on_add", *args)
        answer = self.client.post(url, data)
        assert answer.json()["is_valid"], answer.json()
        return self.client.get(f"{url}?in_preview_panel=true&mode=")


def _pressed(action: str) -> dict[str, str]:
    return {f"action-{action}": "on"} if action else {}
