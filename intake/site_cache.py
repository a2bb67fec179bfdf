"""What every page needs to know about the clinic, kept in Django's cache: no health data."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from wagtail.models import Site

from causes import generation

KEEP_SECONDS = 300


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """The clinic's settings and the address of its intake page ("" when there is none)."""

    settings: Any
    intake_url: str


def facts_for(request: HttpRequest) -> SiteFacts:
    """Return the facts of the request's site, from the cache where they are."""
    found: SiteFacts | None = getattr(request, "_clinic_facts", None)
    if found is None:
        found = generation.kept("clinic", request, _read, seconds=KEEP_SECONDS)
        request._clinic_facts = found  # type: ignore[attr-defined]
    return found


def _read(request: HttpRequest) -> SiteFacts:
    from intake.models import ClinicSettings, IntakePage

    site = Site.find_for_request(request)
    if site is None:
        return SiteFacts(ClinicSettings(), "")
    # Not `for_site`, which would write a row on a GET.
    settings = ClinicSettings.objects.filter(site=site).first() or ClinicSettings(site=site)
    page = IntakePage.objects.first_of_site(site)
    return SiteFacts(settings, page.get_url(request) or "" if page else "")
