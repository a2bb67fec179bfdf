"""Which submissions belong to a name, an e-mail address, a phone number or a reference.

No name is kept with the answers: other apps say which answers belong to whom, by keyed digests.
"""

from collections.abc import Callable, Iterable

Finder = Callable[[str], Iterable[int]]
"""Text as somebody says it on the phone → keys of submissions; exact, never a part of a word."""

MOST = 200
"""How many submissions one search finds at most."""

_finders: dict[str, Finder] = {}


def register(name: str, finder: Finder) -> None:
    """Add or replace who finds submissions, such as "booking"."""
    _finders[name] = finder


def find(text: str) -> list[int]:
    """Return the keys of the submissions that belong to a text, the newest first."""
    found = {pk for finder in _finders.values() for pk in finder(text)}
    return sorted(found, reverse=True)[:MOST]
