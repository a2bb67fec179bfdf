"""The path: which questions are asked, given the answers; always derived, never stored."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from intake.engine.conditions import Situation, cites, holds
from intake.engine.scoring import flags, score, settle
from intake.engine.types import Answers, Flag, Question, Questionnaire, Step, Urgency


@dataclass(slots=True)
class Walk:
    """What one walk along the path found."""

    situation: Situation
    shown: list[tuple[Step, tuple[Question, ...]]] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    ended_early: bool = False

    @property
    def urgency(self) -> Urgency:
        """The highest level raised so far."""
        return max(
            (flag.urgency for flag in self.flags), key=lambda u: u.rank, default=Urgency.NONE
        )

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions on the path, in order."""
        return tuple(question for _, questions in self.shown for question in questions)

    @property
    def complete(self) -> bool:
        """Whether every required question on the path has an answer."""
        return self.next_step is None

    @property
    def next_step(self) -> Step | None:
        """The first step on the path that still lacks a required answer, or None."""
        return next((step for step, asked in self.shown if self._lacks(asked)), None)

    def _lacks(self, asked: tuple[Question, ...]) -> bool:
        answers = self.situation.answers
        return any(question.required and question.key not in answers for question in asked)

    def asked_on(self, step_key: str) -> tuple[Question, ...]:
        """The questions asked on a step; empty when the step is not on the path."""
        return next((asked for step, asked in self.shown if step.key == step_key), ())

    def may_visit(self, step_key: str) -> bool:
        """Whether a step is on the path with every step before it answered."""
        for step, asked in self.shown:
            if step.key == step_key:
                return True
            if self._lacks(asked):
                return False
        return False

    def step_before(self, step_key: str) -> Step | None:
        """The step on the path just before this one, or None for the first."""
        before = None
        for step, _ in self.shown:
            if step.key == step_key:
                return before
            before = step
        return before

    def step_after(self, step_key: str) -> Step | None:
        """The step on the path just after this one, or None for the last."""
        keys = [step.key for step, _ in self.shown]
        following = keys.index(step_key) + 1 if step_key in keys else len(keys)
        return self.shown[following][0] if following < len(keys) else None

    def place_of(self, step_key: str) -> tuple[int, int]:
        """The number of a step on the path as known now, and how many steps there are."""
        keys = [step.key for step, _ in self.shown]
        return keys.index(step_key) + 1, len(keys)


def walk(questionnaire: Questionnaire, answers: Answers) -> Walk:
    """Follow the path from the first step as far as the answers lead.

    Answers to questions that are not on the path are never read. Red flags are checked after
    every step. An emergency ends the walk at once; a lesser level ends it at the first step whose
    `exit_at` it reaches, once every question up to there is answered: a later answer of the same
    stretch could still be an emergency.
    """
    found = Walk(Situation(frozenset(cause.key for cause in questionnaire.causes)))
    fired: set[str] = set()
    for step in questionnaire.steps:
        asked = tuple(_ask(step, answers, found))
        if asked:
            found.shown.append((step, asked))
            settle(questionnaire, found.situation)
        found.flags.extend(_rule_flags(questionnaire, found.situation, fired))
        if _ends(step, found):
            found.ended_early = True
            break
    return found


def _ends(step: Step, found: Walk) -> bool:
    urgency = found.urgency
    if urgency is Urgency.EMERGENCY_NOW:
        return True
    reached = step.exit_at.rank and urgency.rank >= step.exit_at.rank
    return bool(reached) and found.next_step is None


def _ask(step: Step, answers: Answers, found: Walk) -> Iterator[Question]:
    left = step.ask_at_most
    for question in step.questions:
        if left == 0:
            return
        if question.show_if is not None and not holds(question.show_if, found.situation):
            continue
        if left is not None:
            left -= 1
        answer = answers.get(question.key)
        if answer is not None:
            score(question, answer, found.situation)
            found.flags.extend(flags(question, answer))
        yield question


def _rule_flags(
    questionnaire: Questionnaire, situation: Situation, fired: set[str]
) -> Iterator[Flag]:
    for rule in questionnaire.red_flag_rules:
        if rule.key not in fired and holds(rule.when, situation):
            fired.add(rule.key)
            yield Flag(rule.urgency, rule.key, rule.reason, cites(rule.when, situation))
