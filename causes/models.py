"""The hub and its articles as concrete pages. Fields and behaviour are in `mixins`."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import chain, count
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    MultipleChooserPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.models import Orderable, Page, PageManager, PageViewRestriction, Site
from wagtail.query import PageQuerySet

from causes.mixins import CauseIndexMixin, CauseMixin
from causes.snippets import Author, Callout, PainRegion

if TYPE_CHECKING:
    from causes.shelf import Card, HubFacts

__all__ = [
    "Author",
    "Callout",
    "CauseIndexPage",
    "CausePage",
    "HubRegion",
    "PainRegion",
    "RelatedCause",
]


EDITING_FIELDS = (
    "draft_title",
    "expire_at",
    "expired",
    "first_published_at",
    "go_live_at",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "live_revision",
    "locked",
    "locked_at",
    "locked_by",
    "owner",
)
"""What a page holds for its editors and no reader sees."""


LONGEST_STEM = 75
"""How much of a slug becomes a key, so that a number still fits behind it."""


class CausePageQuerySet(PageQuerySet):
    """The words by which articles are found."""

    def for_cause(self, keys: Iterable[str]) -> Self:
        """The articles of the causes named; an alias is the article of none."""
        return self.filter(cause_key__in=list(keys), alias_of__isnull=True)

    def key_for(self, article: "CausePage") -> str:
        """A key for an article without one: that of its translations, or a free one like its slug.

        The words of a slug that is too long are cut.
        """
        translations = self.filter(translation_key=article.translation_key).exclude(cause_key="")
        inherited = translations.exclude(pk=article.pk).values_list("cause_key", flat=True).first()
        others = self.in_locale_of(article)
        stem = article.slug[:LONGEST_STEM]
        numbered = chain([inherited or stem], (f"{stem}-{number}" for number in count(2)))
        return next(key for key in numbered if not others.for_cause([key]).exists())

    def standing(self, pk: int) -> "CausePage | None":
        """A live article as it is stored, without its long texts; None for an alias."""
        own = self.live().filter(pk=pk, alias_of__isnull=True)
        return own.defer("body", "sources", "rendering").select_related("locale").first()

    def standing_at(self, pages: list[Any], *, descendants: bool) -> list["CausePage"]:
        """The live articles among the pages, and with `descendants` also those under them."""
        wanted = Q(pk__in=[page.pk for page in pages])
        for page in pages if descendants else ():
            wanted |= self.descendant_of_q(page)
        own = self.live().filter(wanted, alias_of__isnull=True)
        short = own.defer("body", "sources", "rendering").select_related("locale")
        return list(short.order_by("path")) if pages else []

    def replaces(self, article: "CausePage", leaving: Iterable[int]) -> bool:
        """Whether another public article of the language has the key and is not leaving too."""
        twins = self.live().in_locale_of(article).for_cause([article.cause_key])
        return twins.exclude(pk__in=list(leaving)).open_to_all().exists()

    @transaction.atomic
    def delete(self) -> Any:
        """Delete, or change nothing at all where one of them has to stay."""
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def on_shelf(self, pk: int) -> "CausePage | None":
        """A live article without what is not shown: its raw body and its editing."""
        statement, bound = _article_statement(self.db)
        values = [pk if value == _ANY_PK else value for value in bound]
        return next(iter(self.raw(statement, values)), None)

    def in_locale_of(self, article: "CausePage") -> Self:
        """Other articles in the language of this one."""
        return self.filter(locale_id=article.locale_id).exclude(pk=article.pk)

    def past_review(self, today: date) -> Self:
        """Return the published articles whose next review should have been."""
        return self.live().filter(next_review__lt=today)

    def titles(self) -> list[str]:
        """Return their titles, in the order of the tree."""
        return list(self.order_by("path").values_list("title", flat=True))

    def open_to_all(self) -> Self:
        """Articles nobody has to log in for, in the same query."""
        above = PageViewRestriction.objects.alias(
            reader=ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
        ).filter(reader__startswith=F("page__path"))
        return self.exclude(Exists(above))

    def public_teasers(self) -> Self:
        """Articles open to everyone, with no more than a teaser needs, in the editor's order."""
        return self.open_to_all().defer("body", "sources", "rendering").order_by("path")

    def rendered_by_others(self, fingerprint: str) -> Self:
        """Articles whose stored rendering was made by other templates or code."""
        return self.exclude(rendered_by=fingerprint)


_ANY_PK = -1


@cache
def _article_statement(database: str) -> tuple[str, tuple[Any, ...]]:
    """The query for one live article and its values, `_ANY_PK` standing for the article.

    Written once: writing it takes longer than running it.
    """
    article = CausePage.objects.live().filter(pk=_ANY_PK).order_by()
    query = article.defer("body", "sources", "topics", *EDITING_FIELDS).query
    statement, values = query.get_compiler(using=database).as_sql()
    return statement, tuple(values)


CausePageManager = PageManager.from_queryset(CausePageQuerySet)


class CauseIndexQuerySet(PageQuerySet):
    """The words by which hubs are found."""

    def shown_on(self, site: Site) -> Self:
        """The live hubs of a site, with what all their articles share."""
        return self.live().in_site(site).select_related("intake_page", "author")

    @transaction.atomic
    def delete(self) -> Any:
        """Delete, or change nothing at all where an article under one of them has to stay."""
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


