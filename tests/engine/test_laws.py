"""The laws about deciding, over more than ten thousand random (questionnaire, answers) pairs."""

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from intake.engine.answers import read_answers
from intake.engine.conditions import questions_of
from intake.engine.path import walk
from intake.engine.routing import decide
from intake.engine.types import (
    NOT_SURE,
    Answer,
    Decision,
    Question,
    Questionnaire,
    ReasonKind,
    Route,
    Urgency,
)
from tests.engine.examples import examples
from tests.engine.strategies import Pair, pairs, raw_value

QUESTIONNAIRES = 2_500
SETS = 4  # 2,500 × 4 = 10,000 pairs for every law below

many = examples(QUESTIONNAIRES)
some = examples(400)


@many
@given(several=pairs(SETS), seed=st.integers())
def test_law_1_an_answer_off_the_path_never_counts(several: list[Pair], seed: int) -> None:
    random = Random(seed)
    for questionnaire, answers in several:
        decision = decide(questionnaire, answers)
        changed = {key: value for key, value in answers.items() if key in decision.path}
        assert decide(questionnaire, changed) == decision
        off_path = [q for q in questionnaire.questions if q.key not in decision.path]
        raw = {question.key: raw_value(random, question) for question in off_path}
        assert decide(questionnaire, changed | read_answers(questionnaire, raw)[0]) == decision


@many
@given(several=pairs(SETS))
def test_law_2_red_flags_win_and_not_sure_is_never_no(several: list[Pair]) -> None:
    for questionnaire, answers in several:
        found, decision = walk(questionnaire, answers), decide(questionnaire, answers)
        assert (decision.route is Route.URGENT) == bool(found.flags)
        assert decision.urgency is found.urgency
        for question in found.questions:
            lowest = _lowest_level(question, answers.get(question.key, Answer()))
            assert decision.urgency.rank >= lowest.rank
        if decision.route is Route.URGENT:
            assert decision.top_cause is None


def _lowest_level(question: Question, answer: Answer) -> Urgency:
    levels = [option.flag for option in question.options if option.key in answer.options]
    if question.can_flag and NOT_SURE in answer.options:
        levels.append(Urgency.SEE_PHYSICIAN_SOON)
    return max(levels, key=lambda level: level.rank, default=Urgency.NONE)


@many
@given(several=pairs(SETS))
def test_law_2_an_emergency_ends_the_questions(several: list[Pair]) -> None:
    for questionnaire, answers in several:
        found = walk(questionnaire, answers)
        shown = [step.key for step, _asked in found.shown]
        for flag in found.flags:
            if flag.urgency is Urgency.EMERGENCY_NOW and not flag.rule:
                asked_on = next(s.key for s, q in found.shown if _has(q, flag.cites[0].question))
                assert asked_on == shown[-1]
        if found.urgency is Urgency.EMERGENCY_NOW:
            assert found.ended_early


def _has(questions: tuple[Question, ...], key: str) -> bool:
    return any(question.key == key for question in questions)


@many
@given(several=pairs(SETS))
def test_law_3_a_decision_explains_itself_with_answers_on_the_path(several: list[Pair]) -> None:
    for questionnaire, answers in several:
        decision = decide(questionnaire, answers)
        assert decision.reasons
        for cite in (cite for reason in decision.reasons for cite in reason.cites):
            assert cite.question in decision.path
            assert set(cite.options) <= set(answers[cite.question].options)
            assert cite.number in (None, answers[cite.question].number)
        rules = {rule.key: rule for rule in questionnaire.rules}
        if decision.rule:
            assert decision.article == rules[decision.rule].article
        else:
            assert not decision.article
        _the_ledger_adds_up(decision)


def _the_ledger_adds_up(decision: Decision) -> None:
    sums: dict[str, int] = {}
    for entry in decision.ledger:
        assert entry.question in ("", *decision.path)
        sums[entry.total] = sums.get(entry.total, 0) + entry.points
    assert tuple(sorted(sums.items())) == decision.totals
    assert all(cause.points == sums[cause.key] for cause in decision.causes)


@many
@given(several=pairs(SETS))
def test_law_5_self_help_follows_only_a_rule_and_stated_answers(several: list[Pair]) -> None:
    for questionnaire, answers in several:
        decision = decide(questionnaire, answers)
        if decision.route is Route.SELF_HELP:
            _self_help_is_well_founded(questionnaire, answers, decision)
        elif decision.route is Route.BOOKING and not decision.rule:
            assert decision.reasons[0].kind is ReasonKind.SAFE_DEFAULT
            assert decision.reasons[0].text == questionnaire.default_reason


def _self_help_is_well_founded(
    questionnaire: Questionnaire, answers: dict[str, Answer], decision: Decision
) -> None:
    rules = {rule.key: rule for rule in questionnaire.rules}
    assert rules[decision.rule].route is Route.SELF_HELP
    if questionnaire.causes:
        assert decision.causes[0].points >= questionnaire.naming.floor
    else:
        assert decision.article == rules[decision.rule].article != ""
    for group in questionnaire.self_help_needs:
        known = [answers[key] for key in group if key in decision.path and key in answers]
        assert any(answer.is_stated for answer in known)


@some
@given(several=pairs(SETS), seed=st.integers())
def test_the_order_of_answers_makes_no_difference(several: list[Pair], seed: int) -> None:
    for questionnaire, answers in several:
        shuffled = list(answers.items())
        Random(seed).shuffle(shuffled)
        assert decide(questionnaire, dict(shuffled)) == decide(questionnaire, answers)


@some
@given(several=pairs(SETS))
def test_answers_given_on_a_page_never_swap_its_questions(several: list[Pair]) -> None:
    for questionnaire, answers in several:
        for step, asked in walk(questionnaire, answers).shown:
            own = {question.key for question in step.questions}
            if own & _read_by_show_ifs(step.questions):
                continue
            before = {key: value for key, value in answers.items() if key not in own}
            assert walk(questionnaire, before).asked_on(step.key) == asked


def _read_by_show_ifs(questions: tuple[Question, ...]) -> set[str]:
    conditions = [question.show_if for question in questions if question.show_if is not None]
    return {key for condition in conditions for key in questions_of(condition)}


def test_no_answer_and_no_rule_lead_to_a_person() -> None:
    questionnaire = Questionnaire(key="empty", title="Empty", steps=(), default_reason="Ask us.")
    raw: dict[str, Any] = {"unknown": 1}
    decision = decide(questionnaire, read_answers(questionnaire, raw)[0])
    assert decision.route is Route.BOOKING
    assert [reason.text for reason in decision.reasons] == ["Ask us."]
