"""The small fields the editor's blocks are made of: points, lists of keys, a key made once."""

import re
from secrets import token_hex
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StructBlockValidationError

from intake.engine.safety import Progress

_POINT = re.compile(r"^\s*([\w.-]+)\s*[: ]\s*([+\-−]?\d{1,4})\s*$", re.ASCII)
_KEY = re.compile(r"^[\w-]*$", re.ASCII)


class PointsField(forms.CharField):
    """Points typed as "piriformis-syndrome 2, tight-leg-muscles -1"; the value is a dict."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return ", ".join(f"{total} {points}" for total, points in sorted(value.items()))
        return value

    def clean(self, value: Any) -> dict[str, int]:
        text = str(self.prepare_value(value) or "")
        points: dict[str, int] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            match = _POINT.match(part)
            if not match:
                raise ValidationError(
                    _("Write “%(part)s” as a key and a whole number, such as piriformis 2"),
                    params={"part": part},
                )
            points[match[1]] = int(match[2].replace("−", "-"))
        return points


class KeysField(forms.CharField):
    """Keys typed with commas between them; the value is a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        text = str(super().clean(self.prepare_value(value)) or "")
        return [part.strip() for part in text.split(",") if part.strip()]


PROGRESS_CHOICES = [
    (Progress.BETTER.value, _("Better")),
    (Progress.SAME.value, _("The same")),
    (Progress.WORSE.value, _("Worse")),
    (Progress.NOT_SURE.value, _("Not sure")),
]


class ProgressField(forms.MultipleChoiceField):
    """Some of the answers to "how is it now?"."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.CheckboxSelectMultiple
        super().__init__(choices=PROGRESS_CHOICES, widget=widget, **kwargs)


class PointsBlock(blocks.FieldBlock):
    """Points per total, stored as {total key: points}."""

    def __init__(self, **kwargs: Any) -> None:
        self.field = PointsField(required=False)
        super().__init__(**kwargs)

    class Meta:
        icon = "plus"
        default: dict[str, int] = {}


class KeysBlock(blocks.FieldBlock):
    """A list of keys, stored as a list of strings."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        self.field = KeysField(required=required)
        super().__init__(**kwargs)

    class Meta:
        icon = "list-ul"
        default: list[str] = []


class KeyedBlock(blocks.StructBlock):
    """A struct with a key that is made once, from `key_source`, and never follows later edits."""

    key_source = "text"

    key = blocks.CharBlock(required=False, max_length=60)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not _KEY.match(cleaned["key"]):
            sentence = _("Use only letters, digits, hyphens and underscores in a key")
            raise StructBlockValidationError(block_errors={"key": ValidationError(sentence)})
        words = str(cleaned[self.key_source] or "").strip()
        if words and not cleaned["key"]:
            cleaned["key"] = key_from(words)
        return cleaned


def key_from(words: str) -> str:
    """Return a key that says what the words say; a random one when they have no Latin letters."""
    return slugify(words)[:60].strip("-").replace("-", "_") or f"key_{token_hex(4)}"
