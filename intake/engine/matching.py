"""Two lists of named things side by side: what went, what came, what stayed, what moved."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
Name = tuple[str, int]
"""A key, and how many of that key came before: a draft may use one twice."""


@dataclass(frozen=True, slots=True)
class Match(Generic[Thing]):
    """What became of a list. `moved` pairs a thing with the one now before it, or None."""

    removed: tuple[Thing, ...]
    added: tuple[Thing, ...]
    kept: tuple[tuple[Thing, Thing], ...]
    moved: tuple[tuple[Thing, Thing | None], ...]


def match(old: Iterable[Thing], new: Iterable[Thing], key: Callable[[Thing], str]) -> Match[Thing]:
    """Match two lists by key; as few things as possible count as moved."""
    before, after = named(old, key), named(new, key)
    kept = [name for name in after if name in before]
    stayed = _longest_rising([list(before).index(name) for name in kept])
    things = list(after.values())
    moved = []
    for place, name in enumerate(kept):
        if place not in stayed:
            here = list(after).index(name)
            moved.append((after[name], things[here - 1] if here else None))
    return Match(
        removed=tuple(thing for name, thing in before.items() if name not in after),
        added=tuple(thing for name, thing in after.items() if name not in before),
        kept=tuple((before[name], after[name]) for name in kept),
        moved=tuple(moved),
    )


def named(things: Iterable[Thing], key: Callable[[Thing], str]) -> dict[Name, Thing]:
    """Return the things by name, in their order."""
    seen: Counter[str] = Counter()
    found: dict[Name, Thing] = {}
    for thing in things:
        found[key(thing), seen[key(thing)]] = thing
        seen[key(thing)] += 1
    return found


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Return the places of a longest rising run of different numbers, gaps allowed."""
    ends: list[int] = []
    lowest: list[int] = []
    before: list[int | None] = []
    for place, number in enumerate(numbers):
        length = bisect_left(lowest, number)
        before.append(ends[length - 1] if length else None)
        lowest[length : length + 1] = [number]
        ends[length : length + 1] = [place]
    run: set[int] = set()
    at: int | None = ends[-1] if ends else None
    while at is not None:
        run.add(at)
        at = before[at]
    return run
