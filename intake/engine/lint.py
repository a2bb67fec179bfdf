"""What is wrong with a definition: problems an editor can cure before publishing."""

from intake.engine.checks.conditions import conditions
from intake.engine.checks.outcomes import outcomes, second_look
from intake.engine.checks.points import points, tops, uses
from intake.engine.checks.problems import Level, Problem
from intake.engine.checks.reaching import reaching
from intake.engine.checks.red_flags import exits, red_flags, sources
from intake.engine.checks.structure import keys, lengths, questions
from intake.engine.checks.thresholds import thresholds
from intake.engine.reach import Reach
from intake.engine.types import Questionnaire

__all__ = ["Level", "Problem", "lint"]

CHECKS = (
    keys,
    questions,
    conditions,
    points,
    red_flags,
    exits,
    lengths,
    outcomes,
    second_look,
    thresholds,
    uses,
    sources,
)
UNSOUND = {
    "duplicate_key",
    "condition_on_nothing",
    "condition_on_later",
    "cycle",
    "no_number_fits",
}
"""Problems to cure first: with one of these, what can be reached cannot be told."""


def lint(questionnaire: Questionnaire) -> tuple[Problem, ...]:
    """Return every problem of a definition, errors first."""
    found = [problem for check in CHECKS for problem in check(questionnaire)]
    if not UNSOUND & {problem.code for problem in found}:
        reach = Reach(questionnaire)
        found += reaching(questionnaire, reach)
        found += tops(questionnaire, reach)
    return tuple(sorted(found, key=lambda problem: problem.level is not Level.ERROR))
