"""The sections an editor composes the home page from."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

PLAIN_FEATURES = ["bold", "italic", "link"]


class AudienceBlock(blocks.StructBlock):
    """Who this is for, as a few sentences a reader recognizes themselves in."""

    heading = blocks.CharBlock(max_length=80)
    points = blocks.ListBlock(
        blocks.CharBlock(max_length=160),
        min_num=1,
        max_num=6,
        help_text=_("One sentence each. Start with “You”."),
    )
    limit = blocks.CharBlock(
        max_length=240,
        required=False,
        help_text=_("Who this is not for, in one sentence. May be empty."),
    )

    class Meta:
        template = "home/blocks/audience.html"
        icon = "group"
        label = _("Who this is for")


class StepBlock(blocks.StructBlock):
    """One step of how the clinic works."""

    title = blocks.CharBlock(max_length=60, help_text=_("Start with a verb."))
    text = blocks.CharBlock(max_length=240)


class StepsBlock(blocks.StructBlock):
    """How it works, in numbered steps, ending with the one action."""

    heading = blocks.CharBlock(max_length=80)
    steps = blocks.ListBlock(StepBlock(), min_num=2, max_num=4)

    class Meta:
        template = "home/blocks/steps.html"
        icon = "list-ol"
        label = _("How it works")


class CausesBlock(blocks.StructBlock):
    """The published cause articles as teasers, in the order of the page tree."""

    heading = blocks.CharBlock(max_length=80)
    intro = blocks.CharBlock(max_length=300, required=False)

    class Meta:
        template = "home/blocks/causes.html"
        icon = "list-ul"
        label = _("Causes of pain")
        help_text = _("The articles appear by themselves once they are published.")


class PersonBlock(blocks.StructBlock):
    """The person behind the clinic."""

    heading = blocks.CharBlock(max_length=80)
    name = blocks.CharBlock(max_length=80, required=False)
    role = blocks.CharBlock(max_length=120)
    photo = ImageBlock(required=False)
    text = blocks.RichTextBlock(features=PLAIN_FEATURES)

    class Meta:
        template = "home/blocks/person.html"
        icon = "user"
        label = _("The person behind it")


class HomeBody(blocks.StreamBlock):
    """The home page below its opening; each section once."""

    audience = AudienceBlock()
    steps = StepsBlock()
    causes = CausesBlock()
    person = PersonBlock()

    class Meta:
        block_counts = {name: {"max_num": 1} for name in ("audience", "steps", "causes", "person")}
