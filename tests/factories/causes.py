"""A hub and articles with little in them, and values of every block."""

import json
from typing import Any

from wagtail.models import Locale, Page, Site

from causes.models import CauseIndexPage, CausePage, PainRegion, RelatedCause

Json = dict[str, Any]

SECTION: Json = {
    "type": "section",
    "value": {"heading": "What it is", "text": "<p>A tight muscle.</p>", "origin": "page"},
}
MISLEADS: Json = {
    "type": "misleads",
    "value": {"heading": "What misleads", "text": "<p>The hip joint.</p>", "origin": "research"},
}
CAUTION: Json = {
    "type": "caution",
    "value": {"heading": "Careful with", "text": "<p>Sit-ups.</p>", "origin": "research"},
}
SELF_TEST: Json = {
    "type": "self_test",
    "value": {
        "title": "Toe touch",
        "steps": ["Stand up.", "Bend."],
        "suggests": "Short hamstrings.",
        "caveat": "It proves nothing.",
        "stop_if": "Stop at leg pain.",
        "origin": "page",
    },
}
EXERCISE: Json = {
    "type": "exercise",
    "value": {
        "title": "Bridge",
        "dose": "Two sets of 8",
        "steps": ["Lift your hips."],
        "stop_if": "Stop at cramps.",
        "origin": "research",
    },
}
CARE_CARD: Json = {
    "type": "care_card",
    "value": {"level": "emergency", "heading": "Call 911 now if:", "items": ["You cannot walk."]},
}
BODY = [SECTION, SELF_TEST, MISLEADS, CAUTION, EXERCISE, CARE_CARD]
SOURCES: list[Json] = [
    {"type": "source", "value": {"label": "Tufo 2012, JAOA 112:522", "note": "Slow rising."}}
]


def make_hub(**fields: Any) -> CauseIndexPage:
    """A live hub under the default site's home page."""
    fields = {"title": "Pain", "slug": "pain", "summary": "It often moves."} | fields
    home = Site.objects.get(is_default_site=True).root_page
    hub = home.add_child(instance=CauseIndexPage(**fields))
    hub.save_revision().publish()
    return CauseIndexPage.objects.get(pk=hub.pk)


def make_article(hub: CauseIndexPage, slug: str = "knot", **fields: Any) -> CausePage:
    """A live article with one block of each kind."""
    defaults = {
        "title": slug.title(),
        "slug": slug,
        "summary": "A knot that hurts.",
        "teaser": f"About the {slug}.",
        "regions": ["buttock", "groin"],
        "body": json.dumps(BODY),
        "sources": json.dumps(SOURCES),
    }
    article = Page.objects.get(pk=hub.pk).add_child(instance=CausePage(**(defaults | fields)))
    article.save_revision().publish()
    return CausePage.objects.get(pk=article.pk)


def relate(article: CausePage, others: list[CausePage]) -> None:
    """Name the others as related to the article, in this order, and publish."""
    links = [RelatedCause(related=other, sort_order=i) for i, other in enumerate(others)]
    article.related_causes.set(links)
    article.save_revision().publish()


def make_region(key: str = "buttock", **fields: Any) -> PainRegion:
    """The clinic's words for a region."""
    return PainRegion.objects.create(key=key, locale=Locale.get_default(), **fields)
