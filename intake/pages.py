"""The page that hosts a questionnaire: what happens, how long it takes, what is kept."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from intake.models.questionnaire import Questionnaire
from intake.models.version import QuestionnaireVersion


class IntakePageQuerySet(PageQuerySet):
    """Pages that host a questionnaire, in the clinic's words."""

    def first_of_site(self, site: Any) -> Any:
        """Return the first live intake page of a site, or None."""
        return self.live().public().in_site(site).order_by("path").first()


class IntakePageMixin(RoutablePageMixin, models.Model):
    """Fields and routes of a page that hosts a questionnaire; the steps have views of their own.

    The start page is a page of the tree, with its privacy, locale and preview. The steps are
    plain views (`intake.urls`), because finding a page in the tree costs more than a whole step.
    """

    questionnaire = models.ForeignKey(
        Questionnaire,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("questionnaire"),
    )
    intro = RichTextField(
        _("what happens"),
        blank=True,
        features=["bold", "italic", "link", "ul", "ol"],
        help_text=_("Shown before the first question: what the client gets and how it goes."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("how many minutes it takes"), default=5, help_text=_("An honest guess for most people.")
    )
    kept = RichTextField(
        _("what is kept"),
        blank=True,
        features=["bold", "italic", "link", "ul"],
        help_text=_("Who reads the answers, how long they are kept, how to have them deleted."),
    )
    consent_text = models.CharField(
        _("consent to keep answers"),
        max_length=400,
        default=(
            "I agree that the clinic keeps my answers to work out what I can do next. "
            "I can ask for them to be deleted at any time."
        ),
        help_text=_("The exact text is stored with each consent."),
    )

    intake_panels = [
        FieldPanel("questionnaire"),
        FieldPanel("intro"),
        FieldPanel("minutes"),
        MultiFieldPanel([FieldPanel("kept"), FieldPanel("consent_text")], heading=_("Privacy")),
    ]

    class Meta:
        abstract = True

    @path("", name="start")
    def start(self, request: HttpRequest) -> HttpResponse:
        """Show what happens; a POST begins."""
        from intake import views

        return views.start(request, self)

    @property
    def current_version(self) -> QuestionnaireVersion | None:
        """The version a client who starts now is asked, or None."""
        return QuestionnaireVersion.objects.current_of(self.questionnaire_id)


class IntakePage(IntakePageMixin, Page):  # noqa: DJ008 - Page has its own __str__
    """A page at which a client starts the questions."""

    objects = PageManager.from_queryset(IntakePageQuerySet)()  # type: ignore[django-manager-missing]

    template = "intake/start.html"
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, *IntakePageMixin.intake_panels]

    class Meta:
        verbose_name = _("intake page")
        verbose_name_plural = _("intake pages")
