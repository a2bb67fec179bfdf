"""System checks of the articles."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

MIDDLEWARE = "causes.cache.ArticleCacheMiddleware"
PER_PROCESS = "django.core.cache.backends.locmem.LocMemCache"


@register(Tags.caches, deploy=True)
def check_article_cache_is_shared(**_kwargs: Any) -> list[CheckMessage]:
    """Warn when a change made in one process cannot reach the kept answers of another."""
    backend = settings.CACHES.get("default", {}).get("BACKEND")
    if MIDDLEWARE not in settings.MIDDLEWARE or backend != PER_PROCESS:
        return []
    return [
        Warning(
            "The article cache lives in one process, so other processes may show old articles "
            "for up to ten minutes.",
            hint="Use a shared cache as CACHES['default'], such as the file or database cache.",
            id="causes.W001",
        )
    ]
