"""The reference site's home page."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from causes.models import CausePage
from clinic_site.home.blocks import HomeBody


class HomePageMixin(models.Model):
    """Fields and context of a clinic's home page, for any concrete page model."""

    headline = models.CharField(
        _("headline"),
        max_length=90,
        help_text=_("The large first line. Say what a person in pain can do here."),
    )
    lead = models.TextField(
        _("lead"),
        max_length=320,
        help_text=_("One or two sentences under the headline: who this is for, what they get."),
    )
    action_label = models.CharField(
        _("button"),
        max_length=40,
        default=_("Find out what to do"),
        help_text=_("The one action. Start with a verb. It opens the questions."),
    )
    action_note = models.CharField(
        _("note under the button"),
        max_length=140,
        blank=True,
        help_text=_("What it costs: minutes, what is asked, what is not."),
    )
    body = StreamField(
        HomeBody(),
        verbose_name=_("sections"),
        blank=True,
        help_text=_(
            "The page below its opening, from top to bottom. Each section can be used once."
        ),
    )

    opening_panels = [
        MultiFieldPanel(
            [
                FieldPanel("headline"),
                FieldPanel("lead"),
                FieldPanel("action_label"),
                FieldPanel("action_note"),
            ],
            heading=_("Opening"),
            help_text=_("What everybody sees first. Keep it to what fits a phone screen."),
        ),
        FieldPanel("body"),
    ]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `causes`, the published articles in tree order, for the causes section."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        context["causes"] = CausePage.objects.live().public_teasers()
        return context


class HomePage(HomePageMixin, Page):  # type: ignore[django-manager-missing]  # noqa: DJ008
    """The first page of the reference site."""

    content_panels = [*Page.content_panels, *HomePageMixin.opening_panels]
    max_count = 1
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("home page")
