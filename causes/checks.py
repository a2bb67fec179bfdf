"""System checks of the articles."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

MIDDLEWARE = "causes.cache.ArticleCacheMiddleware"
PER_PROCESS = "django.core.cache.backends.locmem.LocMemCache"


@register(Tags.caches, deploy=True)
def check_article_cache_is_shared(**_kwargs: Any) -> list[CheckMessage]:
    """Warn when the article cache stays off, because no process could tell another of a change."""
    backend = settings.CACHES.get("default", {}).get("BACKEND")
    if MIDDLEWARE not in settings.MIDDLEWARE or backend != PER_PROCESS:
        return []
    return [
        Warning(
            "The article cache is off: CACHES['default'] is not shared between processes.",
            hint="Use a shared cache, such as Django's file or database cache.",
            id="causes.W001",
        )
    ]
