"""The editor's blocks for conditions: three levels of all, any or none."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks import BlockGroup, StructBlockValidationError

from intake.block_fields import (
    CausesPickBlock,
    ChoicePickBlock,
    ConditionAdapter,
    NumberPickBlock,
    OptionsPickBlock,
    QuestionPickBlock,
    TotalPickBlock,
)

MATCH_CHOICES = [
    ("all", _("all of these hold")),
    ("any", _("at least one of these holds")),
    ("none", _("none of these holds")),
]


class PartBlock(blocks.StructBlock):
    """A piece of a condition, which the editor reads aloud as a sentence."""


class AnsweredBlock(PartBlock):
    """The question has an answer."""

    question = QuestionPickBlock()

    class Meta:
        icon = "check"
        label = _("A question was answered")


class IncludesBlock(PartBlock):
    """The answer includes at least some of these options."""

    question = ChoicePickBlock()
    options = OptionsPickBlock(label=_("Answer includes one of these"))
    count = blocks.IntegerBlock(default=1, min_value=1, label=_("How many of them at least"))

    class Meta:
        icon = "list-ul"
        label = _("An answer was picked")
        form_layout = BlockGroup(children=["question", "options"], settings=["count"])


class RangeBlock(PartBlock):
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

    question = NumberPickBlock()
    at_least = blocks.FloatBlock(required=False, label=_("This or more"))
    below = blocks.FloatBlock(required=False, label=_("Less than"))

    class Meta:
        icon = "order"
        label = _("A number is in a range")
        form_classname = "intake-grid"


class TotalIsBlock(RangeBlock):
    """A sum of points lies in a range."""

    total = TotalPickBlock()
    at_least = blocks.IntegerBlock(required=False, label=_("This many points or more"))
    below = blocks.IntegerBlock(required=False, label=_("Fewer points than"))

    class Meta:
        icon = "plus-inverse"
        label = _("A total is in a range")
        form_classname = "intake-grid"


class LeadingBlock(PartBlock):
    """One of these causes leads so far, or is close to the lead."""

    causes = CausesPickBlock(label=_("One of these causes"))
    within = blocks.IntegerBlock(
        default=0, min_value=0, label=_("Points it may be behind the first cause")
    )

    class Meta:
        icon = "arrow-up"
        label = _("A cause leads so far")


LEAVES: list[tuple[str, blocks.Block]] = [
    ("includes", IncludesBlock()),
    ("number", NumberIsBlock()),
    ("total", TotalIsBlock()),
    ("leading", LeadingBlock()),
    ("answered", AnsweredBlock()),
]


class GroupMeta:
    """What the groups share."""

    icon = "group"
    label = _("Group of conditions")


def match_block() -> blocks.ChoiceBlock:
    """Return the choice between all, any and none."""
    return blocks.ChoiceBlock(choices=MATCH_CHOICES, default="all", label=_("When"))


class InnerGroupBlock(PartBlock):
    """The innermost group of conditions."""

    match = match_block()
    parts = blocks.StreamBlock(LEAVES, label=_("Conditions"))

    class Meta(GroupMeta):
        pass


class MiddleGroupBlock(PartBlock):
    """A group of conditions that may hold further groups."""

    match = match_block()
    parts = blocks.StreamBlock([*LEAVES, ("group", InnerGroupBlock())], label=_("Conditions"))

    class Meta(GroupMeta):
        pass


class ConditionBlock(PartBlock):
    """When something holds: all, any or none of some conditions."""

    match = match_block()
    parts = blocks.StreamBlock(
        [*LEAVES, ("group", MiddleGroupBlock())], required=False, label=_("Conditions")
    )

    class Meta:
        icon = "cogs"
        label = _("Condition")


register(ConditionAdapter(), PartBlock)
