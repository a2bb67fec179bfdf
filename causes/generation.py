"""Which state of the published content is the current one.

Whatever is kept carries the generation it was made in. Every change of published content starts a
new one (`receivers`), so nothing has to be found and deleted. A generation is a random word: one
lost by the cache can never come back.
"""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

from django.apps import apps
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache, caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import transaction
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.template import engines
from django.utils.translation import get_language
from wagtail.models import Site

KEY = "causes:generation"
WEB_PORTS = {"http": 80, "https": 443}
Kept = TypeVar("Kept")


def is_shared() -> bool:
    """Whether every process sees the same cache, so that a change in one reaches all."""
    return not isinstance(caches["default"], LocMemCache)


def current() -> str:
    """The current generation; a new one when the cache has lost it."""
    return cache.get(KEY) or start()


def start() -> str:
    """Begin a new generation, which makes everything kept worthless, and return its name."""
    generation = uuid4().hex
    cache.set(KEY, generation, None)
    return generation


def purge() -> None:
    """Begin a new generation as soon as the current transaction is visible to others."""
    transaction.on_commit(start)


def key_for(kind: str, request: HttpRequest, path: str = "") -> str:
    """Name of something kept for an address, as served by this build of the site."""
    address = f"{build()}:{request.scheme}://{host_of(request)}{path}"
    return f"causes:{kind}:{hashlib.sha256(address.encode()).hexdigest()}"


def host_of(request: HttpRequest) -> str:
    """The host asked, with its port only where that tells sites apart.

    Anybody can ask with any port, and must not fill the cache with it.
    """
    name, port = split_domain_port(request.get_host())
    if not port:
        return name
    roots = [urlsplit(place.root_url) for place in Site.get_site_root_paths()]
    ports = {root.port or WEB_PORTS[root.scheme] for root in roots if root.hostname == name}
    if len(ports) < 2:
        return name
    return f"{name}:{port if int(port) in ports else 'any'}"


def kept(
    kind: str, request: HttpRequest, make: Callable[[HttpRequest], Kept], *, seconds: int
) -> Kept:
    """What was made for the site and language of the request in this generation, or a new one."""
    key, now = key_for(f"{kind}:{get_language()}", request), current()
    found: tuple[str, Kept] | None = cache.get(key)
    if found is not None and found[0] == now:
        return found[1]
    made = make(request)
    cache.set(key, (now, made), seconds)
    return made


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
    folders = [Path(folder) for engine in engines.all() for folder in engine.dirs]
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
