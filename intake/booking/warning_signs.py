"""The warning signs of a questionnaire, asked again on one page. Engine values only, no database.

What a client answered before counts on; the warning signs themselves are always asked anew. Causes
are never weighed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from intake.engine.answers import read_answers
from intake.engine.conditions import questions_of
from intake.engine.path import Walk, walk
from intake.engine.types import NOT_SURE, Answers, Question, Questionnaire, Urgency

Raw = dict[str, Any]
"""Question key → raw value, as a form gives it."""


def is_sign(question: Question) -> bool:
    """Tell whether an answer to a question, other than "not sure", is a red flag by itself."""
    stated = [scored for scored in question.scored if getattr(scored, "key", "") != NOT_SURE]
    return any(scored.flag.rank for scored in stated)


@dataclass(frozen=True)
class WarningSigns:
    """What one page asks by one definition, beside what the client answered earlier."""

    definition: Questionnaire
    earlier: Answers

    @cached_property
    def signs(self) -> frozenset[str]:
        """The keys of the questions that can raise a red flag."""
        return frozenset(each.key for each in self.definition.questions if is_sign(each))

    @cached_property
    def known(self) -> Answers:
        """What was answered earlier and counted, without the warning signs themselves."""
        counted = walk(self.definition, self.earlier).situation.answers
        return {key: answer for key, answer in counted.items() if key not in self.signs}

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The signs, and what has to be known to see whether a sign is asked."""
        found: set[str] = set()
        following = set(self.signs)
        while following:
            found |= following
            needed: set[str] = set()
            for key in following:
                question = self.definition.question(key)
                if question is not None and question.show_if is not None:
                    needed |= questions_of(question.show_if)
            following = needed - found - set(self.known)
        return frozenset(found)

    @cached_property
    def _page(self) -> Questionnaire:
        """The definition without early ends, and without steps that ask only some questions."""
        steps = [
            replace(
                step,
                exit_at=Urgency.EMERGENCY_NOW,
                ask_at_most=None,
                questions=tuple(self._asked(question) for question in step.questions),
            )
            for step in self.definition.steps
        ]
        return replace(self.definition, steps=tuple(steps))

    def _asked(self, question: Question) -> Question:
        return replace(question, required=True) if question.key in self.wanted else question

    def _walk(self, raw: Mapping[str, Any]) -> Walk:
        answers, _ignored = read_answers(self.definition, raw)
        return walk(self._page, {**self.known, **answers})

    def questions(self, raw: Mapping[str, Any]) -> tuple[Question, ...]:
        """Return what the page asks, given what was answered on it so far."""
        on_path = self._walk(raw).questions
        return tuple(each for each in on_path if each.key in self.wanted)

    def urgency(self, raw: Mapping[str, Any]) -> Urgency:
        """Return how soon medical care is needed; "not sure" on a sign is never "no"."""
        return self._walk(raw).urgency