CauseIndexManager = PageManager.from_queryset(CauseIndexQuerySet)


class CauseIndexPage(CauseIndexMixin, Page):  # type: ignore[django-manager-missing]
    """The hub of the articles."""

    subpage_types = ["causes.CausePage"]
    max_count_per_parent = 1
    template = "causes/cause_index_page.html"
    page_description = _("A hub that explains the pain and leads to an article for each cause.")

    objects = CauseIndexManager()  # type: ignore[django-manager-missing]

    content_panels = [
        *Page.content_panels,
        *CauseIndexMixin.hub_panels[:1],
        MultipleChooserPanel(
            "frequent_regions",
            chooser_field_name="region",
            label=_("Most frequent regions of pain"),
            help_text=_("Highlighted on the drawing and named beside it, in this order."),
        ),
        *CauseIndexMixin.hub_panels[1:],
    ]
    search_fields = [*Page.search_fields, *CauseIndexMixin.hub_search_fields]

    class Meta:
        verbose_name = _("causes hub")
        verbose_name_plural = _("causes hubs")

    def articles(self) -> CausePageQuerySet:
        """The articles under this hub."""
        return CausePage.objects.child_of(self)

    def facts(self, request: HttpRequest) -> "HubFacts":
        """What every article shows of this hub."""
        from causes.shelf import facts_of

        return facts_of(self, request)

    def frequent_pain_regions(self) -> list[PainRegion]:
        """The most frequent regions, in the editor's order."""
        return [row.region for row in self.frequent_regions.select_related("region")]


class HubRegion(Orderable):
    """A frequent region named on a hub."""

    page = ParentalKey(CauseIndexPage, on_delete=models.CASCADE, related_name="frequent_regions")
    region = models.ForeignKey(
        PainRegion, on_delete=models.CASCADE, related_name="+", verbose_name=_("region")
    )

    panels = [FieldPanel("region")]


class CausePage(CauseMixin, Page):  # type: ignore[django-manager-missing]
    """The article about one cause."""

    parent_page_types = ["causes.CauseIndexPage"]
    subpage_types: list[str] = []
    template = "causes/cause_page.html"
    page_description = _("An article about one cause of pain.")

    objects = CausePageManager()  # type: ignore[django-manager-missing]

    _shelf_hub_id: int | None = None

    content_panels = [*Page.content_panels, *CauseMixin.cause_panels]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Article")),
            ObjectList(
                [
                    *CauseMixin.evidence_panels,
                    MultipleChooserPanel(
                        "related_causes",
                        chooser_field_name="related",
                        label=_("Related causes"),
                        help_text=_("Only causes this one leads to, or comes from."),
                    ),
                ],
                heading=_("Evidence and links"),
            ),
            ObjectList([*Page.promote_panels, FieldPanel("cause_key")], heading=_("Promote")),
            ObjectList([PublishingPanel()], heading=_("Settings")),
        ]
    )
    search_fields = [*Page.search_fields, *CauseMixin.cause_search_fields]

    class Meta:
        verbose_name = _("cause article")
        verbose_name_plural = _("cause articles")

    def hub(self) -> CauseIndexPage | None:
        """The hub the article stands under; None for one that stands elsewhere or nowhere yet."""
        parent = self.get_parent() if self.path else None
        specific = parent.specific if parent else None
        return specific if isinstance(specific, CauseIndexPage) else None

    def place_on_shelf(self, *, hub_id: int) -> None:
        """Remember that the shelf knows this article: it is public, and its hub is known."""
        self._shelf_hub_id = hub_id

    def get_view_restrictions(self) -> "QuerySet[PageViewRestriction]":
        """No restrictions, without asking again, for an article from the shelf."""
        if self._shelf_hub_id is not None:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def surroundings(
        self, request: HttpRequest, *, unsaved: bool
    ) -> tuple["HubFacts | None", list["Card"]]:
        """Facts of the hub and cards of related articles; in a preview the unsaved choice."""
        from causes.shelf import shelf_for

        shelf = shelf_for(request)
        if self._shelf_hub_id is not None:
            return shelf.hubs[self._shelf_hub_id], shelf.cards_of(shelf.related.get(self.pk, ()))
        hub = self.hub()
        chosen = [row.related_id for row in self.related_causes.all()]
        return hub.facts(request) if hub else None, shelf.cards_of(chosen)


class RelatedCauseQuerySet(models.QuerySet["RelatedCause"]):
    """The words by which links between articles are found."""

    def pairs_of(self, article_ids: Iterable[int]) -> "QuerySet[RelatedCause, tuple[int, int]]":
        """Article and related article, in the editor's order."""
        pairs = self.filter(page_id__in=list(article_ids)).order_by("page_id", "sort_order")
        return pairs.values_list("page_id", "related_id")


class RelatedCause(Orderable):
    """A link the editor draws from one article to another."""

    page = ParentalKey(CausePage, on_delete=models.CASCADE, related_name="related_causes")
    related = models.ForeignKey(
        CausePage, on_delete=models.CASCADE, related_name="named_by", verbose_name=_("article")
    )

    objects = RelatedCauseQuerySet.as_manager()

    panels = [FieldPanel("related")]
