"""Why a question was not asked, in words; nothing here asks the database."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake.engine.conditions import holds
from intake.engine.path import Walk, walk
from intake.engine.scoring import score
from intake.engine.sentences import condition_words
from intake.engine.types import Answers, Question, Questionnaire, Step


def reasons_unasked(
    definition: Questionnaire, answers: Answers, found: Walk
) -> Iterator[tuple[Question, str]]:
    """Yield every question that a walk did not ask, in order, with the reason.

    Each is judged by what was known when its turn came: points given later count for nothing.
    """
    asked = {question.key for question in found.questions}
    for at, step in enumerate(definition.steps):
        if all(question.key in asked for question in step.questions):
            continue
        before = walk(replace(definition, steps=definition.steps[:at]), answers)
        for question, why in _step_reasons(definition, step, answers, before):
            if question.key not in asked:
                yield question, why


def _step_reasons(
    definition: Questionnaire, step: Step, answers: Answers, before: Walk
) -> Iterator[tuple[Question, str]]:
    """Yield why each question of a step is not asked; "" for those that are."""
    left = step.ask_at_most
    for question in step.questions:
        if before.ended_early:
            yield question, _("The questions had ended: a red flag was known.")
        elif question.show_if is not None and not holds(question.show_if, before.situation):
            when = condition_words(definition, question.show_if)
            yield question, _("Asked only when %(condition)s.") % {"condition": when}
        elif left == 0:
            yield question, _limit_words(step)
        else:
            left = None if left is None else left - 1
            if question.key in answers:
                score(question, answers[question.key], before.situation)
            yield question, ""


def _limit_words(step: Step) -> str:
    most = step.ask_at_most or 0
    return ngettext(
        "“%(step)s” asks at most %(most)d question, and another came first.",
        "“%(step)s” asks at most %(most)d questions, and others came first.",
        most,
    ) % {"step": step.title, "most": most}
