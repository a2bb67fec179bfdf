"""The body of an article as HTML: made once when it is saved, trusted only while nothing changed.

A stored rendering carries a fingerprint of the templates, texts and code that made it. Bodies that
point at pages, documents or images are never stored, because their addresses change elsewhere.
"""

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, TypedDict

import wagtail
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import get_template
from django.utils import translation

BODY_TEMPLATE = "causes/_body.html"
MAP_TEMPLATE = "causes/_map.html"
TEMPLATES = (
    BODY_TEMPLATE,
    MAP_TEMPLATE,
    "causes/components/body_map.html",
    "causes/components/_body_figure.html",
    "causes/components/_body_shape.html",
    "causes/_contents.html",
    "causes/_sources.html",
    "causes/_reviewed.html",
    "causes/_review.html",
    "causes/_origin.html",
    "causes/_stop.html",
    "causes/_steps.html",
    "causes/components/care_card.html",
    "causes/components/_level_icon.html",
    *(
        f"causes/blocks/{name}.html"
        for name in ("section", "misleads", "caution", "self_test", "exercise", "care_card")
    ),
)
OUTLINED = ("section", "misleads", "caution")
_POINTS_ELSEWHERE = re.compile(r"linktype=|embedtype=|\"image\": \d")


class Rendering(TypedDict):
    """What a template needs of an article's body."""

    contents: str
    help: dict[str, str]
    map: str
    body: str
    sources: str
    reviewed: str
    review: str


def outline_of(body: Any) -> list[dict[str, str]]:
    """Anchor and heading of every part that belongs in the contents list."""
    return [
        {"anchor": child.value.anchor, "heading": child.value["heading"]}
        for child in body
        if child.block_type in OUTLINED and child.value.anchor
    ]


def topics_of(body: Any) -> dict[str, str]:
    """Topic → anchor of the first piece that speaks of it."""
    found: dict[str, str] = {}
    for child in body:
        anchor = getattr(child.value, "anchor", "")
        for topic in (child.value.get("speaks_of") or ()) if anchor else ():
            found.setdefault(topic, anchor)
    return found


def first_help(body: Any) -> dict[str, str]:
    """Anchor and heading of the most urgent care card; empty when there is none."""
    cards = [child.value for child in body if child.block_type == "care_card"]
    for card in cards:
        if card["level"] == "emergency" and card.anchor:
            return {"anchor": card.anchor, "heading": card["heading"]}
    return {}


def render(article: Any) -> Rendering:
    """Render an article's body and sources in the article's own language."""
    language = article.locale.language_code if article.locale_id else translation.get_language()
    with translation.override(language):
        days = {name: _day(article, name) for name in ("last_reviewed", "next_review")}
        return {
            "contents": _drawn("causes/_contents.html", outline=outline_of(article.body)),
            "map": _drawn(MAP_TEMPLATE, regions=article.regions),
            "help": first_help(article.body),
            "body": _drawn(BODY_TEMPLATE, body=article.body),
            "sources": _drawn("causes/_sources.html", sources=article.sources),
            "reviewed": _drawn("causes/_reviewed.html", **days),
            "review": _drawn("causes/_review.html", credit=article.image_credit, **days),
        }


def _drawn(template: str, **context: Any) -> str:
    return get_template(template).render(context)


def _day(article: Any, name: str) -> Any:
    """A date of the article, also where code wrote it as text."""
    return article._meta.get_field(name).to_python(getattr(article, name))


def may_be_stored(article: Any) -> bool:
    """Whether nothing but the article itself can change how its body looks."""
    raw = article._meta.get_field("body").get_prep_value(article.body)
    return not _POINTS_ELSEWHERE.search(json.dumps(raw, cls=DjangoJSONEncoder))


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Digest of everything but the article that shapes its rendering."""
    digest = hashlib.sha256(wagtail.__version__.encode())
    for name in TEMPLATES:
        digest.update(_source_of(name).read_bytes())
    for path in _source_files():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _source_of(name: str) -> Path:
    """The file a template is read from, in the project or in this app."""
    template: Any = get_template(name)
    return Path(template.origin.name)


def _source_files() -> list[Path]:
    """Code and catalogues that shape a rendering, in a stable order."""
    here = Path(__file__).parent
    catalogues = [here / "locale", *map(Path, settings.LOCALE_PATHS)]
    compiled = [path for folder in catalogues for path in folder.glob("*/LC_MESSAGES/django.mo")]
    own = ("blocks.py", "bodymap.py", "rendering.py", "drawing.py", "topics.py")
    return [*(here / name for name in own), *sorted(compiled)]
