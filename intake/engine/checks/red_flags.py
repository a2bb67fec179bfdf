"""Red flags: that each can be raised, by everybody, early enough, and with its source."""

from collections.abc import Iterator

from intake.engine.checks.problems import Problem, error, warning
from intake.engine.measure import can_raise
from intake.engine.sentences import URGENCY_WORDS, condition_words, question_name, quoted
from intake.engine.types import NOT_SURE, Question, Questionnaire, Step, Urgency


def red_flags(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find red flags that somebody may not be able to raise."""
    for step in questionnaire.steps:
        for place, question in enumerate(step.questions):
            if question.can_flag:
                yield from _red_flag(questionnaire, step, place, question)
    rules = questionnaire.red_flag_rules
    if not any(rule.urgency is Urgency.EMERGENCY_NOW for rule in rules) and not any(
        can_raise(question, Urgency.EMERGENCY_NOW) for question in questionnaire.questions
    ):
        yield warning(
            "no_emergency",
            questionnaire.key,
            "No answer leads to emergency care. Ask for emergency signs first.",
        )
    for rule in rules:
        if not rule.urgency.rank:
            yield error(
                "red_flag_without_level", rule.key, "It has no level. Say how soon care is needed."
            )


def _red_flag(
    questionnaire: Questionnaire, step: Step, place: int, question: Question
) -> Iterator[Problem]:
    if question.kind.takes_options and question.option(NOT_SURE) is None:
        yield error(
            "red_flag_without_not_sure",
            question.key,
            "It can raise a red flag, and nobody can say “not sure”. Add that option.",
        )
    if step.ask_at_most is not None and place >= step.ask_at_most:
        yield error(
            "red_flag_behind_limit",
            question.key,
            f"The step asks {step.ask_at_most} questions at most, so this red flag may never be "
            "asked. Move it to the front of the step.",
        )
    if not question.required:
        yield error(
            "red_flag_optional",
            question.key,
            "It can raise a red flag and may be left empty. Let it need an answer.",
        )
    if question.show_if is not None:
        yield warning(
            "red_flag_behind_condition",
            question.key,
            f"It can raise a red flag and is only asked when "
            f"{condition_words(questionnaire, question.show_if)}. Make sure that nobody who needs "
            "it is passed over, or ask it always.",
        )


# --- exits -----------------------------------------------------------------------------------


def exits(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find red flags behind a step on which a lesser one may already have ended the questions."""
    raised: set[Urgency] = {rule.urgency for rule in questionnaire.red_flag_rules}
    left: tuple[Urgency, str] | None = None
    for step in questionnaire.steps:
        for question in step.questions:
            gravest = _gravest(question)
            if left is not None and gravest.rank > left[0].rank:
                yield _skipped(questionnaire, question, gravest, *left)
            raised |= _levels(question)
        ending = [
            level for level in raised if step.exit_at.rank and step.exit_at.rank <= level.rank
        ]
        lowest = min(ending, key=lambda level: level.rank, default=None)
        if lowest is not None and (left is None or lowest.rank < left[0].rank):
            left = lowest, step.title


def _skipped(
    questionnaire: Questionnaire, question: Question, gravest: Urgency, left: Urgency, step: str
) -> Problem:
    make = error if gravest is Urgency.EMERGENCY_NOW else warning
    return make(
        "red_flag_after_exit",
        question.key,
        f"{question_name(questionnaire, question.key)} can raise “{URGENCY_WORDS[gravest]}”, but "
        f"the questions may already have ended with “{URGENCY_WORDS[left]}” on step "
        f"{quoted(step)}. Ask it before that step, or let the step end only at a graver level.",
    )


def _gravest(question: Question) -> Urgency:
    return max((scored.flag for scored in question.scored), key=_rank, default=Urgency.NONE)


def _levels(question: Question) -> set[Urgency]:
    levels = {scored.flag for scored in question.scored if scored.flag.rank}
    if question.can_flag:
        levels.add(Urgency.SEE_PHYSICIAN_SOON)  # what "not sure" means without a level of its own
    return levels


def _rank(level: Urgency) -> int:
    return level.rank


# --- sources ---------------------------------------------------------------------------------


def sources(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find red flags that do not say where they are from; one warning names them all."""
    asked = [(q.key, quoted(q.label)) for q in questionnaire.questions if _lacks_source(q)]
    ruled = [
        (rule.key, quoted(rule.reason or rule.key))
        for rule in questionnaire.red_flag_rules
        if not rule.source
    ]
    found = [*asked, *ruled]
    if found:
        place, name = found[0]
        others = f" and {len(found) - 1} more red flags name" if len(found) > 1 else " names"
        yield warning(
            "red_flag_without_source",
            place,
            f"{name}{others} no source. Say from which guideline or paper it is taken, so that a "
            "reviewer can check it.",
        )


def _lacks_source(question: Question) -> bool:
    return question.can_flag and not question.source
