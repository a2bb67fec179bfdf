"""How long a definition can get, and how far its points can reach."""

from intake.engine.conditions import leaves, questions_of
from intake.engine.language import Condition, Leading, TotalIs
from intake.engine.types import Question, Questionnaire, Step, Urgency


def longest_path(questionnaire: Questionnaire) -> int:
    """Return the most questions anyone can be asked."""
    return sum(most_asked(step) for step in questionnaire.steps)


def before_emergency(questionnaire: Questionnaire) -> int:
    """Return the most questions asked up to the last step that can raise an emergency.

    0 when nothing can. A step counts whole, because red flags are checked at its end.
    """
    deciding = _emergency_questions(questionnaire)
    asked = last = 0
    for step in questionnaire.steps:
        asked += most_asked(step)
        if any(question.key in deciding for question in step.questions):
            last = asked
    return last


def most_asked(step: Step) -> int:
    """Return the most questions a step asks."""
    everything = len(step.questions)
    return everything if step.ask_at_most is None else min(step.ask_at_most, everything)


def most_points(questionnaire: Questionnaire) -> dict[str, int]:
    """Return an upper bound of the points each total can reach."""
    most: dict[str, int] = {}
    for question in questionnaire.questions:
        for total, points in _most_from(question).items():
            most[total] = most.get(total, 0) + points
    for rule in questionnaire.point_rules:
        for total, points in rule.points:
            most[total] = most.get(total, 0) + max(points, 0)
    return most


def _most_from(question: Question) -> dict[str, int]:
    best: dict[str, int] = {}
    for scored in question.scored:
        for total, points in scored.points:
            so_far = best.get(total, 0)
            best[total] = max(so_far, points, so_far + points if question.kind.takes_several else 0)
    return best


def can_raise(question: Question, level: Urgency) -> bool:
    """Tell whether one answer to a question is a red flag of at least this level."""
    return any(scored.flag.rank >= level.rank for scored in question.scored)


def _emergency_questions(questionnaire: Questionnaire) -> set[str]:
    deciding = {
        question.key
        for question in questionnaire.questions
        if can_raise(question, Urgency.EMERGENCY_NOW)
    }
    for rule in questionnaire.red_flag_rules:
        if rule.urgency is Urgency.EMERGENCY_NOW:
            deciding |= _read_by(questionnaire, rule.when)
    return deciding


def _read_by(questionnaire: Questionnaire, condition: Condition) -> set[str]:
    """Return the questions a condition reads, directly or through the points they give."""
    totals: set[str] = set()
    for leaf in leaves(condition):
        if isinstance(leaf, TotalIs):
            totals.add(leaf.total)
        elif isinstance(leaf, Leading):
            totals |= {cause.key for cause in questionnaire.causes}
    giving = {
        question.key for question in questionnaire.questions if totals & _most_from(question).keys()
    }
    for rule in questionnaire.point_rules:
        if totals & dict(rule.points).keys():
            giving |= questions_of(rule.when)
    return questions_of(condition) | giving
