"""How staff get in and stay in: guessed passwords and idle browsers."""

import math
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

GetResponse = Callable[[HttpRequest], HttpResponse]
TOO_MANY = 429
SEEN = "staff_seen_at"
NOTED_EVERY = 60


def is_of_the_admin(request: HttpRequest) -> bool:
    """Tell whether a request is for Wagtail's admin; nothing else asks who is signed in."""
    return request.path.startswith(reverse("wagtailadmin_home"))


def locked_out(request: HttpRequest, _response: Any, _credentials: Any) -> HttpResponse:
    """Say to who entered too many wrong passwords how long to wait and what to do."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    context = {"minutes": math.ceil(seconds / 60)}
    response = render(request, "admin_locked_out.html", context, status=TOO_MANY)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "private, no-store"
    return response


class StaffSessionMiddleware:
    """Ends the session of staff who do nothing for STAFF_IDLE_MINUTES, and tells them so.

    What a page asks for by itself, such as news of the diary, keeps nobody signed in.
    """

    def __init__(self, get_response: GetResponse) -> None:
        if not settings.STAFF_IDLE_MINUTES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note that somebody is there, or say why they have to sign in again."""
        if not is_of_the_admin(request):
            return self.get_response(request)
        if request.user.is_authenticated:
            _stay(request)
            return self.get_response(request)
        had_session = bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
        response = self.get_response(request)
        to_login = response.get("Location", "").startswith(reverse("wagtailadmin_login"))
        if had_session and to_login:
            messages.info(request, _signed_out_words())
        return response


def _stay(request: HttpRequest) -> None:
    """Begin the minutes anew; no cookie outlives the browser, whatever was ticked at the login."""
    by_itself = request.method == "GET" and request.headers.get("Sec-Fetch-Dest") == "empty"
    pings = request.path.startswith(f"{reverse('wagtailadmin_home')}editing-sessions/")
    now = int(time.time())
    if not (by_itself or pings) and now - request.session.get(SEEN, 0) >= NOTED_EVERY:
        request.session[SEEN] = now
        request.session.set_expiry(0)


def _signed_out_words() -> str:
    minutes = settings.STAFF_IDLE_MINUTES
    words = ngettext(
        "You were signed out: nothing happened for %(minutes)s minute.",
        "You were signed out: nothing happened for %(minutes)s minutes.",
        minutes,
    )
    return f"{words % {'minutes': minutes}} {_('Sign in to go on where you were.')}"
