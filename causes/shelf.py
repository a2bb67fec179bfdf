"""What stands around an article, for a whole site: hub, author, neighbours and addresses.

Built by a handful of queries, kept in Django's cache for one generation. It holds public articles
only: what somebody has to log in for is found the long way, with every check of Wagtail's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.models import Site
from wagtail.url_routing import RouteResult

from causes import generation
from causes.drawing import draw_detail
from causes.models import CauseIndexPage, CausePage, RelatedCause

KEEP_SECONDS = 600
_ROUTE = "_wagtail_route_for_request"


@dataclass(frozen=True, slots=True)
class Step:
    """A page above: its address and title."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Card:
    """What a teaser of an article shows; its drawing needs the outline of the page."""

    url: str
    title: str
    teaser: str
    regions: tuple[str, ...]
    drawing: str


@dataclass(frozen=True, slots=True)
class AuthorBox:
    """What the author box shows."""

    name_label: str
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class HubFacts:
    """What every article of a hub shows of it; the trail begins at home."""

    url: str
    trail: tuple[Step, ...]
    intake_url: str
    author: AuthorBox | None

    @property
    def trail_above(self) -> tuple[Step, ...]:
        """The trail of the hub itself."""
        return self.trail[:-1]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Hubs, cards and related articles by primary key; hub and article by path."""

    hubs: dict[int, HubFacts]
    cards: dict[int, Card]
    related: dict[int, tuple[int, ...]]
    routes: dict[str, tuple[int, int]]

    def cards_of(self, ids: Iterable[int]) -> list[Card]:
        """The cards of the articles that are public, in the order given."""
        return [self.cards[pk] for pk in ids if pk in self.cards]


def shelf_for(request: HttpRequest) -> Shelf:
    """The shelf of the request's site, kept where the cache can be trusted."""
    found: Shelf | None = getattr(request, "_causes_shelf", None)
    if found is None:
        may_keep = generation.is_shared() and not settings.DEBUG
        found = (
            generation.kept("shelf", request, _build, seconds=KEEP_SECONDS)
            if may_keep
            else _build(request)
        )
        request._causes_shelf = found  # type: ignore[attr-defined]
    return found


def guide(request: HttpRequest) -> None:
    """Put the article of the path on the request, where Wagtail looks before it searches."""
    place = shelf_for(request).routes.get(request.path)
    article = CausePage.objects.on_shelf(place[1]) if place else None
    if place and article is not None:
        article.place_on_shelf(hub_id=place[0])
        setattr(request, _ROUTE, RouteResult(article))


def facts_of(hub: CauseIndexPage, request: HttpRequest) -> HubFacts:
    """The facts of a hub, also of one that is not public."""
    site = Site.find_for_request(request)
    home = site.root_page if site else None
    url = hub.get_url(request) or ""
    trail = [Step(url, hub.title)]
    if home and home.pk != hub.pk:
        trail.insert(0, Step(home.get_url(request) or "/", gettext("Home")))
    intake, author = hub.intake_page, hub.author
    return HubFacts(
        url=url,
        trail=tuple(trail),
        intake_url=(intake.get_url(request) or "") if intake and intake.live else "",
        author=AuthorBox(author.name_label, author.role, author.text) if author else None,
    )


def _build(request: HttpRequest) -> Shelf:
    """Read the public hubs and articles of the request's site."""
    shelf = Shelf(hubs={}, cards={}, related={}, routes={})
    site = Site.find_for_request(request)
    for hub in CauseIndexPage.objects.shown_on(site) if site else ():
        shelf.hubs[hub.pk] = facts_of(hub, request)
        for article in hub.articles().live().public_teasers():
            _put(shelf, hub, article, request)
    for page_id, related_id in RelatedCause.objects.pairs_of(shelf.cards):
        shelf.related[page_id] = (*shelf.related.get(page_id, ()), related_id)
    return shelf


def _put(shelf: Shelf, hub: CauseIndexPage, article: Any, request: HttpRequest) -> None:
    """Add one article."""
    url = article.get_url(request) or ""
    regions = tuple(article.regions)
    shelf.cards[article.pk] = Card(
        url, article.title, article.teaser, regions, draw_detail(regions)
    )
    shelf.routes[url] = (hub.pk, article.pk)
