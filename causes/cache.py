"""Answers for anonymous readers of articles, kept in Django's cache until anything changes.

An entry carries the generation it was made in. Every change of published content starts a new
generation (`receivers`), so no entry has to be found and deleted. A generation is a random word:
one lost by the cache can never come back.
"""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

PUBLIC_MARK = "is_public_article"
KEEP_SECONDS = 600
BROWSER_POLICY = {"public": True, "max_age": 0, "must_revalidate": True}
_GENERATION = "causes:generation"
_SAFE_VARY = {"cookie", "accept-encoding"}
_PRIVATE_POLICY = ("private", "no-store", "no-cache")


class Entry(NamedTuple):
    """A kept answer: the generation it belongs to, its headers and its bytes."""

    generation: str
    headers: dict[str, str]
    content: bytes


class ArticleCacheMiddleware:
    """Answers anonymous GET and HEAD of public articles before any query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer from the cache, or from the site and keep the answer when it may be kept."""
        if not is_anonymous_reading(request):
            return self.get_response(request)
        key = entry_key(request)
        found = cache.get_many([_GENERATION, key])
        generation = found.get(_GENERATION) or start_generation()
        entry: Entry | None = found.get(key)
        if entry is not None and entry.generation == generation:
            return answer(request, entry)
        response = self.get_response(request)
        if request.method == "GET" and may_be_kept(request, response):
            return answer(request, keep(key, generation, response))
        return response


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


def keep(key: str, generation: str, response: HttpResponseBase) -> Entry:
    """Store an answer under the generation that was current before it was made."""
    assert isinstance(response, HttpResponse)
    patch_vary_headers(response, ["Cookie"])
    patch_cache_control(response, **BROWSER_POLICY)
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["Content-Length"] = str(len(response.content))
    entry = Entry(generation, dict(response.items()), response.content)
    cache.set(key, entry, KEEP_SECONDS)
    return entry


def answer(request: HttpRequest, entry: Entry) -> HttpResponseBase:
    """The kept answer, without its bytes for a HEAD or for a reader who has them already."""
    content = b"" if request.method == "HEAD" else entry.content
    response = HttpResponse(content, headers=entry.headers)
    conditional = get_conditional_response(request, etag=entry.headers["ETag"], response=response)
    return conditional or response


def entry_key(request: HttpRequest) -> str:
    """Name of the entry for an address of this build of the site."""
    address = f"{build()}:{request.scheme}://{request.get_host()}{request.path}"
    return f"causes:article:{hashlib.sha256(address.encode()).hexdigest()}"


def start_generation() -> str:
    """Begin a new generation, which makes every kept answer worthless, and return its name."""
    generation = uuid4().hex
    cache.set(_GENERATION, generation, None)
    return generation


def purge() -> None:
    """Forget every kept answer as soon as the current transaction is visible to others."""
    transaction.on_commit(start_generation)


@lru_cache(maxsize=1)
def build() -> str:
    """Digest of the templates, code and style sheets served, so that a deploy starts anew."""
    digest = hashlib.sha256()
    for path in _own_files():
        digest.update(path.read_bytes())
    digest.update(str(getattr(staticfiles_storage, "manifest_hash", "")).encode())
    return digest.hexdigest()


def _own_files() -> list[Path]:
    """Templates and code of the project's own apps and template folders, in a stable order."""
    folders = [Path(folder) for engine in settings.TEMPLATES for folder in engine.get("DIRS", [])]
    folders += [
        Path(app.path)
        for app in apps.get_app_configs()
        if not app.name.startswith(("wagtail", "django"))
    ]
    files = {
        path
        for folder in folders
        for pattern in ("*.html", "*.py", "*.mo")
        for path in folder.rglob(pattern)
    }
    return sorted(files)
