"""Writes of the articles that no editor asked for."""

from causes.generation import purge
from causes.models import CausePage
from causes.rendering import fingerprint


def refresh_renderings() -> int:
    """Render anew every article whose stored body other templates made; return how many."""
    outdated = list(CausePage.objects.rendered_by_others(fingerprint()))
    for article in outdated:
        article.store_rendering()
    CausePage.objects.bulk_update(outdated, ["rendering", "rendered_by", "topics"])
    purge()
    return len(outdated)
