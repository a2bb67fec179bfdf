"""The one evaluator of the one condition language."""

import pytest

from intake.engine.conditions import Situation, cites, holds, leaves, questions_of
from intake.engine.language import (
    AllOf,
    Answered,
    AnyOf,
    Condition,
    Includes,
    Leading,
    Not,
    NumberIs,
    TotalIs,
)
from intake.engine.types import Answer, Cite, Entry


@pytest.fixture
def situation() -> Situation:
    known = Situation(frozenset({"hip", "back", "leg"}))
    known.answers = {
        "where": Answer(options=("hip", "groin")),
        "pain": Answer(number=6),
        "words": Answer(text="sore"),
    }
    known.ledger = [
        Entry("where", "groin", "hip", 2),
        Entry("pain", "", "hip", 3),
        Entry("where", "hip", "back", 3),
        Entry("where", "hip", "leg", -1),
    ]
    known.totals = {"hip": 5, "back": 3, "leg": -1, "care": 4}
    return known


TRUE: list[Condition] = [
    Answered("where"),
    Includes("where", ("hip", "knee")),
    Includes("where", ("hip", "groin", "knee"), count=2),
    NumberIs("pain", 6),
    NumberIs("pain", below=7),
    NumberIs("pain", 6, 7),
    TotalIs("care", 4),
    TotalIs("unknown", below=1),
    Leading(("hip",)),
    Leading(("leg", "hip")),
    Leading(("back",), within=2),
    AllOf((Answered("where"), Answered("pain"))),
    AnyOf((Answered("nothing"), Answered("pain"))),
    Not(Answered("nothing")),
]
FALSE: list[Condition] = [
    Answered("nothing"),
    Includes("where", ("knee",)),
    Includes("where", ("hip", "knee"), count=2),
    Includes("nothing", ("hip",)),
    NumberIs("pain", 7),
    NumberIs("pain", below=6),
    NumberIs("words", 0),
    NumberIs("nothing", below=100),
    TotalIs("care", 5),
    TotalIs("care", below=4),
    Leading(("back",), within=1),
    Leading(("leg",), within=99),
    AllOf(()),
    AnyOf(()),
    AllOf((Answered("where"), Answered("nothing"))),
    Not(Answered("where")),
]


@pytest.mark.parametrize("condition", TRUE, ids=repr)
def test_a_condition_holds(condition: Condition, situation: Situation) -> None:
    assert holds(condition, situation)


@pytest.mark.parametrize("condition", FALSE, ids=repr)
def test_a_condition_does_not_hold(condition: Condition, situation: Situation) -> None:
    assert not holds(condition, situation)
    assert holds(Not(condition), situation)


def test_no_cause_leads_before_one_has_points() -> None:
    empty = Situation(frozenset({"hip"}))
    assert not holds(Leading(("hip",), within=9), empty)


def test_a_condition_names_the_questions_it_reads() -> None:
    condition = AllOf((Not(Answered("a")), AnyOf((Includes("b", ("x",)), TotalIs("care", 1)))))
    assert questions_of(condition) == {"a", "b"}
    assert len(list(leaves(condition))) == 3


def test_only_the_parts_that_hold_are_cited_each_question_once(situation: Situation) -> None:
    condition = AnyOf((Includes("where", ("groin",)), Answered("nothing"), Answered("where")))
    assert cites(condition, situation) == (Cite("where", ("groin",)),)
    assert cites(Not(Answered("nothing")), situation) == ()
    assert cites(NumberIs("pain", 5), situation) == (Cite("pain", (), 6),)


def test_a_total_cites_what_raised_it_most_points_first(situation: Situation) -> None:
    assert cites(TotalIs("hip", 4), situation) == (Cite("pain", (), 6), Cite("where", ("groin",)))
    assert cites(Leading(("back",), 2), situation) == (Cite("where", ("hip",)),)


def test_a_point_rule_cites_the_whole_answer_behind_it(situation: Situation) -> None:
    situation.ledger.append(Entry("where", "", "care", 4, rule="two_places"))
    assert cites(TotalIs("care", 4), situation) == (Cite("where", ("hip", "groin")),)


def test_answers_that_gave_nothing_or_took_away_are_not_cited(situation: Situation) -> None:
    situation.ledger = [
        Entry("where", "hip", "hip", 1),
        Entry("pain", "", "hip", 0),
        Entry("words", "", "hip", -1),
    ]
    assert cites(TotalIs("hip", 0), situation) == (Cite("where", ("hip",)),)


def test_points_without_a_question_are_not_cited(situation: Situation) -> None:
    situation.ledger = [Entry("", "", "care", 2, rule="unclear")]
    assert cites(TotalIs("care", 1), situation) == ()


def test_nobody_leads_where_there_are_no_causes() -> None:
    scored = Situation(frozenset())
    scored.totals = {"hip": 3}
    assert scored.highest == 0
    assert not holds(Leading(("hip",), within=5), scored)


def test_one_point_is_enough_to_lead_and_none_is_never_enough() -> None:
    little = Situation(frozenset({"hip", "back", "leg"}))
    little.totals = {"hip": 1, "back": 0}
    assert holds(Leading(("hip",)), little)
    assert not holds(Leading(("back",), within=5), little)
    assert not holds(Leading(("leg",), within=5), little)


def test_what_gave_most_is_cited_first_whatever_it_is_called(situation: Situation) -> None:
    situation.ledger = [
        Entry("pain", "", "hip", 2),
        Entry("where", "hip", "hip", 2),
        Entry("where", "groin", "hip", 1),
    ]
    assert cites(TotalIs("hip", 1), situation) == (
        Cite("where", ("hip", "groin")),
        Cite("pain", (), 6),
    )
