"""A decision in words and plain JSON: for files, for staff, for the record."""

from typing import Any

from intake.engine.types import (
    NOT_SURE,
    Cite,
    Decision,
    Question,
    Questionnaire,
    Reason,
    ReasonKind,
)


def answer_words(question: Question, options: tuple[str, ...], number: float | None) -> list[str]:
    """Return an answer in the words of the form."""
    if number is not None:
        amount = f"{number:g}"
        return [f"{amount} {question.unit}".strip()]
    words = []
    for key in options:
        option = question.option(key)
        if option is not None:
            words.append(option.text)
        elif key == NOT_SURE:
            words.append(question.not_sure_label or key)
    return words


def cite_words(questionnaire: Questionnaire, cite: Cite) -> str:
    """Return "Question: answer, answer" for one cited answer."""
    question = questionnaire.question(cite.question)
    if question is None:
        return cite.question
    return f"{question.label}: {', '.join(answer_words(question, cite.options, cite.number))}"


def decision_reasons(questionnaire: Questionnaire, decision: Decision) -> tuple[str, ...]:
    """Return one sentence for each reason; a cause with too few points is only the closest."""
    named = decision.top_cause is not None
    return tuple(reason_words(questionnaire, reason, named) for reason in decision.reasons)


def reason_words(questionnaire: Questionnaire, reason: Reason, named: bool = True) -> str:
    """Return one sentence for a reason, with the answers behind it."""
    said = "; ".join(cite_words(questionnaire, cite) for cite in reason.cites)
    text = reason.text
    if reason.kind is ReasonKind.CAUSE:
        total = questionnaire.total(reason.key)
        cause = total.title if total else reason.key
        text = f"Answers like these are often seen with {cause}."
        if not named:
            text = f"No cause stands out; {cause} comes closest."
    if text and said:
        return f"{text} ({said})"
    return text or said or reason.key


def to_json(questionnaire: Questionnaire, decision: Decision) -> dict[str, Any]:
    """Return the decision as other software reads it: route, urgency, causes, reasons."""
    return {
        "route": decision.route.value,
        "urgency": decision.urgency.value,
        "top_cause": decision.top_cause,
        "causes": [{"key": cause.key, "points": cause.points} for cause in decision.causes],
        "reasons": list(decision_reasons(questionnaire, decision)),
    }


def to_record(questionnaire: Questionnaire, decision: Decision) -> dict[str, Any]:
    """Return the whole account of a decision, to be kept with the answers."""
    return {
        **to_json(questionnaire, decision),
        "closest_cause": decision.closest_cause,
        "rule": decision.rule,
        "service": decision.service,
        "review_after_days": decision.review_after_days,
        "see_within_days": decision.see_within_days,
        "totals": dict(decision.totals),
        "ledger": [
            [entry.question, entry.option, entry.total, entry.points] for entry in decision.ledger
        ],
        "path": list(decision.path),
        "ended_early": decision.ended_early,
    }
