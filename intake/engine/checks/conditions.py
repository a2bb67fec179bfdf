"""What conditions name, and in which order it is asked."""

from collections.abc import Iterator

from intake.engine.checks.problems import Problem, error
from intake.engine.conditions import leaves, questions_of
from intake.engine.language import Condition, Includes, Leading, TotalIs
from intake.engine.sentences import question_name
from intake.engine.types import NOT_SURE, Questionnaire, Step


def conditions(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find conditions on what does not exist, on later questions, and on each other."""
    rings = _rings(questionnaire)
    yield from (_cycle(questionnaire, ring) for ring in rings)
    in_ring = {(one, other) for ring in rings for one in ring for other in ring}
    asked: set[str] = set()
    for step in questionnaire.steps:
        for question in step.questions:
            if question.show_if is not None:
                yield from _names(questionnaire, question.key, question.show_if)
                later = questions_of(question.show_if) - asked
                yield from _order(questionnaire, question.key, later, in_ring)
                yield from _same_step(questionnaire, step, question.key, question.show_if)
            asked.add(question.key)
    for rules in (questionnaire.point_rules, questionnaire.red_flag_rules, questionnaire.rules):
        for rule in rules:
            yield from _names(questionnaire, rule.key, rule.when)


def _names(questionnaire: Questionnaire, place: str, condition: Condition) -> Iterator[Problem]:
    for key in sorted(questions_of(condition)):
        if questionnaire.question(key) is None:
            yield _missing(place, f"There is no question “{key}”.")
    causes = {cause.key for cause in questionnaire.causes}
    for leaf in leaves(condition):
        if isinstance(leaf, TotalIs) and questionnaire.total(leaf.total) is None:
            yield _missing(place, f"There is no total “{leaf.total}”.")
        elif isinstance(leaf, Leading):
            for cause in leaf.causes:
                if cause not in causes:
                    yield _missing(place, f"There is no cause “{cause}”.")
        elif isinstance(leaf, Includes):
            yield from _options(questionnaire, place, leaf)


def _options(questionnaire: Questionnaire, place: str, leaf: Includes) -> Iterator[Problem]:
    question = questionnaire.question(leaf.question)
    if question is None:
        return
    for key in leaf.options:
        said_of_number = key == NOT_SURE and question.kind.takes_number
        if question.option(key) is None and not said_of_number:
            name = question_name(questionnaire, leaf.question)
            yield _missing(place, f"{name} has no option “{key}”.")


def _missing(place: str, what: str) -> Problem:
    return error("condition_on_nothing", place, f"{what} Choose another one in the condition.")


def _order(
    questionnaire: Questionnaire, key: str, later: set[str], in_ring: set[tuple[str, str]]
) -> Iterator[Problem]:
    for other in sorted(later):
        if questionnaire.question(other) is not None and (key, other) not in in_ring:
            yield error(
                "condition_on_later",
                key,
                f"It depends on {question_name(questionnaire, other)}, which is asked later. "
                "Move one of the two.",
            )


def _same_step(
    questionnaire: Questionnaire, step: Step, key: str, condition: Condition
) -> Iterator[Problem]:
    if step.ask_at_most is None or step.ask_at_most >= len(step.questions):
        return
    for other in sorted(questions_of(condition) & {question.key for question in step.questions}):
        yield error(
            "condition_in_limited_step",
            key,
            f"It depends on {question_name(questionnaire, other)} on the same step, which asks "
            "only some of its questions: an answer there could push away a question that is "
            "already answered. Move one of the two to another step.",
        )


# --- cycles ----------------------------------------------------------------------------------


def _cycle(questionnaire: Questionnaire, ring: tuple[str, ...]) -> Problem:
    chain = ", which depends on ".join(
        question_name(questionnaire, key) for key in (*ring[1:], ring[0])
    )
    return error(
        "cycle",
        ring[0],
        f"{question_name(questionnaire, ring[0])} depends on {chain}: a cycle, so that none of "
        "them is ever asked. Take one of these conditions away.",
    )


def _rings(questionnaire: Questionnaire) -> list[tuple[str, ...]]:
    """Return chains of at least two questions that lead back to their first, each once."""
    reads: dict[str, list[str]] = {}
    for question in questionnaire.questions:
        if question.show_if is not None:
            reads[question.key] = sorted(questions_of(question.show_if))
    rings: list[tuple[str, ...]] = []
    for key in reads:
        ring = _way_back(reads, key)
        if len(ring) > 1 and not any(key in other for other in rings):
            rings.append(ring)
    return rings


def _way_back(reads: dict[str, list[str]], start: str) -> tuple[str, ...]:
    """Return the shortest chain from a question to one that reads it again; () without one."""
    ways: dict[str, tuple[str, ...]] = {start: (start,)}
    queue = [start]
    while queue:
        here = queue.pop(0)
        for there in reads.get(here, ()):
            if there == start:
                return ways[here]
            if there not in ways:
                ways[there] = (*ways[here], there)
                queue.append(there)
    return ()
