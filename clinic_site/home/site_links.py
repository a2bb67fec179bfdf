"""Addresses the site's header shows, kept in Django's cache."""

from django.http import HttpRequest
from wagtail.models import Site

from causes import generation
from causes.models import CauseIndexPage

KEEP_SECONDS = 300


def causes_url(request: HttpRequest) -> str:
    """Return the address of the site's first published causes page, or "" without one."""
    return generation.kept("links", request, _read_causes_url, seconds=KEEP_SECONDS)


def _read_causes_url(request: HttpRequest) -> str:
    site = Site.find_for_request(request)
    hub = site and CauseIndexPage.objects.live().public().in_site(site).first()
    return (hub.get_url(request) or "") if hub else ""
