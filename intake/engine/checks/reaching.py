"""Questions that are never asked, and rules that never fire."""

from collections.abc import Iterator

from intake.engine.checks.problems import Problem, error
from intake.engine.reach import Goal, Reach
from intake.engine.sentences import condition_words, question_name, rule_name
from intake.engine.types import PointRule, Questionnaire, RedFlagRule, Rule


def reaching(questionnaire: Questionnaire, reach: Reach) -> Iterator[Problem]:
    """Find what can never happen, whatever is answered."""
    for question in questionnaire.questions:
        if question.key in reach.never_asked:
            yield error(
                "question_never_asked",
                question.key,
                f"{question_name(questionnaire, question.key)} is never asked: "
                f"{_why(questionnaire, question.key)}",
            )
    counting: tuple[PointRule | RedFlagRule, ...] = (
        *questionnaire.point_rules,
        *questionnaire.red_flag_rules,
    )
    for rule in counting:
        if not reach.can_hold([Goal(rule.when)], reach.at_any_end()):
            yield error(
                "rule_never_fires",
                rule.key,
                f"{rule_name(rule)} never counts: no answers make it true that "
                f"{condition_words(questionnaire, rule.when)}. Change its condition or remove it.",
            )
    yield from _routing(questionnaire, reach)


def _why(questionnaire: Questionnaire, key: str) -> str:
    question = questionnaire.question(key)
    if question is None or question.show_if is None:
        return "the step is full before its turn comes. Move it forward or let the step ask more."
    return (
        f"no answers before it make it true that "
        f"{condition_words(questionnaire, question.show_if)}, or the step is full before its turn "
        "comes. Change the condition, or move the question."
    )


def _routing(questionnaire: Questionnaire, reach: Reach) -> Iterator[Problem]:
    end = reach.at_any_end(calm=True)
    earlier: list[Rule] = []
    for rule in questionnaire.rules:
        if not reach.can_hold([Goal(rule.when)], end):
            yield error(
                "rule_never_fires",
                rule.key,
                f"{rule_name(rule)} never decides: without a red flag, no answers make it true "
                f"that {condition_words(questionnaire, rule.when)}. Change it or remove it.",
            )
        elif not reach.can_hold(
            [Goal(rule.when), *(Goal(other.when, said=False) for other in earlier)], end
        ):
            yield error(
                "rule_never_fires",
                rule.key,
                f"{rule_name(rule)} never decides: whenever it holds, a rule before it holds too. "
                "Move it forward, narrow the rules before it, or remove it.",
            )
        earlier.append(rule)
