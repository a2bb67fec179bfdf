"""The few pieces an article is made of. No raw HTML, no layout: each piece says what it means."""

from collections import Counter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from causes.topics import TOPICS

TEXT_FEATURES = ["bold", "italic", "ul", "ol", "link"]
PAGE, RESEARCH = "page", "research"


def origin_choices() -> list[tuple[str, Any]]:
    """Where a statement comes from."""
    return [
        (PAGE, _("The clinic's own page")),
        (RESEARCH, _("Added from published research")),
    ]


def level_choices() -> list[tuple[str, Any]]:
    """How soon to get help, most urgent first."""
    return [
        ("emergency", _("Emergency: now")),
        ("urgent", _("Urgent: today")),
        ("calm", _("See someone soon")),
    ]


def topic_choices() -> list[tuple[str, Any]]:
    """What a piece can speak of, so that a client's answer can lead to it."""
    return [(key, gettext(name)) for key, name in TOPICS.items()]


class HeadedValue(blocks.StructValue):
    """A piece with a heading that can be linked to."""

    @property
    def anchor(self) -> str:
        """Stable link target made from the heading; empty in a draft without one."""
        return slugify(self.get("heading") or "")


class NamedValue(blocks.StructValue):
    """A piece with a name that can be linked to; the prefix keeps it apart from headings."""

    prefix = ""

    @property
    def anchor(self) -> str:
        """Stable link target made from the name; empty in a draft without one."""
        slug = slugify(self.get("title") or "")
        return f"{self.prefix}-{slug}" if slug else ""


class CheckValue(NamedValue):
    """A self-test."""

    prefix = "check"


class ExerciseValue(NamedValue):
    """An exercise."""

    prefix = "exercise"


class MarkedBlock(blocks.StructBlock):
    """A piece that says where it is from and which answers it speaks of."""

    origin = blocks.ChoiceBlock(choices=origin_choices, default=PAGE, label=_("Where this is from"))
    speaks_of = blocks.MultipleChoiceBlock(
        choices=topic_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Speaks of"),
        help_text=_("A result links the client's answer to the first piece that speaks of it."),
    )

    class Meta:
        value_class = HeadedValue


class SectionBlock(MarkedBlock):
    """A heading with running text."""

    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    text = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Text"))

    class Meta:
        icon = "doc-full"
        label = _("Section")
        template = "causes/blocks/section.html"
        description = _("A heading and a few short paragraphs. The heading becomes a link target.")
        form_layout = blocks.BlockGroup(
            children=["heading", "text"], settings=["origin", "speaks_of"]
        )


class MisleadsBlock(SectionBlock):
    """What can send a reader's thinking the wrong way."""

    class Meta:
        icon = "help"
        label = _("What misleads")
        template = "causes/blocks/misleads.html"
        description = _("Signs that seem to point elsewhere, and look-alikes to keep in mind.")


class CautionBlock(SectionBlock):
    """What may make the pain worse."""

    class Meta:
        icon = "warning"
        label = _("Caution")
        template = "causes/blocks/caution.html"
        description = _("Exercises and habits that may aggravate this pain.")


class SelfTestBlock(MarkedBlock):
    """A check a reader can do alone."""

    title = blocks.CharBlock(max_length=120, label=_("Name of the check"))
    picture = ImageBlock(required=False, label=_("Picture"))
    steps = blocks.ListBlock(blocks.TextBlock(rows=2), label=_("What to do, step by step"))
    suggests = blocks.TextBlock(rows=2, label=_("What it suggests"))
    caveat = blocks.TextBlock(rows=2, required=False, label=_("What it cannot tell"))
    stop_if = blocks.TextBlock(rows=2, label=_("Stop if"))

    class Meta:
        icon = "tasks"
        label = _("Self-test")
        template = "causes/blocks/self_test.html"
        value_class = CheckValue
        description = _("One check, its steps, what it suggests and when to stop.")
        form_layout = blocks.BlockGroup(
            children=["title", "steps", "suggests", "caveat", "stop_if", "picture"],
            settings=["origin", "speaks_of"],
        )


class ExerciseBlock(MarkedBlock):
    """Something a reader can do, with its dose."""

    title = blocks.CharBlock(max_length=120, label=_("Name of the exercise"))
    picture = ImageBlock(required=False, label=_("Picture"))
    dose = blocks.CharBlock(max_length=200, label=_("How much and how often"))
    steps = blocks.ListBlock(blocks.TextBlock(rows=2), label=_("How to do it, step by step"))
    stop_if = blocks.TextBlock(rows=2, label=_("Stop if"))

    class Meta:
        icon = "pick"
        label = _("Exercise")
        template = "causes/blocks/exercise.html"
        value_class = ExerciseValue
        description = _("One exercise with its dose, its steps and when to stop.")
        form_layout = blocks.BlockGroup(
            children=["title", "dose", "steps", "stop_if", "picture"],
            settings=["origin", "speaks_of"],
        )


class CareCardBlock(blocks.StructBlock):
    """When to get help, and how fast."""

    level = blocks.ChoiceBlock(choices=level_choices, default="calm", label=_("How soon"))
    heading = blocks.CharBlock(
        max_length=120,
        label=_("Heading: the action, ending in “if:”"),
        help_text=_("Say who to call."),
    )
    items = blocks.ListBlock(blocks.TextBlock(rows=2), label=_("Signs, one each"))

    class Meta:
        icon = "warning"
        label = _("Care card")
        template = "causes/blocks/care_card.html"
        description = _("A card with an action and the signs that call for it.")
        value_class = HeadedValue


class SourceBlock(blocks.StructBlock):
    """A published source."""

    label = blocks.CharBlock(max_length=250, label=_("Author, year, place"))
    url = blocks.URLBlock(required=False, label=_("Web address"))
    note = blocks.TextBlock(rows=2, required=False, label=_("What it supports"))

    class Meta:
        icon = "openquote"
        label = _("Source")


class CauseListBlock(blocks.StaticBlock):
    """The place of the list of causes on the hub."""

    class Meta:
        icon = "list-ul"
        label = _("List of causes")
        admin_text = _("All live articles under this page are listed here, in their order.")


class BodyBlock(blocks.StreamBlock):
    """Pieces whose headings and names can be linked to, so no two may be the same."""

    def clean(self, value: Any, **kwargs: Any) -> Any:
        """Refuse two equal headings or names, because both would get the same link target."""
        cleaned = super().clean(value, **kwargs)
        anchors = [getattr(child.value, "anchor", "") for child in cleaned]
        twice = {anchor for anchor, times in Counter(anchors).items() if anchor and times > 1}
        message = _("Two parts have this heading. Change one, so that links can tell them apart.")
        errors = {
            index: ValidationError(message)
            for index, anchor in enumerate(anchors)
            if anchor in twice
        }
        if errors:
            raise blocks.StreamBlockValidationError(block_errors=errors)
        return cleaned


class ArticleBody(BodyBlock):
    """The body of a cause article, in reading order."""

    section = SectionBlock()
    self_test = SelfTestBlock()
    misleads = MisleadsBlock()
    caution = CautionBlock()
    exercise = ExerciseBlock()
    care_card = CareCardBlock()


class HubBody(BodyBlock):
    """The body of the hub; care cards are shown first and call-outs last."""

    section = SectionBlock()
    cause_list = CauseListBlock()
    care_card = CareCardBlock()
    callout = SnippetChooserBlock("causes.Callout")


class SourceList(blocks.StreamBlock):
    """The sources of an article."""

    source = SourceBlock()
