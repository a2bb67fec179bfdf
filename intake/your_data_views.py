"""What is kept about a client, for the client: see it, take it along, ask to stop or to erase."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from intake import moments, privacy_actions, subjects
from intake.models import PrivacyRequest
from intake.site_cache import facts_for
from intake.subjects import LinkGoneError

View = Callable[..., HttpResponse]
FILENAME = "what-we-keep"


def with_link(view: View) -> View:
    """Hand kind and record of a signed link to a view; say kindly when it opens nothing."""

    @wraps(view)
    def inner(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            kind, record = subjects.open_link(token)
        except LinkGoneError:
            gone = {"new_link": subjects.new_link_address()}
            response = render(request, "intake/your_data_gone.html", gone, status=404)
        else:
            response = view(request, kind, record, token, **kwargs)
        # Not "no-referrer": with it browsers send "Origin: null", which the CSRF check refuses.
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    hidden = sensitive_post_parameters()(sensitive_variables()(inner))
    return cache_control(private=True, no_store=True)(hidden)


@with_link
@require_safe
def show(request: HttpRequest, kind: str, record: Any, token: str) -> HttpResponse:
    """Show everything that is kept, with the ways to take it along and to have it erased."""
    context = _context(kind, record) | {"token": token}
    return render(request, "intake/your_data.html", context)


@with_link
@require_safe
def download(
    request: HttpRequest, kind: str, record: Any, token: str, *, form: str
) -> HttpResponse:
    """Send everything that is kept as a file: JSON for machines, HTML for people."""
    zone = facts_for(request).settings.zone
    context = _context(kind, record) | {"as_of": moments.lasting_words(timezone.now(), zone)}
    if form == "json":
        plain = [{"title": each.title, "rows": list(each.rows)} for each in context["sections"]]
        options = {"ensure_ascii": False, "indent": 2}
        response: HttpResponse = JsonResponse({"sections": plain}, json_dumps_params=options)
    else:
        response = render(request, "intake/your_data_file.html", context)
    response["Content-Disposition"] = f'attachment; filename="{FILENAME}.{form}"'
    return response


@with_link
@require_POST
def ask(request: HttpRequest, kind: str, record: Any, token: str, *, what: str) -> HttpResponse:
    """Note that the client withdraws their consent or wants everything erased."""
    privacy_actions.ask(
        kind=PrivacyRequest.Kind(what),
        kind_of_record=kind,
        reference=record.reference,
        now=timezone.now(),
    )
    return redirect("intake:your_data", token)


def _context(kind: str, record: Any) -> dict[str, Any]:
    return {
        "sections": list(subjects.subject_of(kind).sections(record)),
        "reference": record.reference,
        "asked": PrivacyRequest.objects.waiting().about(kind, record.reference),
    }
