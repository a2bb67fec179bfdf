"""Random questionnaires and random answers to them, small but with every feature in play.

Each grows from one seed: drawing ten thousand of them node by node would take minutes.
"""

from random import Random
from typing import Any

from hypothesis import strategies as st

from intake.engine.answers import read_answers
from intake.engine.language import (
    AllOf,
    Answered,
    AnyOf,
    Condition,
    Includes,
    Leading,
    Not,
    NumberIs,
    TotalIs,
)
from intake.engine.safety import Hazard, Progress, Safety, SecondLook
from intake.engine.types import (
    NO,
    NOT_SURE,
    YES,
    Answer,
    Band,
    Kind,
    Naming,
    Option,
    PointRule,
    Points,
    Question,
    Questionnaire,
    RedFlagRule,
    Route,
    Rule,
    Step,
    Total,
    TotalKind,
    Urgency,
)

CAUSES = ("hip", "back", "leg")
TOTALS = (
    *(Total(key, key.title(), TotalKind.CAUSE) for key in CAUSES),
    Total("care", "Care", TotalKind.CARE),
)
SCORES = tuple(Total(total.key, total.title, TotalKind.SCORE) for total in TOTALS)
"""The same totals where none of them is a cause."""
TOTAL_KEYS = (*CAUSES, "care")
KINDS = (
    Kind.SINGLE, Kind.SINGLE, Kind.MULTIPLE, Kind.MULTIPLE, Kind.YES_NO, Kind.SCALE, Kind.NUMBER,
    Kind.BODY_MAP, Kind.SHORT_TEXT, Kind.LONG_TEXT,
)  # fmt: skip
SOURCES = ("", "A guideline", "A paper")
RAISED = (Urgency.SEE_PHYSICIAN_SOON, Urgency.SAME_DAY, Urgency.EMERGENCY_NOW)

Pair = tuple[Questionnaire, dict[str, Answer]]


def questionnaires() -> st.SearchStrategy[Questionnaire]:
    """Definitions with red flags, limits, point rules and conditions on earlier answers."""
    return st.integers(0, 2**48).map(lambda seed: questionnaire(Random(seed)))


def pairs(sets: int) -> st.SearchStrategy[list[Pair]]:
    """One questionnaire with several sets of answers to it."""

    def grow(seed: int) -> list[Pair]:
        random = Random(seed)
        definition = questionnaire(random)
        return [(definition, answers(random, definition)) for _ in range(sets)]

    return st.integers(0, 2**48).map(grow)


# --- questionnaires --------------------------------------------------------------------------


def questionnaire(random: Random) -> Questionnaire:
    """Return a random definition."""
    steps: list[Step] = []
    for _ in range(random.randint(1, 4)):
        before = tuple(question for step in steps for question in step.questions)
        steps.append(_step(random, f"s{len(steps)}", before))
    asked = tuple(question for step in steps for question in step.questions)
    weighs_causes = random.random() < 0.8
    return Questionnaire(
        key="random",
        title="Random",
        steps=tuple(steps),
        totals=TOTALS if weighs_causes else SCORES,
        point_rules=tuple(
            PointRule(f"p{number}", condition(random, asked), points(random), "Because of both.")
            for number in range(random.randint(0, 2))
        ),
        red_flag_rules=tuple(
            RedFlagRule(
                f"f{number}",
                condition(random, asked),
                random.choice(RAISED),
                "Both.",
                random.choice(SOURCES),
            )
            for number in range(random.choice((0, 0, 0, 1)))
        ),
        rules=tuple(_rule(random, f"r{number}", asked) for number in range(random.randint(0, 3))),
        naming=Naming(unclear_points=(("care", random.randint(1, 2)),)),
        self_help_needs=tuple(
            (random.choice(asked).key, random.choice(asked).key)
            for _ in range(random.randint(0, 1))
        ),
        default_reason="A person should look at this.",
        second_look=_second_look(random),
        safety=_safety(random),
    )


def _second_look(random: Random) -> SecondLook:
    if random.random() < 0.5:
        return SecondLook()
    answers = random.sample(list(Progress), random.randint(0, 4))
    return SecondLook(random.randint(0, 60), tuple(answers), "It did not help.", "visit")


def _safety(random: Random) -> Safety:
    hazards = [Hazard(f"Harm {n}", random.choice(SOURCES), "Ask") for n in range(3)]
    return Safety(random.choice(SOURCES), "Children", tuple(hazards[: random.randint(0, 3)]))


