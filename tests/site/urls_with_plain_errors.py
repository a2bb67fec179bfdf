"""The addresses of the site, with refusals of few words: walks meet hundreds, and know them well.

The pages that clients and staff see instead are tested in test_errors.py and test_signing_in.py.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse

from clinic_site.urls import handler400, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def handler403(request: HttpRequest, exception: Any) -> HttpResponse:
    """Say no."""
    return HttpResponse("Refused", status=403)


def handler404(request: HttpRequest, exception: Any) -> HttpResponse:
    """Say that there is nothing."""
    return HttpResponse("Not found", status=404)
