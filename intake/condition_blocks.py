"""The editor's blocks for conditions: three levels of all, any or none."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StructBlockValidationError

from intake.block_fields import KeysBlock

MATCH_CHOICES = [
    ("all", _("all of these")),
    ("any", _("any of these")),
    ("none", _("none of these")),
]


class AnsweredBlock(blocks.StructBlock):
    """The question has an answer."""

    question = blocks.CharBlock()

    class Meta:
        icon = "check"
        label = _("Question was answered")


class IncludesBlock(blocks.StructBlock):
    """The answer includes at least some of these options."""

    question = blocks.CharBlock()
    options = KeysBlock()
    count = blocks.IntegerBlock(default=1, min_value=1, label=_("at least how many"))

    class Meta:
        icon = "list-ul"
        label = _("Answer includes")


class RangeBlock(blocks.StructBlock):
    """What lies in a range, of which at least one end is given."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        is_open = cleaned["at_least"] is None and cleaned["below"] is None
        if is_open and not self.is_deferred_validation:
            sentence = _("Enter at least one of the two numbers")
            raise StructBlockValidationError(block_errors={"at_least": ValidationError(sentence)})
        return cleaned


class NumberIsBlock(RangeBlock):
    """The answered number lies in a range."""

    question = blocks.CharBlock()
    at_least = blocks.FloatBlock(required=False)
    below = blocks.FloatBlock(required=False)

    class Meta:
        icon = "order"
        label = _("Number is")


class TotalIsBlock(RangeBlock):
    """A sum of points lies in a range."""

    total = blocks.CharBlock()
    at_least = blocks.IntegerBlock(required=False)
    below = blocks.IntegerBlock(required=False)

    class Meta:
        icon = "plus-inverse"
        label = _("Total is")


class LeadingBlock(blocks.StructBlock):
    """One of these causes leads so far, or is close to the lead."""

    causes = KeysBlock()
    within = blocks.IntegerBlock(default=0, min_value=0, label=_("or within how many points"))

    class Meta:
        icon = "arrow-up"
        label = _("Cause leads so far")


LEAVES: list[tuple[str, blocks.Block]] = [
    ("answered", AnsweredBlock()),
    ("includes", IncludesBlock()),
    ("number", NumberIsBlock()),
    ("total", TotalIsBlock()),
    ("leading", LeadingBlock()),
]


class GroupMeta:
    """What the groups share."""

    icon = "group"
    label = _("Group of conditions")


class InnerGroupBlock(blocks.StructBlock):
    """The innermost group of conditions."""

    match = blocks.ChoiceBlock(choices=MATCH_CHOICES, default="all")
    parts = blocks.StreamBlock(LEAVES)

    class Meta(GroupMeta):
        pass


class MiddleGroupBlock(blocks.StructBlock):
    """A group of conditions that may hold further groups."""

    match = blocks.ChoiceBlock(choices=MATCH_CHOICES, default="all")
    parts = blocks.StreamBlock([*LEAVES, ("group", InnerGroupBlock())])

    class Meta(GroupMeta):
        pass


class ConditionBlock(blocks.StructBlock):
    """When something holds: all, any or none of some conditions."""

    match = blocks.ChoiceBlock(choices=MATCH_CHOICES, default="all")
    parts = blocks.StreamBlock([*LEAVES, ("group", MiddleGroupBlock())], required=False)

    class Meta:
        icon = "cogs"
        label = _("Condition")
        collapsed = True