def _step(random: Random, key: str, before: tuple[Question, ...]) -> Step:
    questions: list[Question] = []
    for place in range(random.randint(1, 3)):
        questions.append(_question(random, f"{key}q{place}", (*before, *questions)))
    return Step(
        key=key,
        title="A step",
        questions=tuple(questions),
        ask_at_most=random.choice((None, None, 1, 2)),
        exit_at=random.choice((Urgency.EMERGENCY_NOW, *RAISED)),
    )


def _question(random: Random, key: str, before: tuple[Question, ...]) -> Question:
    kind = random.choice(KINDS)
    return Question(
        key=key,
        kind=kind,
        text="A question?",
        required=random.random() < 0.8,
        options=_options(random, kind) if kind.takes_options else (),
        bands=_bands(random) if kind.takes_number else (),
        show_if=condition(random, before) if before and random.random() < 0.4 else None,
        minimum=0 if kind is Kind.SCALE else None,
        maximum=10 if kind is Kind.SCALE else None,
        not_sure_label=random.choice(("", "I can't say")) if kind.takes_number else "",
        about=random.choice(("", "care")),
        source=random.choice(SOURCES),
    )


def _options(random: Random, kind: Kind) -> tuple[Option, ...]:
    keys = (YES, NO, NOT_SURE) if kind is Kind.YES_NO else ("one", "two", "three", "none", NOT_SURE)
    return tuple(
        Option(
            key=key,
            text=f"Text of {key}",
            points=points(random),
            flag=_flag(random),
            exclusive=key in ("none", NOT_SURE),
        )
        for key in keys
    )


def _bands(random: Random) -> tuple[Band, ...]:
    return (
        Band(below=4, points=points(random), flag=_flag(random)),
        Band(at_least=4, points=points(random), flag=_flag(random)),
    )


def _flag(random: Random) -> Urgency:
    return random.choice(RAISED) if random.random() < 0.06 else Urgency.NONE


def _rule(random: Random, key: str, asked: tuple[Question, ...]) -> Rule:
    route = random.choice((Route.BOOKING, Route.SELF_HELP, Route.SELF_HELP))
    return Rule(
        key,
        condition(random, asked),
        route,
        "Because of this.",
        review_after_days=random.choice((None, 14)),
        see_within_days=random.choice((None, 7)),
        service=random.choice(("", "visit")),
        article=random.choice(("", "", "hip")),
    )


def points(random: Random) -> Points:
    """Return points for up to two totals, perhaps none."""
    totals = random.sample(TOTAL_KEYS, random.choice((0, 1, 1, 2)))
    return tuple(sorted((total, random.choice((-2, -1, 1, 2, 3, 4))) for total in totals))


def condition(random: Random, questions: tuple[Question, ...], depth: int = 2) -> Condition:
    """Return a random condition over these questions, groups nested up to `depth`."""
    shape = random.random()
    if depth == 0 or shape < 0.5:
        return _leaf(random, questions)
    if shape < 0.6:
        return Not(condition(random, questions, depth - 1))
    parts = tuple(condition(random, questions, depth - 1) for _ in range(random.randint(1, 2)))
    return AllOf(parts) if shape < 0.75 else AnyOf(parts)


def _leaf(random: Random, questions: tuple[Question, ...]) -> Condition:
    kind = random.random()
    if kind < 0.15:
        return TotalIs(random.choice(TOTAL_KEYS), random.randint(-2, 6))
    if kind < 0.3:
        return Leading(tuple(random.sample(CAUSES, random.randint(1, 2))), random.randint(0, 2))
    question = random.choice(questions)
    if question.options and kind < 0.9:
        keys = [option.key for option in question.options]
        picked = tuple(random.sample(keys, random.randint(1, 3)))
        return Includes(question.key, picked, random.choice((1, 1, 1, 2)))
    if question.kind.takes_number and kind < 0.9:
        return NumberIs(question.key, random.randint(0, 9))
    return Answered(question.key)


# --- answers ---------------------------------------------------------------------------------


def answers(random: Random, definition: Questionnaire) -> dict[str, Answer]:
    """Return answers to most of the questions, on the path or not."""
    raw = {
        question.key: raw_value(random, question)
        for question in definition.questions
        if random.random() < 0.85
    }
    return read_answers(definition, raw)[0]


def raw_value(random: Random, question: Question) -> Any:
    """Return a raw value that fits a question, now and then "not sure"."""
    if question.kind.takes_options:
        keys = [option.key for option in question.options]
        if question.kind.takes_several:
            return random.sample(keys, random.randint(0, 3))
        return random.choice(keys)
    if random.random() < 0.1:
        return NOT_SURE
    return random.randint(0, 10) if question.kind.takes_number else "some words"
