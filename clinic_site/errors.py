"""Error pages of the reference site; every handler answers every method."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 without asking the site, because the host name itself may be what is wrong."""
    return HttpResponse(_render_static("400.html"), status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403 in the site's own frame."""
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404 in the site's own frame."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without a request context, a query or the static files manifest."""
    return HttpResponse(_render_static("500.html"), status=500)


def _render_static(template_name: str) -> str:
    return render_to_string(template_name, {"static_url": settings.STATIC_URL})
