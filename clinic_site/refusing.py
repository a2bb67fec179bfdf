"""A refused page of the admin says so, with status 403, where Wagtail leads home with a notice."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext

FORBIDDEN = 403
# Wagtail's own words, in its own translation; nothing else tells a refusal from a way home.
WAGTAILS_NOTICE = "Sorry, you do not have permission to access this area."


class RefusedMiddleware:
    """Put it after the middleware of messages: Wagtail's refusal is known by its notice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say of a refusal what was refused and whom to ask."""
        response = self.get_response(request)
        if response.get("Location") != reverse("wagtailadmin_home") or not _was_refused(request):
            return response
        return render(request, "admin_refused.html", status=FORBIDDEN)


def _was_refused(request: HttpRequest) -> bool:
    notice = escape(gettext(WAGTAILS_NOTICE))
    return any(notice in str(message) for message in messages.get_messages(request))
