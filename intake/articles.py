"""Which article a cause leads to."""

from collections.abc import Iterable

from causes.models import CausePage


def known_cause(key: str) -> str:
    """Return a cause key if a live article has it, else ""."""
    return key if key and CausePage.objects.live().for_cause([key]).exists() else ""


def articles_for(keys: Iterable[str], language: str) -> dict[str, CausePage]:
    """Return cause key → its live, public article in that language, where there is one."""
    wanted = list(keys)
    if not wanted:
        return {}
    pages = CausePage.objects.live().for_cause(wanted).public_teasers()
    found = pages.filter(locale__language_code=language).select_related("locale")
    return {page.cause_key: page for page in found}
