"""The editor's blocks for questions, options, red flags and rules.

They only hold what was typed; `freeze.py` turns them into the engine's definition.
"""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import BlockGroup

from intake.block_choices import (
    FLAG_CHOICES,
    ROUTE_CHOICES,
    TOTAL_KIND_CHOICES,
    URGENCY_CHOICES,
    region_options,
    several_options,
    topic_choices,
    yes_no_options,
)
from intake.block_fields import (
    ArticlePickBlock,
    KeyedBlock,
    PointsBlock,
    QuestionsPickBlock,
    ServicePickBlock,
)
from intake.condition_blocks import ConditionBlock
from intake.engine.types import Urgency


class TotalBlock(KeyedBlock):
    """A cause, the need for care, or a plain score: something that collects points."""

    key_source = "title"
    key_joint = "-"

    title = blocks.CharBlock(max_length=120, label=_("Name"))
    kind = blocks.ChoiceBlock(choices=TOTAL_KIND_CHOICES, default="cause", label=_("What it is"))

    class Meta:
        icon = "tag"
        label = _("Total")
        form_classname = "intake-grid"
        form_layout = BlockGroup(children=["title", "kind"], settings=["key"])


class OptionBlock(KeyedBlock):
    """One answer option: its words, its points, its red flag."""

    text = blocks.CharBlock(max_length=255, label=_("Answer"))
    hint = blocks.CharBlock(required=False, max_length=255, label=_("Help text"))
    points = PointsBlock(required=False)
    flag = blocks.ChoiceBlock(required=False, choices=FLAG_CHOICES, label=_("Red flag"))
    exclusive = blocks.BooleanBlock(required=False, label=_("Excludes all other options"))
    group = blocks.CharBlock(required=False, max_length=80, label=_("Heading above it"))

    class Meta:
        icon = "radio-full"
        label = _("Answer option")
        label_format = "{text}"
        form_classname = "intake-grid"
        form_layout = BlockGroup(
            children=["text", "flag", "points"], settings=["hint", "group", "exclusive", "key"]
        )


class BandBlock(blocks.StructBlock):
    """A stretch of numbers with its points: from this number on, up to but not including that."""

    at_least = blocks.FloatBlock(required=False, label=_("This or more"))
    below = blocks.FloatBlock(required=False, label=_("Less than"))
    points = PointsBlock(required=False)
    flag = blocks.ChoiceBlock(required=False, choices=FLAG_CHOICES, label=_("Red flag"))

    class Meta:
        icon = "order"
        label = _("Number range")
        form_classname = "intake-grid"


class QuestionBlock(KeyedBlock):
    """What every kind of question has."""

    opens_late = True

    text = blocks.CharBlock(max_length=255, label=_("Question"))
    hint = blocks.TextBlock(required=False, label=_("Help text"))
    why = blocks.TextBlock(
        required=False,
        label=_("Why we ask"),
        help_text=_("Clients can unfold it below the question."),
    )
    error = blocks.CharBlock(
        required=False,
        max_length=160,
        label=_("What to do when it is left empty"),
        help_text=_("Starts with a verb, for example: Select where it hurts most"),
    )
    short = blocks.CharBlock(
        required=False,
        max_length=80,
        label=_("Short name"),
        help_text=_("Used in summaries and in lists of questions."),
    )
    required = blocks.BooleanBlock(required=False, default=True, label=_("Needs an answer"))
    about = blocks.ChoiceBlock(
        required=False,
        choices=topic_choices,
        label=_("Part of the articles that speaks of it"),
        help_text=_("A result links the answer to that part."),
    )
    source = blocks.TextBlock(
        required=False,
        rows=2,
        label=_("Source of its red flags"),
        help_text=_("Printed in the safety file."),
    )
    show_if = ConditionBlock(label=_("Ask this only when"), collapsed=True)


class ChoiceQuestionBlock(QuestionBlock):
    """A question answered by picking one option."""

    options = blocks.ListBlock(OptionBlock(), label=_("Answers"))

    class Meta:
        icon = "radio-full"
        label = _("One answer")
        label_format = "{text}"
        form_layout = BlockGroup(
            children=["text", "hint", "why", "options", "show_if"],
            settings=["error", "short", "required", "about", "source", "key"],
        )


