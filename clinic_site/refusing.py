"""A refused page of the admin says so, with status 403, where Wagtail leads home with a notice."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
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
        if response.get("Location") != reverse("wagtailadmin_home"):
            return response
        kept = list(messages.get_messages(request))
        others = [message for message in kept if not _is_refusal(message)]
        if len(others) == len(kept):
            _keep(request)
            return response
        here = {"url": "", "label": gettext("This page is not open to you")}
        context = {"messages": others, "breadcrumbs_items": [here]}
        return render(request, "admin_refused.html", context, status=FORBIDDEN)


def _keep(request: HttpRequest) -> None:
    """Let messages that were only looked at be shown on the next page."""
    storage = messages.get_messages(request)
    if isinstance(storage, BaseStorage):
        storage.used = False


def _is_refusal(message: Any) -> bool:
    notice = escape(gettext(WAGTAILS_NOTICE))
    return notice in str(message)
