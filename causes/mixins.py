"""Fields and behaviour of the two page types, for any base page a project may have."""

from typing import Any

import swapper
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.search import index

from causes.blocks import ArticleBody, HubBody, SourceList
from causes.fields import RegionKeysField
from causes.guards import edit_problems, kept_from_closing
from causes.rendering import Rendering, fingerprint, may_be_stored, outline_of, render, topics_of

swapper.set_app_prefix("wagtailcore", "wagtail")

PUBLIC_MARK = "is_public_article"


class PublicReadingMixin(models.Model):
    """A page that looks the same to every anonymous reader, so its answer may be kept."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer as any page, marked for the article cache."""
        response = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        setattr(response, PUBLIC_MARK, True)
        return response

    @property
    def private_page_options(self) -> list[str]:
        """The ways to close the page to readers; none while something leads clients to it."""
        return [] if kept_from_closing(self) else super().private_page_options  # type: ignore[misc]


class CauseIndexMixin(PublicReadingMixin):
    """The hub: an answer in two sentences, the regions, the causes, what next."""

    summary = models.TextField(
        _("summary"), blank=True, help_text=_("The answer in two sentences. Shown under the title.")
    )
    body = StreamField(
        HubBody(),
        blank=True,
        verbose_name=_("body"),
        help_text=_("Emergency and urgent cards are shown first, call-outs after the causes."),
    )
    intake_page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("intake page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Where “Check whether this fits you” leads. Empty: no such button."),
    )
    author = models.ForeignKey(
        "causes.Author",
        verbose_name=_("author"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    hub_panels = [
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [PageChooserPanel("intake_page"), FieldPanel("author")],
            heading=_("Shared by all articles"),
        ),
    ]
    hub_search_fields = [index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        abstract = True

    def articles(self) -> Any:
        """The articles of this hub, as a queryset; the concrete page says of which model."""
        raise NotImplementedError

    def frequent_pain_regions(self) -> list[Any]:
        """The most frequent regions, in the editor's order; none unless the concrete page says."""
        return []

    def facts(self, request: HttpRequest) -> Any:
        """Address, trail, intake address and author, as templates show them."""
        raise NotImplementedError

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the hub shows, in the order it is read."""
        context = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        parts = list(self.body)
        soon = ("emergency", "urgent")
        regions = self.frequent_pain_regions()
        first = [p for p in parts if p.block_type == "care_card" and p.value["level"] in soon]
        callouts = [p for p in parts if p.block_type == "callout"]
        context |= {
            "facts": self.facts(request),
            "care_cards": first,
            "parts": [p for p in parts if p not in first and p not in callouts],
            "places_list": any(p.block_type == "cause_list" for p in parts),
            "callouts": [p.value for p in callouts if p.value],
            "outline": outline_of(self.body),
            "regions": regions,
            "region_keys": [region.key for region in regions],
            "region_labels": {region.key: region.name for region in regions},
            "teasers": list(self.articles().live().public_teasers()),
        }
        return context


class CauseMixin(PublicReadingMixin):
    """One cause of pain: what a person can read about it."""

    cause_key = models.SlugField(
        _("key"),
        max_length=80,
        blank=True,
        help_text=_("Joins the article to the questionnaire. Empty: the slug of the page."),
    )
    summary = models.TextField(
        _("summary"),
        blank=True,
        help_text=_("What it is, in two sentences. Shown under the title."),
    )
    teaser = models.CharField(
        _("teaser"), max_length=200, blank=True, help_text=_("One line for lists of articles.")
    )
    regions = RegionKeysField(
        verbose_name=_("where it is felt"), help_text=_("Highlighted on the drawing of the body.")
    )
    regions_note = models.TextField(
        _("where it is felt, in words"), blank=True, help_text=_("One or two sentences.")
    )
    body = StreamField(ArticleBody(), blank=True, verbose_name=_("body"))
    sources = StreamField(SourceList(), blank=True, verbose_name=_("sources"))
    last_reviewed = models.DateField(_("last reviewed"), null=True, blank=True)
    next_review = models.DateField(
        _("next review"), null=True, blank=True, help_text=_("When someone should read it again.")
    )
    image_credit = models.CharField(_("picture credit"), max_length=200, blank=True)
    rendering = models.JSONField(default=dict, editable=False, serialize=False)
    rendered_by = models.CharField(max_length=64, default="", editable=False, serialize=False)
    topics = models.JSONField(default=dict, editable=False, serialize=False)

    cause_panels = [
        FieldPanel("summary"),
        FieldPanel("teaser"),
        MultiFieldPanel(
            [FieldPanel("regions"), FieldPanel("regions_note")], heading=_("Where it is felt")
        ),
        FieldPanel("body"),
    ]
    evidence_panels = [
        FieldPanel("sources"),
        MultiFieldPanel(
            [FieldPanel("last_reviewed"), FieldPanel("next_review")], heading=_("Review")
        ),
        FieldPanel("image_credit"),
    ]
    cause_search_fields = [
        index.SearchField("summary", boost=2),
        index.SearchField("teaser"),
        index.SearchField("body"),
        index.FilterField("cause_key"),
    ]

    class Meta:
        abstract = True

    # A copy is another article: `clean` gives it a key of its own, and a translation its old one.
    exclude_fields_in_copy = ["cause_key"]

    # The base page brings these; the mixin is abstract so that a project can choose its own.
    slug: Any
    alias_of_id: Any
    translation_key: Any
    locale_id: Any
    get_default_locale: Any

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save, with the body rendered once more unless the body is not what is saved."""
        if kwargs.get("update_fields") is None:
            self.store_rendering()
        return super().save(*args, **kwargs)

    def clean(self) -> None:
        """Give the article a key, and refuse one that a live article of the language has.

        An alias keeps the key of its source: it is never the article of a cause.
        Raises ValidationError.
        """
        super().clean()
        articles: Any = type(self)._default_manager
        if not self.alias_of_id:
            self.cause_key = self.cause_key or articles.key_for(self)
            twins = articles.in_locale_of(self).for_cause([self.cause_key])
            if twins.live().exists():
                raise ValidationError({"cause_key": _("Choose a key that no other article has.")})
        for field, problem in edit_problems(self).items():
            raise ValidationError({field: problem} if field else problem)
        if self.last_reviewed and self.next_review and self.next_review <= self.last_reviewed:
            raise ValidationError({"next_review": _("Choose a date after the last review.")})

    def store_rendering(self) -> None:
        """Put on the page where its topics stand, and its rendering when that may be kept."""
        if self.locale_id is None:
            self.locale = self.get_default_locale()
        keep = may_be_stored(self)
        self.topics = topics_of(self.body)
        self.rendering = render(self) if keep else {}
        self.rendered_by = fingerprint() if keep else ""

    def current_rendering(self, *, live: bool) -> Rendering:
        """The stored rendering while it is valid; a fresh one otherwise, or when asked for live."""
        if not live and self.rendered_by == fingerprint():
            return self.rendering
        return render(self)

    def surroundings(self, request: HttpRequest, *, unsaved: bool) -> tuple[Any, list[Any]]:
        """Facts of the hub (or None) and cards of related articles; the concrete page says."""
        raise NotImplementedError

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the article shows."""
        context = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        preview = getattr(request, "is_preview", False)
        facts, related = self.surroundings(request, unsaved=preview)
        context |= {
            "facts": facts,
            "related": related,
            "rendering": self.current_rendering(live=preview),
        }
        return context