class SeveralQuestionBlock(ChoiceQuestionBlock):
    """A question answered by picking any number of options."""

    options = blocks.ListBlock(OptionBlock(), default=several_options, label=_("Answers"))

    class Meta:
        icon = "tasks"
        label = _("Several answers")


class YesNoQuestionBlock(ChoiceQuestionBlock):
    """Yes, no or not sure."""

    options = blocks.ListBlock(OptionBlock(), default=yes_no_options, label=_("Answers"))

    class Meta:
        icon = "help"
        label = _("Yes, no or not sure")


class BodyMapQuestionBlock(ChoiceQuestionBlock):
    """Regions picked on a drawing of the body or from the same list in words."""

    options = blocks.ListBlock(OptionBlock(), default=region_options, label=_("Regions"))

    class Meta:
        icon = "user"
        label = _("Body map")


class NumberQuestionBlock(QuestionBlock):
    """A question answered by typing a number."""

    minimum = blocks.FloatBlock(required=False, label=_("Smallest number"))
    maximum = blocks.FloatBlock(required=False, label=_("Largest number"))
    unit = blocks.CharBlock(required=False, max_length=40, label=_("Unit"))
    bands = blocks.ListBlock(BandBlock(), default=[], label=_("Ranges that give points"))
    not_sure_label = blocks.CharBlock(
        required=False,
        max_length=80,
        label=_("Words of “not sure”"),
        help_text=_("Empty: nobody can say it."),
    )

    class Meta:
        icon = "order"
        label = _("Number")
        label_format = "{text}"
        form_classname = "intake-grid"
        form_layout = BlockGroup(
            children=["text", "hint", "why", "minimum", "maximum", "unit", "bands", "show_if"],
            settings=[
                "error", "short", "required", "not_sure_label", "about", "source", "key",
            ],
        )  # fmt: skip


class ScaleQuestionBlock(NumberQuestionBlock):
    """A question answered on a scale with words at its ends."""

    low_label = blocks.CharBlock(required=False, max_length=60, label=_("Words at the low end"))
    high_label = blocks.CharBlock(required=False, max_length=60, label=_("Words at the high end"))

    class Meta:
        icon = "sliders"
        label = _("Scale from 0 to 10")
        form_classname = "intake-grid"
        form_layout = BlockGroup(
            children=["text", "hint", "why", "low_label", "high_label", "bands", "show_if"],
            settings=[
                "error", "short", "required", "minimum", "maximum", "unit",
                "not_sure_label", "about", "source", "key",
            ],
        )  # fmt: skip


class TextQuestionBlock(QuestionBlock):
    """A question answered in the client's own words."""

    class Meta:
        icon = "pilcrow"
        label = _("Short text")
        label_format = "{text}"
        form_layout = BlockGroup(
            children=["text", "hint", "why", "show_if"],
            settings=["error", "short", "required", "about", "source", "key"],
        )


class LongTextQuestionBlock(TextQuestionBlock):
    """A longer text."""

    class Meta:
        icon = "doc-full"
        label = _("Long text")


class QuestionsBlock(blocks.StreamBlock):
    """The questions of a step, folded so that a long step can be seen whole."""

    single_choice = ChoiceQuestionBlock()
    multiple_choice = SeveralQuestionBlock()
    yes_no = YesNoQuestionBlock()
    body_map = BodyMapQuestionBlock()
    scale = ScaleQuestionBlock()
    number = NumberQuestionBlock()
    short_text = TextQuestionBlock()
    long_text = LongTextQuestionBlock()

    class Meta:
        collapsed = True


