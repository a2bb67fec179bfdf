"""Lint looks at every list, at the very ends, and names what it found by the right name."""

from dataclasses import replace

import pytest

from intake.engine.language import Answered
from intake.engine.lint import lint
from intake.engine.types import Option, PointRule, Questionnaire, RedFlagRule, Urgency
from tests.engine.forms import AGE, GOOD, PLACES, codes, with_last

POINT = PointRule("twice", Answered("where"), (("care", 1),), "Both.")
FLAGGED = RedFlagRule("twice", Answered("where"), Urgency.SAME_DAY, "It is there.", "Me")
TWICE: dict[str, Questionnaire] = {
    "totals": replace(GOOD, totals=(*GOOD.totals, GOOD.totals[1])),
    "point rules": replace(GOOD, point_rules=(POINT, POINT)),
    "red flag rules": replace(GOOD, red_flag_rules=(FLAGGED, FLAGGED)),
    "rules": replace(GOOD, rules=(*GOOD.rules, GOOD.rules[0])),
}


@pytest.mark.parametrize(("place", "questionnaire"), TWICE.items(), ids=list(TWICE))
def test_a_key_used_twice_is_found_in_the_list_it_stands_in(
    place: str, questionnaire: Questionnaire
) -> None:
    assert ("duplicate_key", place) in codes(questionnaire)


def test_a_key_used_twice_is_counted() -> None:
    [problem] = lint(replace(GOOD, point_rules=(POINT,) * 3))
    assert problem.message.startswith("The key “twice” is used 3 times.")


def idle(count: int) -> str:
    """Return what is said of so many options of one question that change nothing."""
    more = (Option(f"o{number}", f"O{number}") for number in range(count))
    [problem] = lint(with_last(None, replace(PLACES, options=(*PLACES.options, *more)), AGE))
    return problem.message.partition(",")[0] if count == 1 else problem.message


def test_options_without_use_are_named_up_to_four() -> None:
    assert idle(1) == "“O0” gives no points"
    assert idle(2).startswith("“O0” and “O1” give no points")
    assert idle(4).startswith("“O0”, “O1”, “O2” and “O3” give no points")
    assert idle(5).startswith("“O0”, “O1”, “O2”, “O3” and 1 more give no points")
