"""Who counts how often an article is read. Another app may; this room knows only its address."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counter:
    """The script that counts, as a static file, and where it counts an article by its cause key."""

    script: str
    address: Callable[[str], str]


_counters: list[Counter] = []


def register(script: str, address: Callable[[str], str]) -> None:
    """Let an app count readings; the last one that asks does."""
    _counters[:] = [Counter(script, address)]


def counter() -> Counter | None:
    """Return who counts, None when nobody does."""
    return _counters[0] if _counters else None
