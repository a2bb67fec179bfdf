"""What every page needs to know about the clinic, kept in Django's cache: no health data."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from wagtail.models import Site

KEEP_SECONDS = 300
_GENERATION = "clinic-intake:site:generation"


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """The clinic's settings and the address of its intake page ("" when there is none)."""

    settings: Any
    intake_url: str


def facts_for(request: HttpRequest) -> SiteFacts:
    """Return the facts of the request's site, from the cache where they are."""
    found = getattr(request, "_clinic_facts", None)
    if found is None:
        generation = cache.get(_GENERATION, "")
        key = f"clinic-intake:site:{generation}:{request.get_host()}"
        found = cache.get(key)
        if found is None:
            found = _read(request)
            cache.set(key, found, KEEP_SECONDS)
        request._clinic_facts = found  # type: ignore[attr-defined]
    return found


def forget(**_kwargs: Any) -> None:
    """Let every page read the facts anew; also a receiver of Wagtail's page signals."""
    _begin_generation()
    # Once more when others can see the change: until then they may keep what was before it.
    transaction.on_commit(_begin_generation)


def _begin_generation() -> None:
    cache.set(_GENERATION, uuid4().hex, None)


def _read(request: HttpRequest) -> SiteFacts:
    from intake.models import ClinicSettings, IntakePage

    site = Site.find_for_request(request)
    if site is None:
        return SiteFacts(ClinicSettings(), "")
    # Not `for_site`, which would write a row on a GET.
    settings = ClinicSettings.objects.filter(site=site).first() or ClinicSettings(site=site)
    page = IntakePage.objects.first_of_site(site)
    return SiteFacts(settings, page.get_url(request) or "" if page else "")
