"""Red flags, then rules, then the safe default: answers → one decision with its reasons."""

from intake.engine.conditions import cites, contributions, holds
from intake.engine.path import Walk, walk
from intake.engine.scoring import add_unclear, rank_causes
from intake.engine.types import (
    Answers,
    CauseScore,
    Decision,
    Flag,
    Questionnaire,
    Reason,
    ReasonKind,
    Route,
    Rule,
    Urgency,
)

MOST_CITES = 4
"""How many answers a reason points at, so that it can be read on a phone."""

NOTHING_MATCHED = "no_rule_matched"
NOT_STATED = "not_stated"
NO_CAUSE = "no_cause_stands_out"


def decide(questionnaire: Questionnaire, answers: Answers) -> Decision:
    """Return where these answers lead, and why.

    Red flags win over everything. Self-help is refused, and a person takes over, when a needed
    answer is not stated or when none of the causes stands out. Where a questionnaire weighs no
    causes, a rule on its scores may advise self-help with the article that the rule names.
    """
    found = walk(questionnaire, answers)
    causes = rank_causes(questionnaire, found.situation)
    if not any(cause.named for cause in causes):
        add_unclear(questionnaire, found.situation)
    if found.flags:
        return _urgent(found, causes)
    return _routed(questionnaire, found, causes)


def _urgent(found: Walk, causes: tuple[CauseScore, ...]) -> Decision:
    raised = sorted(found.flags, key=lambda flag: -flag.urgency.rank)
    reasons = tuple(_flag_reason(flag) for flag in raised)
    return _decision(found, causes, Route.URGENT, found.urgency, reasons)


def _flag_reason(flag: Flag) -> Reason:
    return Reason(ReasonKind.RED_FLAG, flag.rule, flag.text, flag.cites[:MOST_CITES])


def _routed(questionnaire: Questionnaire, found: Walk, causes: tuple[CauseScore, ...]) -> Decision:
    rule = next((r for r in questionnaire.rules if holds(r.when, found.situation)), None)
    because_of_cause = _cause_reasons(found, causes)
    if rule is None:
        reasons = (
            Reason(ReasonKind.SAFE_DEFAULT, NOTHING_MATCHED, questionnaire.default_reason),
            *because_of_cause,
        )
        return _decision(found, causes, Route.BOOKING, Urgency.NONE, reasons)
    refusal = _why_not_self_help(questionnaire, found, causes, rule)
    if rule.route is Route.SELF_HELP and refusal:
        reasons = (
            Reason(ReasonKind.SAFE_DEFAULT, refusal, questionnaire.default_reason),
            *because_of_cause,
        )
        return _decision(found, causes, Route.BOOKING, Urgency.NONE, reasons)
    because_of_rule = Reason(
        ReasonKind.RULE, rule.key, rule.reason, cites(rule.when, found.situation)[:MOST_CITES]
    )
    return _decision(
        found,
        causes,
        rule.route,
        Urgency.NONE,
        (because_of_rule, *because_of_cause),
        rule,
    )


def _cause_reasons(found: Walk, causes: tuple[CauseScore, ...]) -> tuple[Reason, ...]:
    if not causes:
        return ()
    top = causes[0]
    cited = tuple(contributions((top.key,), found.situation))[:MOST_CITES]
    return (Reason(ReasonKind.CAUSE, top.key, "", cited),)


def _why_not_self_help(
    questionnaire: Questionnaire, found: Walk, causes: tuple[CauseScore, ...], rule: Rule
) -> str:
    answers = found.situation.answers
    for group in questionnaire.self_help_needs:
        if not any(key in answers and answers[key].is_stated for key in group):
            return NOT_STATED
    if not questionnaire.causes:
        return "" if rule.article else NO_CAUSE
    if not causes or causes[0].points < questionnaire.naming.floor:
        return NO_CAUSE
    return ""


def _decision(
    found: Walk,
    causes: tuple[CauseScore, ...],
    route: Route,
    urgency: Urgency,
    reasons: tuple[Reason, ...],
    rule: Rule | None = None,
) -> Decision:
    named = bool(causes) and causes[0].named and route is not Route.URGENT
    return Decision(
        route=route,
        urgency=urgency,
        top_cause=causes[0].key if named else None,
        closest_cause=causes[0].key if causes and route is not Route.URGENT else None,
        causes=causes,
        reasons=reasons,
        ledger=tuple(found.situation.ledger),
        totals=tuple(sorted(found.situation.totals.items())),
        flags=tuple(found.flags),
        path=tuple(question.key for question in found.questions),
        ended_early=found.ended_early,
        complete=found.ended_early or found.complete,
        rule=rule.key if rule else "",
        service=rule.service if rule else "",
        review_after_days=rule.review_after_days if rule else None,
        article=rule.article if rule else "",
        see_within_days=rule.see_within_days if rule else None,
    )
