"""A small definition without a problem, and ways to vary it."""

import re
from dataclasses import replace
from typing import Any

from intake.engine.language import Condition, Includes, TotalIs
from intake.engine.lint import lint
from intake.engine.types import (
    NOT_SURE,
    Band,
    Kind,
    Option,
    Question,
    Questionnaire,
    Route,
    Rule,
    Step,
    Total,
    TotalKind,
    Urgency,
)

FLAG = Question(
    key="flag",
    kind=Kind.MULTIPLE,
    text="Any of these?",
    source="A guideline",
    options=(
        Option("numb", "Numb", flag=Urgency.EMERGENCY_NOW),
        Option("none", "None of these", exclusive=True),
        Option(NOT_SURE, "I'm not sure", exclusive=True),
    ),
)
WHERE = Question(
    key="where",
    kind=Kind.SINGLE,
    text="Where?",
    options=(Option("front", "Front", points=(("hip", 5),)), Option("rear", "Rear")),
)
PAIN = Question(
    key="pain",
    kind=Kind.SCALE,
    text="How bad?",
    bands=(Band(below=4), Band(at_least=4, points=(("care", 2),))),
)
REAR = Option("rear", "Rear", points=(("hip", 1),))
ASKED_AT_FRONT = replace(PAIN, show_if=Includes("where", ("front",)))
GOOD = Questionnaire(
    key="good",
    title="Good",
    steps=(Step("safe", "Safe", (FLAG,)), Step("rest", "Rest", (WHERE, PAIN))),
    totals=(Total("hip", "Hip", TotalKind.CAUSE), Total("care", "Care", TotalKind.CARE)),
    rules=(Rule("mild", TotalIs("care", below=2), Route.SELF_HELP, "It is mild.", 14),),
    self_help_needs=(("pain",),),
    default_reason="A person should look at this.",
)


PLACES = Question(
    key="places",
    kind=Kind.MULTIPLE,
    text="Which places?",
    options=(
        Option("hip", "Hip", points=(("hip", 2),)),
        Option("knee", "Knee", points=(("care", 1),)),
        Option("none", "None of these", exclusive=True),
    ),
)
AGE = Question(
    key="age",
    kind=Kind.NUMBER,
    text="Age?",
    minimum=0,
    maximum=120,
    bands=(Band(below=50), Band(at_least=50, points=(("care", 1),))),
)
LAST = Question(
    key="last",
    kind=Kind.SINGLE,
    text="Last?",
    options=(Option("yes", "Yes", points=(("care", 1),)), Option("no", "No")),
)


def codes(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """Return code and place of each problem, once its words are found to be sentences."""
    problems = lint(questionnaire)
    for problem in problems:
        assert_whole_sentences(problem.message)
    return [(problem.code, problem.place) for problem in problems]


def with_last(show_if: Condition | None, *before: Question) -> Questionnaire:
    """Return a form whose last question is asked on a condition, after some others."""
    steps = (
        Step("safe", "Safe", (FLAG,)),
        Step("rest", "Rest", (WHERE, PAIN, *(before or (PLACES, AGE)))),
        Step("last", "Last", (replace(LAST, show_if=show_if),)),
    )
    return replace(GOOD, steps=steps)


def routed(*rules: Rule, **more: Any) -> list[tuple[str, str]]:
    return codes(replace(with_last(None), rules=rules, **more))


def rule(key: str, when: Condition, route: Route = Route.BOOKING) -> Rule:
    return Rule(key, when, route, f"Because {key}.", 14)


SENTENCES = re.compile(r"(“[^”]*”[^.?]*|[A-Z][^.?]*)([.?] (“[^”]*”[^.?]*|[A-Z][^.?]*))+\.")
SHOUTED = re.compile(r"\b[A-Z]{4,}\b|XX")


def assert_whole_sentences(message: str) -> None:
    """Check that a message is at least two sentences: what is wrong, and what to do."""
    plain = re.sub(r"“[^”]*”", "“it”", re.sub(r"(?<=\d)\.(?=\d)", ",", message))
    assert SENTENCES.fullmatch(plain), message
    assert not SHOUTED.search(plain), message
    assert "None" not in plain.replace("None of", ""), message
    assert "  " not in plain, message
