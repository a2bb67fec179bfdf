"""Two lists of named things: what went, what came, what stayed, what moved."""

from itertools import permutations

import pytest

from intake.engine.matching import match, named


def moved(old: str, new: str) -> list[tuple[str, str | None]]:
    return list(match(old, new, str).moved)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("abc", "abc", []),
        ("abc", "cab", [("c", None)]),
        ("abc", "bca", [("a", "c")]),
        ("abcd", "acbd", [("c", "a")]),
        ("abcde", "ebcda", [("e", None), ("a", "d")]),
        ("abc", "axc", []),
        ("ab", "xba", [("b", "x")]),
        ("", "", []),
    ],
)
def test_as_few_things_as_possible_move(
    old: str, new: str, expected: list[tuple[str, str | None]]
) -> None:
    assert moved(old, new) == expected


def test_what_went_came_and_stayed_keeps_its_order() -> None:
    found = match("abcd", "dxby", str)
    assert found.removed == ("a", "c")
    assert found.added == ("x", "y")
    assert found.kept == (("d", "d"), ("b", "b"))


def test_a_key_used_twice_is_matched_by_its_turn() -> None:
    assert list(named("aba", str)) == [("a", 0), ("b", 0), ("a", 1)]
    assert list(named("aaa", str)) == [("a", 0), ("a", 1), ("a", 2)]
    assert match("aba", "ab", str).removed == ("a",)
    assert match("ab", "aba", str).added == ("a",)
    assert moved("aab", "baa") == [("b", None)]


def test_every_order_is_reached_by_the_fewest_moves() -> None:
    for order in permutations("abcd"):
        longest = max(
            sum(1 for _ in run)
            for size in range(5)
            for run in [r for r in permutations(order, size) if _is_kept(r, order)] or [()]
        )
        assert len(moved("abcd", "".join(order))) == 4 - longest


def _is_kept(run: tuple[str, ...], order: tuple[str, ...]) -> bool:
    places = [order.index(letter) for letter in run]
    return places == sorted(places) and list(run) == sorted(run)
