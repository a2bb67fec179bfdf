"""Counts that an article was read: a day and a cause key, and nothing about who read it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from intake import counting
from intake.articles import known_cause

NOTHING = 204


# A page that is cached for everybody carries no token; a forged request can only add to a number.
@csrf_exempt
@require_POST
def read(request: HttpRequest, key: str) -> HttpResponse:
    """Count one reading of an article that exists."""
    if not known_cause(key):
        raise Http404
    counting.add(kind="read", key=key, day=timezone.localdate())
    return HttpResponse(status=NOTHING)
