"""Points, the ledger, and which causes may be named."""

from dataclasses import replace
from typing import Any

import pytest

from intake.engine.answers import read_answers
from intake.engine.language import Condition, Includes, Not, TotalIs
from intake.engine.path import walk
from intake.engine.routing import decide
from intake.engine.types import (
    Band,
    Cite,
    Decision,
    Entry,
    Flag,
    Kind,
    Naming,
    Option,
    PointRule,
    Question,
    Questionnaire,
    Step,
    Total,
    TotalKind,
    Urgency,
)

WHERE = Question(
    key="where",
    kind=Kind.MULTIPLE,
    text="Where?",
    options=(
        Option("front", "Front", points=(("hip", 3),)),
        Option("side", "Side", points=(("back", -1), ("hip", 1))),
        Option("rear", "Rear", points=(("back", 3),)),
        Option("none", "None of these", exclusive=True),
    ),
)
PAIN = Question(
    key="pain",
    kind=Kind.SCALE,
    text="How bad?",
    minimum=0,
    maximum=10,
    bands=(Band(at_least=4, below=7, points=(("care", 1),)), Band(7, None, (("care", 2),))),
)
SOON, TODAY = Urgency.SEE_PHYSICIAN_SOON, Urgency.SAME_DAY
CAUSES = tuple(Total(key, key.title(), TotalKind.CAUSE) for key in ("hip", "back"))


def form(*point_rules: PointRule, naming: Naming | None = None) -> Questionnaire:
    return Questionnaire(
        key="form",
        title="Form",
        steps=(Step("where", "Where", (WHERE,)), Step("pain", "Pain", (PAIN,))),
        totals=(*CAUSES, Total("care", "Care", TotalKind.CARE)),
        point_rules=point_rules,
        naming=naming or Naming(),
        default_reason="Ask us.",
    )


def decided(questionnaire: Questionnaire, **raw: Any) -> Decision:
    return decide(questionnaire, read_answers(questionnaire, raw)[0])


def test_every_point_has_a_line_in_the_ledger() -> None:
    decision = decided(form(), where=["front", "side"], pain=5)
    assert decision.ledger == (
        Entry("where", "front", "hip", 3),
        Entry("where", "side", "back", -1),
        Entry("where", "side", "hip", 1),
        Entry("pain", "", "care", 1),
    )
    assert dict(decision.totals) == {"hip": 4, "back": -1, "care": 1}


@pytest.mark.parametrize(("pain", "points"), [(3, None), (4, 1), (6, 1), (6.9, 1), (7, 2)])
def test_a_band_begins_with_its_first_number_and_ends_before_its_last(
    pain: float, points: int | None
) -> None:
    assert dict(decided(form(), pain=pain).totals).get("care") == points


def two_places(condition: Condition | None = None) -> PointRule:
    when = condition or Includes("where", ("front", "rear"), count=2)
    return PointRule("two_places", when, (("care", 2),))


def test_a_combination_gives_its_points_once() -> None:
    assert dict(decided(form(two_places()), where=["front"]).totals).get("care") is None
    decision = decided(form(two_places()), where=["front", "rear"], pain=5)
    assert dict(decision.totals)["care"] == 3
    assert Entry("where", "", "care", 2, rule="two_places") in decision.ledger


def test_a_combination_that_no_longer_holds_gives_nothing() -> None:
    calm = PointRule("calm", Not(TotalIs("care", 1)), (("care", 5),))
    questionnaire = form(calm)
    first = walk(questionnaire, read_answers(questionnaire, {"where": ["front"]})[0])
    assert first.situation.totals["care"] == 5
    assert dict(decided(questionnaire, where=["front"], pain=9).totals)["care"] == 2


def test_combinations_do_not_read_each_others_points() -> None:
    one = PointRule("one", Includes("where", ("front",)), (("care", 4),))
    two = PointRule("two", TotalIs("care", 4), (("care", 4),))
    for rules in ((one, two), (two, one)):
        assert dict(decided(form(*rules), where=["front"]).totals)["care"] == 4


def test_a_cause_is_named_from_the_minimum_on() -> None:
    assert decided(form(), where=["front"]).top_cause is None
    assert decided(form(), where=["front"]).closest_cause == "hip"
    assert decided(form(), where=["front", "side"]).top_cause == "hip"


def test_a_cause_close_to_the_top_is_also_possible() -> None:
    near = decided(form(naming=Naming(minimum=3)), where=["front", "rear"])
    assert [(cause.key, cause.named) for cause in near.causes] == [("hip", True), ("back", True)]
    far = decided(form(naming=Naming(minimum=3, margin=1)), where=["front", "side", "rear"])
    assert [(cause.key, cause.named) for cause in far.causes] == [("hip", True), ("back", False)]


def test_equal_causes_keep_the_order_of_the_definition() -> None:
    decision = decided(form(naming=Naming(minimum=3)), where=["rear", "front"])
    assert decision.top_cause == "hip"


def test_naming_no_cause_gives_points_of_its_own() -> None:
    naming = Naming(unclear_points=(("care", 1),))
    assert dict(decided(form(naming=naming), where=["front"]).totals)["care"] == 1
    assert "care" not in dict(decided(form(naming=naming), where=["front", "side"]).totals)


def test_points_for_naming_no_cause_stand_in_the_ledger_without_a_question() -> None:
    naming = Naming(unclear_points=(("care", 1),))
    assert decided(form(naming=naming), where=["side"]).ledger[-1] == Entry(
        "", "", "care", 1, rule="unclear"
    )


def test_a_cause_just_within_the_margin_is_also_possible_and_one_point_counts() -> None:
    near = decided(form(naming=Naming(minimum=3, margin=2)), where=["front"])
    assert [(cause.key, cause.points, cause.named) for cause in near.causes] == [("hip", 3, True)]
    side = replace(WHERE.options[1], points=(("back", 1), ("hip", 0)))
    where = replace(WHERE, options=(WHERE.options[0], side, *WHERE.options[2:]))
    both = replace(
        form(naming=Naming(minimum=3, margin=2)), steps=(Step("where", "Where", (where,)),)
    )
    ranked = decided(both, where=["front", "side"]).causes
    assert [(cause.key, cause.points, cause.named) for cause in ranked] == [
        ("hip", 3, True),
        ("back", 1, True),
    ]
    strict = replace(both, naming=Naming(minimum=3, margin=1))
    assert not decided(strict, where=["front", "side"]).causes[1].named


def test_a_red_flag_cites_the_option_or_the_number_that_raised_it() -> None:
    where = replace(WHERE, options=(replace(WHERE.options[0], flag=SOON), *WHERE.options[1:]))
    pain = replace(PAIN, bands=(Band(at_least=7, flag=TODAY), Band(below=7)))
    flagged = replace(form(), steps=(Step("all", "All", (where, pain)),))
    assert decided(flagged, where=["front"], pain=7).flags == (
        Flag(SOON, "", "", (Cite("where", ("front",)),)),
        Flag(TODAY, "", "", (Cite("pain", (), 7),)),
    )
    assert decided(flagged, where=["side"], pain=6).flags == ()
