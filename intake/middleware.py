"""Limits and brakes on the public pages of the intake and booking, in one place.

Whatever such a page answers, an error too, is kept by no cache: a new page cannot forget to say so.

Put it after the middleware of sessions and CSRF. What each address stands under is said in
`BY_VIEW` here and registered by booking for its own pages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from intake import bot_trap, conf, limiting, proof_of_work
from intake.access import client_address
from intake.limiting import TooOftenError

FOUND, TOO_MANY, AGAIN = 302, 429, 422
GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Brake:
    """What one page stands under: a rule for what is posted, one for a link, and the trap.

    `vain` is a rule for what is posted and leads no further, such as a wrong password.
    """

    post: str = ""
    vain: str = ""
    link: bool = False
    trap: bool = False


BY_VIEW: dict[str, Brake] = {
    "intake:read": Brake(post="read"),
    "intake:step": Brake(post="form"),
    "intake:check": Brake(post="form"),
    "intake:resume": Brake(post="form", link=True),
    "intake:again": Brake(post="form", link=True),
    "intake:again_now": Brake(link=True),
    "intake:your_data": Brake(link=True),
    "intake:your_data_file": Brake(link=True),
    "intake:your_data_ask": Brake(post="form", link=True),
    # Beside the wait for one user name: nobody tries many names from one address.
    "wagtailadmin_login": Brake(vain="password"),
    "wagtailadmin_password_reset": Brake(post="reset"),
}


def register(brakes: dict[str, Brake]) -> None:
    """Add what the pages of another app stand under, by the name of the view."""
    BY_VIEW.update(brakes)


class BrakeMiddleware:
    """Refuses who asks too often, and lets nobody guess links for long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and count a link that opened nothing and a form sent in vain."""
        response = _kept_by_nobody(request, self.get_response(request))
        if rule := _lost(request, response):
            try:
                limiting.spend(rule, client_address(request))
            except TooOftenError as error:
                return too_often(request, error)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse before anything is read or written."""
        brake = _brake(request)
        if brake is None:
            return None
        address = client_address(request)
        try:
            if brake.link:
                limiting.refuse_spent("guess", address)
                limiting.spend("link", address)
            if brake.vain and request.method == "POST":
                limiting.refuse_spent(brake.vain, address)
            if brake.post and request.method == "POST":
                limiting.spend(brake.post, address)
        except TooOftenError as error:
            return too_often(request, error)
        if brake.trap and request.method == "POST" and bot_trap.is_caught(request.POST):
            return send_again(request)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer where a view counted something itself, such as a contact."""
        return too_often(request, error) if isinstance(error, TooOftenError) else None


def too_often(request: HttpRequest, error: TooOftenError) -> HttpResponse:
    """Say how long to wait; what was typed is still in the browser."""
    minutes = -(-error.seconds // 60)
    response = render(request, "intake/too_often.html", {"minutes": minutes}, status=TOO_MANY)
    response["Retry-After"] = str(error.seconds)
    response["Cache-Control"] = "private, no-store"
    return response


def send_again(request: HttpRequest) -> HttpResponse:
    """Offer to send the same form once more, with one button."""
    context: dict[str, Any] = {
        "fields": bot_trap.fields_to_send_again(request.POST),
        "address": request.path,
    }
    if conf.proof_of_work():
        context |= {
            "wait_field": proof_of_work.WAITED,
            "waiting_since": proof_of_work.waiting_since(),
            "seconds": int(proof_of_work.WAIT.total_seconds()),
        }
    response = render(request, "intake/send_again.html", context, status=AGAIN)
    response["Cache-Control"] = "private, no-store"
    return response


def _kept_by_nobody(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    match = request.resolver_match
    if match and match.namespace in {name.partition(":")[0] for name in BY_VIEW}:
        patch_cache_control(response, private=True, no_store=True)
        response.headers.setdefault("X-Robots-Tag", "noindex")
    return response


def _lost(request: HttpRequest, response: HttpResponse) -> str:
    """Return the rule under which an answer counts, "" for none."""
    brake = _brake(request) or Brake()
    if brake.link and response.status_code in GONE:
        return "guess"
    is_through = response.status_code == FOUND
    return brake.vain if request.method == "POST" and not is_through else ""


def _brake(request: HttpRequest) -> Brake | None:
    match = request.resolver_match
    return BY_VIEW.get(match.view_name) if match else None
