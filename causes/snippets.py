"""Small shared texts an editor writes once: regions of pain, product call-outs, the author."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin

from causes import bodymap
from causes.fields import region_choices


class PainRegion(TranslatableMixin, models.Model):
    """The clinic's own words for one region of the body map."""

    key = models.CharField(
        _("region of the body map"),
        max_length=40,
        choices=region_choices,
        help_text=_("Which part of the drawing these words describe."),
    )
    label = models.CharField(
        _("name"),
        max_length=80,
        blank=True,
        help_text=_("What a client would call it. Empty: the name of the body map."),
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("One sentence that helps to find the place.")
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [
        FieldPanel("key"),
        FieldPanel("label"),
        FieldPanel("description"),
        FieldPanel("sort_order"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("pain region")
        verbose_name_plural = _("pain regions")
        ordering = ["sort_order", "key"]
        constraints = [
            models.UniqueConstraint(fields=["key", "locale"], name="causes_region_once_a_locale")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The clinic's name for the region, or the body map's."""
        region = bodymap.REGIONS.get(self.key)
        return self.label or (gettext(region.label) if region else self.key)


class Callout(TranslatableMixin, models.Model):
    """A product the clinic points to: a title, a text and one button."""

    key = models.SlugField(_("key"), max_length=80, help_text=_("A short name for imports."))
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), help_text=_("Two sentences at most."))
    button = models.CharField(
        _("words on the button"), max_length=60, help_text=_("Begin with a verb.")
    )
    url = models.URLField(_("web address"))

    panels = [
        FieldPanel("title"),
        FieldPanel("text"),
        FieldPanel("button"),
        FieldPanel("url"),
        FieldPanel("key"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("call-out")
        verbose_name_plural = _("call-outs")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["key", "locale"], name="causes_callout_once_a_locale")
        ]

    def __str__(self) -> str:
        return self.title


class Author(TranslatableMixin, models.Model):
    """The person behind the articles."""

    name_label = models.CharField(
        _("name or profession"), max_length=120, help_text=_("First line of the author box.")
    )
    role = models.CharField(_("role"), max_length=160, blank=True)
    text = models.TextField(_("about"), blank=True, help_text=_("Two or three sentences."))

    panels = [FieldPanel("name_label"), FieldPanel("role"), FieldPanel("text")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name_label"]

    def __str__(self) -> str:
        return self.name_label
