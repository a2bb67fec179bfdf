"""Seeds what can be read: regions, call-outs, the author, the hub and its articles.

Only what is missing is made, so a second run leaves every edit alone.
"""

import datetime
import json
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from wagtail.models import Locale, Site

from causes.actions import refresh_renderings
from causes.models import (
    Author,
    Callout,
    CauseIndexPage,
    CausePage,
    HubRegion,
    PainRegion,
    RelatedCause,
)

CONTENT = Path(__file__).resolve().parents[1] / "content"
READING_ORDER = (
    "iliopsoas-syndrome",
    "postural-distortion",
    "piriformis-syndrome",
    "tight-leg-muscles",
    "trigger-points",
    "si-joint-dysfunction",
    "tensor-fascia-lata",
)
COPIED = (
    "title",
    "slug",
    "seo_title",
    "search_description",
    "summary",
    "teaser",
    "regions",
    "regions_note",
    "image_credit",
)


@transaction.atomic
def seed(*, now: datetime.datetime, content: Path = CONTENT) -> None:
    """Make what is missing; review dates count from now."""
    locale = Locale.get_default()
    _regions(_read(content / "regions.yaml"), locale)
    callouts = _callouts(_read(content / "callouts.yaml"), locale)
    author = _author(_read(content / "author.yaml"), locale)
    hub = _hub(_read(content / "hub.yaml"), callouts, author)
    _articles([_read(content / "causes" / f"{slug}.yaml") for slug in READING_ORDER], hub, now)
    refresh_renderings()


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _regions(rows: list[dict[str, str]], locale: Locale) -> None:
    for order, row in enumerate(rows):
        wording = {"label": row["label"], "description": row["description"], "sort_order": order}
        PainRegion.objects.get_or_create(key=row["key"], locale=locale, defaults=wording)


def _callouts(rows: list[dict[str, str]], locale: Locale) -> dict[str, Callout]:
    made = [
        Callout.objects.get_or_create(
            key=row["key"],
            locale=locale,
            defaults={name: row[name] for name in ("title", "text", "button", "url")},
        )
        for row in rows
    ]
    return {callout.key: callout for callout, _created in made}


def _author(row: dict[str, str], locale: Locale) -> Author:
    found = Author.objects.filter(locale=locale).first()
    return found or Author.objects.create(locale=locale, **row)


def _hub(content: dict[str, Any], callouts: dict[str, Callout], author: Author) -> CauseIndexPage:
    found = CauseIndexPage.objects.first()
    if found is not None:
        return found
    hub = CauseIndexPage(
        **{name: content[name] for name in COPIED[:5]},
        author=author,
        body=json.dumps([_piece(part, callouts) for part in content["body"]]),
    )
    _home().add_child(instance=hub)
    regions = {region.key: region for region in PainRegion.objects.filter(locale=hub.locale)}
    hub.frequent_regions.set(
        [HubRegion(region=regions[key], sort_order=i) for i, key in enumerate(content["regions"])]
    )
    hub.save_revision().publish()
    return hub


def _home() -> Any:
    return Site.objects.get(is_default_site=True).root_page


def _piece(part: dict[str, Any], callouts: dict[str, Callout]) -> dict[str, Any]:
    value: Any = {name: part[name] for name in part if name != "type"}
    if part["type"] == "callout":
        value = callouts[part["key"]].pk
    if part["type"] == "cause_list":
        value = None
    return {"type": part["type"], "value": value}


def _articles(contents: list[dict[str, Any]], hub: CauseIndexPage, now: datetime.datetime) -> None:
    new = [content for content in contents if not CausePage.objects.for_cause([content["slug"]])]
    for content in new:
        hub.add_child(instance=_article(content, now.date()))
    pages = {page.cause_key: page for page in CausePage.objects.child_of(hub)}
    for content in new:
        page = pages[content["slug"]]
        page.related_causes.set(
            [
                RelatedCause(related=pages[key], sort_order=i)
                for i, key in enumerate(content["related"])
            ]
        )
        page.save_revision().publish()


def _article(content: dict[str, Any], today: datetime.date) -> CausePage:
    sources = [{"type": "source", "value": source} for source in content["sources"]]
    return CausePage(
        **{name: content[name] for name in COPIED},
        cause_key=content["slug"],
        body=json.dumps([_piece(part, {}) for part in content["body"]]),
        sources=json.dumps(sources),
        last_reviewed=today - datetime.timedelta(days=content["reviewed_days_ago"]),
        next_review=today + datetime.timedelta(days=content["next_review_in_days"]),
        live=False,
    )


def connect_intake(page: Any) -> None:
    """Let every “Check whether this fits you” lead to the page, where an editor chose none."""
    for hub in CauseIndexPage.objects.filter(intake_page=None):
        hub.intake_page = page
        hub.save_revision().publish()
