"""The small fields the editor's blocks are made of: points, picks from lists, a key made once.

Each is a text in the form. `static/intake/js/editor/` draws what an editor uses instead.
"""

import json
import re
from secrets import token_hex
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks import StructBlockValidationError
from wagtail.blocks.struct_block import StructBlockAdapter

from intake.engine.safety import Progress

_POINT = re.compile(r"^\s*([\w.-]+)\s*[: ]\s*([+\-−]?\d{1,4})\s*$", re.ASCII)
_KEY = re.compile(r"^[\w-]*$", re.ASCII)


class DrawnInput(forms.TextInput):
    """A text that is sent with the form and edited with controls that a script draws."""

    def __init__(self, controller: str, **values: str) -> None:
        given = {f"data-{controller}-{name}-value": value for name, value in values.items()}
        super().__init__(attrs={"data-controller": controller, **given})


class PointsField(forms.CharField):
    """Points written as "piriformis-syndrome 2, tight-leg-muscles -1" or as JSON; a dict."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DrawnInput("intake-points"), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return ", ".join(f"{total} {points}" for total, points in sorted(value.items()))
        return value

    def clean(self, value: Any) -> dict[str, int]:
        text = str(self.prepare_value(_from_json(value)) or "")
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


def _from_json(value: Any) -> Any:
    """Return the dict a text holds as JSON; the value itself when it holds none."""
    if not isinstance(value, str) or not value.lstrip().startswith("{"):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


class KeysField(forms.CharField):
    """Keys with commas between them; the value is a list."""

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


class PickBlock(blocks.FieldBlock):
    """One thing picked from a list of what there is, stored as its key."""

    picks = ""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        widget = DrawnInput("intake-pick", kind=self.picks)
        self.field = forms.CharField(required=required, max_length=60, widget=widget)
        super().__init__(**kwargs)


class QuestionPickBlock(PickBlock):
    """A question."""

    picks = "question"


class ChoicePickBlock(PickBlock):
    """A question that has options."""

    picks = "choice"


class NumberPickBlock(PickBlock):
    """A question that is answered with a number."""

    picks = "number"


class TotalPickBlock(PickBlock):
    """A total."""

    picks = "total"


class ArticlePickBlock(PickBlock):
    """An article, stored as the key of its cause."""

    picks = "article"


class ServicePickBlock(PickBlock):
    """A kind of visit."""

    picks = "service"


class KeysBlock(blocks.FieldBlock):
    """Several things picked from a list of what there is, stored as a list of keys."""

    picks = ""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        widget = DrawnInput("intake-picks", kind=self.picks)
        self.field = KeysField(required=required, widget=widget)
        super().__init__(**kwargs)

    class Meta:
        icon = "list-ul"
        default: list[str] = []


class OptionsPickBlock(KeysBlock):
    """Options of the question picked beside it."""

    picks = "option"


class CausesPickBlock(KeysBlock):
    """Totals that are causes."""

    picks = "cause"


class QuestionsPickBlock(KeysBlock):
    """Questions."""

    picks = "question"


class KeyBlock(blocks.CharBlock):
    """The name by which other parts know this one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=60,
            help_text=_("Made from the first words; it stays when the words change."),
            **kwargs,
        )


class KeyedBlock(blocks.StructBlock):
    """A struct with a key that is made once, from `key_source`, and never follows later edits.

    A struct that `opens_late` is drawn when it is first unfolded; until then only its values
    are in the form, so that a long questionnaire opens quickly.
    """

    key_source = "text"
    key_joint = "_"
    opens_late = False

    key = KeyBlock()

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not _KEY.match(cleaned["key"]):
            sentence = _("Use only letters, digits, hyphens and underscores in a key")
            raise StructBlockValidationError(block_errors={"key": ValidationError(sentence)})
        words = str(cleaned[self.key_source] or "").strip()
        if words and not cleaned["key"]:
            cleaned["key"] = key_from(words, self.key_joint)
        return cleaned


def key_from(words: str, joint: str = "_") -> str:
    """Return a key that says what the words say; a random one when they have no Latin letters."""
    return slugify(words)[:60].strip("-").replace("-", joint) or f"key_{token_hex(4)}"


class EditorAdapter(StructBlockAdapter):
    """Hands a struct to the editor's own scripts."""

    @cached_property
    def media(self) -> forms.Media:
        """Wagtail's scripts, then ours in the order in which they need each other."""
        wagtail: forms.Media = super().media
        scripts = [f"intake/js/editor/{name}.js" for name in SCRIPTS]
        ours = forms.Media(js=scripts, css={"all": ["intake/css/admin_editor.css"]})
        return wagtail + ours


class KeyedAdapter(EditorAdapter):
    """Says where the key comes from, and whether the struct may be drawn late."""

    js_constructor = "intake.blocks.Keyed"

    def js_args(self, block: KeyedBlock) -> list[Any]:
        """Add what the script needs to know."""
        name, children, meta = super().js_args(block)
        keyed = {
            "keySource": block.key_source,
            "keyJoint": block.key_joint,
            "opensLate": block.opens_late,
        }
        return [name, children, meta | keyed]


class ConditionAdapter(EditorAdapter):
    """Conditions read as sentences."""

    js_constructor = "intake.blocks.Condition"


SCRIPTS = ("form", "sentences", "keys", "blocks", "points", "picks", "problems")
register(KeyedAdapter(), KeyedBlock)
