"""What a clinic's rules say (kinds of visit, hours, rooms), read once by each process.

Rules change some times a week and are asked about at each look and each booking. Whatever is at
hand carries the generation of rules it was read in, and is believed for `generation.KEEP` at most,
should a process die between a change and its new generation. Inside a transaction, where what was
just written counts, and without a cache that all processes share, the database is asked.

The rows are shared by all threads of a process: nobody changes them.
"""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection

from causes.generation import is_shared
from intake.booking import generation

Read = TypeVar("Read")

MOST = 200
"""How many answers are at hand at once: kinds of visit times places times two days."""

_at_hand: dict[tuple[object, ...], tuple[str, float, Any]] = {}


def at_hand(asked: tuple[object, ...], read: Callable[[], Read]) -> Read:
    """Return the answer of `read`, a query of rules alone, that `asked` names among all others."""
    if connection.in_atomic_block or not is_shared():
        return read()
    current = generation.of_rules()
    if current is None:
        return read()
    known, until, answer = _at_hand.get(asked, ("", 0.0, None))
    if known == current and time.monotonic() < until:
        found: Read = answer
        return found
    made = read()
    if len(_at_hand) >= MOST:
        _at_hand.clear()
    _at_hand[asked] = (current, time.monotonic() + generation.KEEP.total_seconds(), made)
    return made