class StepBlock(KeyedBlock):
    """One page of the form."""

    key_source = "title"

    title = blocks.CharBlock(max_length=120, label=_("Heading of the page"))
    intro = blocks.TextBlock(required=False, label=_("Introduction"))
    questions = QuestionsBlock()
    ask_at_most = blocks.IntegerBlock(
        required=False,
        min_value=1,
        label=_("Ask at most how many"),
        help_text=_("Of those that apply, in the order below. Empty asks them all."),
    )
    exit_at = blocks.ChoiceBlock(
        choices=URGENCY_CHOICES,
        default=Urgency.EMERGENCY_NOW.value,
        label=_("End the questions after this step when the answers call for"),
    )

    class Meta:
        icon = "form"
        label = _("Step")
        label_format = "{title}"
        form_layout = BlockGroup(
            children=["title", "intro", "questions"], settings=["ask_at_most", "exit_at", "key"]
        )


class RedFlagRuleBlock(KeyedBlock):
    """A combination of answers that is a red flag."""

    key_source = "reason"
    opens_late = True

    reason = blocks.CharBlock(
        max_length=255, label=_("Reason"), help_text=_("Said to the client and to staff.")
    )
    urgency = blocks.ChoiceBlock(
        choices=URGENCY_CHOICES, default=Urgency.SAME_DAY.value, label=_("How urgent")
    )
    when = ConditionBlock(label=_("When this holds"))
    source = blocks.TextBlock(
        required=False, rows=2, label=_("Source"), help_text=_("Printed in the safety file.")
    )

    class Meta:
        icon = "warning"
        label = _("Red flag")
        label_format = "{reason} {when}"
        form_layout = BlockGroup(children=["reason", "urgency", "when"], settings=["source", "key"])


class PointRuleBlock(KeyedBlock):
    """A combination of answers that gives points."""

    key_source = "reason"
    opens_late = True

    reason = blocks.CharBlock(
        max_length=255, label=_("Reason"), help_text=_("Shown to staff in the ledger.")
    )
    points = PointsBlock()
    when = ConditionBlock(label=_("When this holds"))

    class Meta:
        icon = "plus-inverse"
        label = _("Points for a combination")
        label_format = "{reason} {when}"
        form_layout = BlockGroup(children=["reason", "points", "when"], settings=["key"])


class RuleBlock(KeyedBlock):
    """A routing rule; the first one that holds decides."""

    key_source = "reason"
    opens_late = True

    reason = blocks.CharBlock(
        max_length=255, label=_("Reason"), help_text=_("Said to the client and to staff.")
    )
    when = ConditionBlock(label=_("When this holds"))
    route = blocks.ChoiceBlock(choices=ROUTE_CHOICES, label=_("Leads to"))
    service = ServicePickBlock(required=False, label=_("Visit to book"))
    article = ArticlePickBlock(
        required=False,
        label=_("Article to read"),
        help_text=_("Empty: the article of the cause that stands out."),
    )
    see_within_days = blocks.IntegerBlock(
        required=False,
        min_value=1,
        max_value=365,
        label=_("See them within how many days"),
        help_text=_("Said to the client beside the free times. Empty: any time will do."),
    )
    review_after_days = blocks.IntegerBlock(
        required=False, min_value=1, max_value=365, label=_("Look again after how many days")
    )

    class Meta:
        icon = "redirect"
        label = _("Rule")
        form_classname = "intake-grid"
        label_format = "{reason} {when}"
        form_layout = BlockGroup(
            children=[
                "reason",
                "when",
                "route",
                "service",
                "see_within_days",
                "review_after_days",
                "article",
            ],
            settings=["key"],
        )


class NeedBlock(blocks.StructBlock):
    """Questions of which one must be answered before self-help may be advised."""

    questions = QuestionsPickBlock(label=_("Questions"))

    class Meta:
        icon = "tick-inverse"
        label = _("One of these must be answered")


class HazardBlock(blocks.StructBlock):
    """A way in which the questionnaire could harm, and what is done against it."""

    harm = blocks.CharBlock(max_length=255, label=_("What could happen"))
    cause = blocks.CharBlock(required=False, max_length=255, label=_("How it could come about"))
    control = blocks.TextBlock(required=False, rows=2, label=_("What is done against it"))

    class Meta:
        icon = "warning"
        label = _("Hazard")
        label_format = "{harm}"
