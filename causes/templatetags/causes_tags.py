"""Template tags of the articles: the drawn body, and data for search engines."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from causes import bodymap, drawing, reading

register = template.Library()

_OUTLINE_DRAWN = "causes-outline-drawn"
_JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def _needs_outline(context: Context) -> bool:
    """Whether this drawing is the first of the page, and so has to define the outline."""
    page: dict[Any, Any] = context.render_context.dicts[0]
    first = _OUTLINE_DRAWN not in page
    page[_OUTLINE_DRAWN] = True
    return first


@register.simple_tag
def check_url(page: Any, facts: Any) -> str:
    """Return where "Check whether this fits you" leads; it says which article it was on."""
    if facts is None or not facts.intake_url:
        return ""
    return f"{facts.intake_url}?{urlencode({'from': page.cause_key})}"


@register.simple_tag(takes_context=True)
def reading_script(context: Context, page: Any) -> SafeString:
    """Load the script that counts readings, where another app counts them; not in a preview."""
    counter = reading.counter()
    request = context.get("request")
    if counter is None or not page.live or getattr(request, "is_preview", False):
        return SafeString("")
    return format_html(
        '<script type="module" src="{}" data-read="{}"></script>',
        static(counter.script),
        counter.address(page.cause_key),
    )


@register.inclusion_tag("causes/components/body_outline.html", takes_context=True)
def body_outline(context: Context) -> dict[str, Any]:
    """Define the outline that every drawing of the page uses, before the first of them."""
    return {"outline": _needs_outline(context)}


@register.inclusion_tag("causes/components/body_map.html", takes_context=True)
def body_map(
    context: Context,
    regions: Iterable[str],
    title: str = "",
    names: dict[str, str] | None = None,
    outline: bool = True,
) -> dict[str, Any]:
    """Draw the body from both sides with the regions highlighted, and name them beside it."""
    drawn = drawing.whole_body(regions, names or {})
    return drawn | {"title": title, "outline": outline and _needs_outline(context)}


@register.inclusion_tag("causes/components/body_picker.html", takes_context=True)
def body_picker(context: Context, options: Iterable[Any]) -> dict[str, Any]:
    """Draw the body from both sides with places to press; each option has value, id and text.

    The drawing repeats the list of options for those who point. The list is what counts.
    """
    choices = [(option.value, option.id, option.text) for option in options]
    return drawing.picker(choices) | {"outline": _needs_outline(context)}


@register.inclusion_tag("causes/components/body_detail.html", takes_context=True)
def body_detail(context: Context, regions: Iterable[str]) -> dict[str, Any]:
    """Draw the part of the body where the regions are, small and decorative."""
    return drawing.detail(regions) | {"outline": _needs_outline(context)}


@register.filter
def region_names(regions: Iterable[str]) -> list[str]:
    """The names of the regions, in the order given."""
    return [gettext(region.label) for region in bodymap.known(regions or [])]


@register.simple_tag(takes_context=True)
def medical_page_data(context: Context, page: Any) -> SafeString:
    """Describe the page to search engines as JSON-LD; a data block, which no browser runs."""
    reviewed = getattr(page, "last_reviewed", None)
    data = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": page.seo_title or page.title,
        "description": page.search_description or page.summary,
        "url": page.full_url,
        "inLanguage": get_language(),
        "lastReviewed": reviewed.isoformat() if reviewed else None,
        "dateModified": page.last_published_at.isoformat() if page.last_published_at else None,
        "audience": {"@type": "MedicalAudience", "audienceType": "Patient"},
    }
    text = json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False)
    safe = mark_safe(text.translate(_JSON_ESCAPES))  # noqa: S308 - <, > and & are escaped above
    return format_html('<script type="application/ld+json">{}</script>', safe)
