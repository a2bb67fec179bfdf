"""The known bugs of booking systems: each has a test that carries its number."""

import re

import pytest

from tests.repository.source import ROOT

DOUBLE_BOOKINGS = {f"b{number}" for number in range(1, 25)}
CLOCK_CHANGES = {f"d{number}" for number in range(1, 22)}


@pytest.fixture(scope="module")
def numbers() -> set[str]:
    """Return the numbers that the names of tests begin with."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    return set(re.findall(r"^ *def test_([bd]\d+)_", "\n".join(texts), re.MULTILINE))


def test_every_known_way_to_book_twice_is_tested(numbers: set[str]) -> None:
    assert sorted(DOUBLE_BOOKINGS - numbers) == []


def test_every_known_trap_of_clock_changes_is_tested(numbers: set[str]) -> None:
    assert sorted(CLOCK_CHANGES - numbers) == []


def test_no_test_carries_a_number_that_stands_for_nothing(numbers: set[str]) -> None:
    assert sorted(numbers - DOUBLE_BOOKINGS - CLOCK_CHANGES) == []
