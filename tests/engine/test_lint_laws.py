"""What lint calls impossible is impossible, over random definitions and random answers."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from intake.engine.domains import domains_of
from intake.engine.lint import lint
from intake.engine.path import walk
from intake.engine.reach import Reach
from intake.engine.routing import decide
from intake.engine.types import Answer, Questionnaire
from tests.engine.examples import examples
from tests.engine.strategies import answers, questionnaire

SETS = 25


def found(definition: Questionnaire, code: str) -> set[str]:
    return {problem.place for problem in lint(definition) if problem.code == code}


def many_answers(random: Random, definition: Questionnaire) -> list[dict[str, Answer]]:
    return [answers(random, definition) for _ in range(SETS)]


@examples(500)
@given(st.integers(0, 2**48))
def test_a_question_said_to_be_never_asked_is_never_asked(seed: int) -> None:
    random = Random(seed)
    definition = questionnaire(random)
    never = found(definition, "question_never_asked")
    for said in many_answers(random, definition) if never else ():
        assert never.isdisjoint(question.key for question in walk(definition, said).questions)


@examples(500)
@given(st.integers(0, 2**48))
def test_a_rule_said_to_never_fire_never_fires(seed: int) -> None:
    random = Random(seed)
    definition = questionnaire(random)
    never = found(definition, "rule_never_fires")
    for said in many_answers(random, definition) if never else ():
        decision = decide(definition, said)
        assert decision.rule not in never
        assert never.isdisjoint(flag.rule for flag in decision.flags)
        assert never.isdisjoint(entry.rule for entry in decision.ledger)


@examples(500)
@given(st.integers(0, 2**48))
def test_a_cause_said_to_be_never_on_top_is_never_on_top(seed: int) -> None:
    random = Random(seed)
    definition = questionnaire(random)
    never = found(definition, "cause_never_on_top") | found(definition, "cause_never_named")
    for said in many_answers(random, definition) if never else ():
        assert decide(definition, said).top_cause not in never


@examples(400)
@given(st.integers(0, 2**48))
def test_totals_stay_within_their_reach(seed: int) -> None:
    random = Random(seed)
    definition = questionnaire(random)
    reach = Reach(definition)
    calm, any_end = reach.at_any_end(calm=True), reach.at_any_end()
    for said in many_answers(random, definition):
        decision = decide(definition, said)
        if not decision.flags:
            for total, points in decision.totals:
                low, high = reach.points({total: 1}, calm)
                assert low <= points <= high
        totals = walk(definition, said).situation.totals
        for total, points in totals.items():
            low, high = reach.points({total: 1}, any_end)
            assert low <= points <= high


@examples(200)
@given(st.integers(0, 2**48))
def test_every_single_answer_is_among_those_tried(seed: int) -> None:
    random = Random(seed)
    definition = questionnaire(random)
    domains = domains_of(definition)
    for key, answer in answers(random, definition).items():
        domain = domains[key]
        tried = [one.answer for one in domain.tries if one.answer is not None]
        if domain.question.kind.takes_several:
            singles = {option for one in (*domain.tries, *domain.free) if one.answer
                       for option in one.answer.options}  # fmt: skip
            assert set(answer.options) <= singles
        elif answer.options:
            assert answer in tried


@examples(150)
@given(st.integers(0, 2**48))
def test_lint_never_stumbles_and_names_places_that_exist(seed: int) -> None:
    definition = questionnaire(Random(seed))
    places = {
        definition.key, "steps", "questions", "totals", "rules", "naming",
        *(question.key for question in definition.questions),
        *(step.key for step in definition.steps),
        *(total.key for total in definition.totals),
        *(rule.key for rule in definition.rules),
        *(rule.key for rule in definition.point_rules),
        *(rule.key for rule in definition.red_flag_rules),
    }  # fmt: skip
    for problem in lint(definition):
        assert problem.place in places
        assert problem.message.endswith(".")
