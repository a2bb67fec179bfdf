"""Answers for anonymous readers of articles, kept in Django's cache until anything changes."""

import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from wagtail.views import serve

from causes import generation, shelf
from causes.mixins import PUBLIC_MARK

KEEP_SECONDS = 600
BROWSER_POLICY = {"public": True, "max_age": 0, "must_revalidate": True}
_SAFE_VARY = {"cookie", "accept-encoding"}
_PRIVATE_POLICY = ("private", "no-store", "no-cache")


class Entry(NamedTuple):
    """A kept answer: the generation it belongs to, its headers and its bytes."""

    generation: str
    headers: dict[str, str]
    content: bytes


class ArticleCacheMiddleware:
    """Answers anonymous readers of public articles before any query; finds articles in one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not generation.is_shared():
            raise MiddlewareNotUsed("The article cache needs a cache that all processes share.")
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer from the cache, or from the site and keep the answer when it may be kept."""
        if not is_anonymous_reading(request):
            return self.get_response(request)
        key = generation.key_for("answer", request, request.path)
        now = generation.current()
        entry: Entry | None = cache.get(key)
        if entry is not None and entry.generation == now:
            return answer(request, entry)
        response = self.get_response(request)
        if request.method == "GET" and may_be_kept(request, response):
            return answer(request, keep(key, now, response))
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_args: Any, **_kwargs: Any
    ) -> None:
        """Show Wagtail the way to an article, where the shelf knows it."""
        if view is serve and request.method in ("GET", "HEAD"):
            shelf.guide(request)


def is_anonymous_reading(request: HttpRequest) -> bool:
    """Whether the request could be anybody's: no session, query, preview or language."""
    telling = {settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages"}
    return (
        request.method in ("GET", "HEAD")
        and not settings.DEBUG
        and not request.META.get("QUERY_STRING")
        and not request.META.get("HTTP_AUTHORIZATION")
        and not getattr(request, "is_dummy", False)
        and telling.isdisjoint(request.COOKIES)
    )


def may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer is a public article that would be the same for every anonymous reader."""
    policy = response.get("Cache-Control", "").lower()
    vary = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return (
        bool(getattr(response, PUBLIC_MARK, False))
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and not any(word in policy for word in _PRIVATE_POLICY)
        and vary <= _SAFE_VARY
        and not getattr(request, "_csp_nonce", None)
    )


def keep(key: str, now: str, response: HttpResponseBase) -> Entry:
    """Store an answer under the generation that was current before it was made."""
    assert isinstance(response, HttpResponse)
    patch_vary_headers(response, ["Cookie"])
    patch_cache_control(response, **BROWSER_POLICY)
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["Content-Length"] = str(len(response.content))
    entry = Entry(now, dict(response.items()), response.content)
    cache.set(key, entry, KEEP_SECONDS)
    return entry


def answer(request: HttpRequest, entry: Entry) -> HttpResponseBase:
    """The kept answer, without its bytes for a HEAD or for a reader who has them already."""
    content = b"" if request.method == "HEAD" else entry.content
    response = HttpResponse(content, headers=entry.headers)
    conditional = get_conditional_response(request, etag=entry.headers["ETag"], response=response)
    return conditional or response
