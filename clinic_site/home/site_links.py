"""Addresses the site's header shows, kept in Django's cache."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from wagtail.models import Site

from causes.models import CauseIndexPage

KEEP_SECONDS = 300
_GENERATION = "clinic-site:links:generation"


def causes_url(request: HttpRequest) -> str:
    """Return the address of the site's first published causes page, or "" without one."""
    key = f"clinic-site:links:{cache.get(_GENERATION, 0)}:{request.get_host()}"
    found: str | None = cache.get(key)
    if found is None:
        found = _read_causes_url(request)
        cache.set(key, found, KEEP_SECONDS)
    return found


def forget(**_kwargs: Any) -> None:
    """Let every page read the addresses anew; a receiver of Wagtail's page signals."""
    cache.set(_GENERATION, cache.get(_GENERATION, 0) + 1, None)


def _read_causes_url(request: HttpRequest) -> str:
    site = Site.find_for_request(request)
    hub = site and CauseIndexPage.objects.live().public().in_site(site).first()
    return (hub.get_url(request) or "") if hub else ""
