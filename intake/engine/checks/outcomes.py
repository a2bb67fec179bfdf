"""Where it leads: the safe default, the rules, the second look."""

from collections.abc import Iterator

from intake.engine.checks.problems import Problem, error, warning
from intake.engine.safety import Progress
from intake.engine.sentences import rule_name
from intake.engine.types import Questionnaire, Route, Rule


def outcomes(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find rules that say too little, and self-help that stands on nothing."""
    if not questionnaire.default_reason:
        yield error(
            "no_default_reason",
            questionnaire.key,
            "Nothing is said when no rule holds. Write why a person should look at the answers.",
        )
    for rule in questionnaire.rules:
        yield from _rule(questionnaire, rule)
    if offers_self_help(questionnaire) and not questionnaire.self_help_needs:
        yield warning(
            "self_help_needs_nothing",
            questionnaire.key,
            "Self-help may follow although nothing is known. Say which answers it needs.",
        )
    for group in questionnaire.self_help_needs:
        for key in group:
            if questionnaire.question(key) is None:
                yield error(
                    "needs_nothing_asked",
                    questionnaire.key,
                    f"Self-help needs an answer to “{key}”, which is not asked. Remove it.",
                )


def offers_self_help(questionnaire: Questionnaire) -> bool:
    """Tell whether a rule leads to self-help."""
    return any(rule.route is Route.SELF_HELP for rule in questionnaire.rules)


def _rule(questionnaire: Questionnaire, rule: Rule) -> Iterator[Problem]:
    if not rule.reason:
        yield error("rule_without_reason", rule.key, "It gives no reason. Write one.")
    if rule.route is Route.URGENT:
        yield error(
            "urgent_by_rule",
            rule.key,
            "A routing rule cannot send anyone to urgent care. Make it a red flag.",
        )
    if rule.route is not Route.SELF_HELP:
        return
    if rule.review_after_days is None:
        yield warning(
            "self_help_without_review",
            rule.key,
            "It has no day to look again. Say after how many days.",
        )
    if not questionnaire.causes and not rule.article:
        yield error(
            "self_help_without_article",
            rule.key,
            f"{rule_name(rule)} leads to self-help, but there is no cause to read about and it "
            "names no article, so a person takes over instead. Choose the article to read.",
        )


def second_look(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find a second look after self-help that leaves people where they are."""
    look = questionnaire.second_look
    if not offers_self_help(questionnaire) or look.within_days < 1:
        return
    if not look.person_when:
        yield error(
            "second_look_sends_nobody",
            questionnaire.key,
            "Whoever comes back after self-help is sent to self-help again. Say with which "
            "answers a person takes over.",
        )
    elif Progress.WORSE not in look.person_when:
        yield warning(
            "second_look_keeps_worse",
            questionnaire.key,
            "Whoever comes back worse is not sent to a person. Let “worse” lead to one.",
        )
