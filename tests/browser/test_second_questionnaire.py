"""A second questionnaire built from nothing in the editor is the one written in code."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from playwright.sync_api import Page, expect

from intake import transfer
from intake.engine import codec
from intake.engine.answers import read_answers
from intake.engine.compare import compare
from intake.engine.routing import decide
from intake.engine.types import Questionnaire, Route
from tests.browser.editor import Editor

Json = dict[str, Any]

FACTS = (
    "Has the pain gone down one of your legs in the last two weeks?",
    "Have your neck or shoulders hurt as well?",
    "Have you walked only short ways because of the pain?",
    "Have you dressed more slowly than usual?",
)
WORRIES = (
    "Do you think it is unsafe for you to be active?",
    "Have worrying thoughts gone through your mind often?",
    "Do you feel that the pain will never get better?",
    "Have you enjoyed less of what you usually enjoy?",
)
BOTHER = "How much has the pain bothered you?"
LEVELS = ("Not at all", "A little", "Somewhat", "Very much", "Extremely")
HIGH = LEVELS[-2:]
LOW_RISK, SOME, WORRIED = (
    "Little stands in the way of getting better by yourself.",
    "Several things hold you back, so a visit is best.",
    "Worries weigh on you, so a longer visit is best.",
)
DEFAULT = "A person should look at these answers."
ARTICLE = "piriformis-syndrome"
ARTICLE_TITLE = "Piriformis syndrome: a tight buttock muscle on the sciatic nerve"


def key(words: str) -> str:
    return "".join(c for c in words.lower() if c.isalnum() or c == " ").replace(" ", "_")[:60]


def yes_no(text: str, points: Json) -> Json:
    options = [
        {"key": "yes", "text": "Yes", "points": points},
        {"key": "no", "text": "No"},
        {"key": "not_sure", "text": "Not sure"},
    ]
    return {"key": key(text), "kind": "yes_no", "text": text, "options": options}


def expected() -> Questionnaire:
    both = {"burden": 1, "worries": 1}
    levels = [
        {"key": key(text), "text": text, **({"points": both} if text in HIGH else {})}
        for text in LEVELS
    ]
    bother = {"key": key(BOTHER), "kind": "single_choice", "text": BOTHER, "options": levels}
    questions = [
        *(yes_no(text, {"burden": 1}) for text in FACTS),
        *(yes_no(text, both) for text in WORRIES),
        bother,
    ]
    return codec.from_json(
        {
            "key": "what-stands-in-the-way",
            "title": "What stands in the way",
            "totals": [
                {"key": "burden", "title": "Burden", "kind": "score"},
                {"key": "worries", "title": "Worries", "kind": "score"},
            ],
            "steps": [{"key": "the_last_weeks", "title": "The last weeks", "questions": questions}],
            "rules": [
                rule(WORRIED, "booking", "worries", service="follow-up"),
                rule(SOME, "booking", "burden", service="first-visit"),
                rule(LOW_RISK, "self_help", "burden", article=ARTICLE, review_after_days=14),
            ],
            "self_help_needs": [[key(BOTHER)]],
            "default_reason": DEFAULT,
        }
    )


def rule(reason: str, route: str, total: str, **more: Any) -> Json:
    bound = "below" if route == "self_help" else "at_least"
    return {
        "key": key(reason),
        "reason": reason,
        "route": route,
        "when": {"total": total, bound: 4},
        **more,
    }


# --- in the editor ---------------------------------------------------------------------------


def build(editor: Editor) -> int:
    """Write the whole questionnaire as somebody at the keyboard would; return its number."""
    editor.types("title", "What stands in the way")
    editor.turns_to("Causes and points")
    for title in ("Burden", "Worries"):
        total = editor.adds("totals")
        editor.types(f"{total}-title", title)
        editor.field(f"{total}-kind").select_option(label="A plain score")
    editor.turns_to("Questions")
    step = editor.adds("steps")
    editor.types(f"{step}-title", "The last weeks")
    for text in FACTS:
        add_yes_no(editor, step, text, Burden=1)
    for text in WORRIES:
        add_yes_no(editor, step, text, Burden=1, Worries=1)
    add_levels(editor, step)
    editor.turns_to("Red flags and routing")
    add_rule(editor, WORRIED, "Book a visit", "Worries", "at_least")
    editor.picks("rules-0-value-service", "Follow-up")
    add_rule(editor, SOME, "Book a visit", "Burden", "at_least")
    editor.picks("rules-1-value-service", "First visit")
    add_rule(editor, LOW_RISK, "Read the matching article", "Burden", "below")
    editor.picks("rules-2-value-article", ARTICLE_TITLE)
    editor.types("rules-2-value-review_after_days", "14")
    editor.types("default_reason", DEFAULT)
    need = editor.adds("self_help_needs")
    editor.ticks(f"{need}-questions", BOTHER)
    return editor.saves()


def add_yes_no(editor: Editor, step: str, text: str, **points: int) -> None:
    question = editor.adds(f"{step}-questions", "Yes, no or not sure")
    editor.types(f"{question}-text", text)
    editor.gives(f"{question}-options-0-value", **points)


def add_levels(editor: Editor, step: str) -> None:
    question = editor.adds(f"{step}-questions", "One answer")
    editor.types(f"{question}-text", BOTHER)
    for number, text in enumerate(LEVELS):
        first = f"{question}-options-0-value"
        option = editor.adds_item(f"{question}-options") if number else first
        editor.types(f"{option}-text", text)
        if text in HIGH:
            editor.gives(option, Burden=1, Worries=1)


def add_rule(editor: Editor, reason: str, route: str, total: str, bound: str) -> None:
    rule = editor.adds("rules")
    editor.types(f"{rule}-reason", reason)
    editor.field(f"{rule}-route").select_option(label=route)
    part = editor.adds(f"{rule}-when-parts", "A total is in a range")
    editor.picks(f"{part}-total", total)
    editor.types(f"{part}-{bound}", "4")
    words = "4 points or more" if bound == "at_least" else "under 4 points"
    said = editor.sentence(f"{rule}-when")
    expect(said).to_have_text(f"This holds when “{total}” is {words}.")


def test_it_is_built_without_typing_a_key_and_equals_its_definition_in_code(
    open_page: Callable[..., Page],
) -> None:
    page = open_page({"width": 1280, "height": 900})
    editor = Editor(page)
    editor.signs_in()
    number = build(editor)
    file = page.request.get(f"/admin/clinic/questionnaires/{number}/export/").body()
    built = transfer.read(file).definition
    assert [change.words for change in compare(built, expected())] == []
    assert codec.sha256(built) == codec.sha256(expected())


# --- every set of answers --------------------------------------------------------------------


def answer_sets() -> Iterator[tuple[tuple[str, ...], str]]:
    for told in itertools.product(("yes", "no"), repeat=len(FACTS) + len(WORRIES)):
        for level in LEVELS:
            yield told, level


def rightly(told: tuple[str, ...], level: str) -> tuple[Route, str, str]:
    """Where answers belong, worked out without the engine."""
    worries = told[len(FACTS) :].count("yes") + (level in HIGH)
    everything = told.count("yes") + (level in HIGH)
    if worries >= 4:
        return Route.BOOKING, "follow-up", ""
    if everything >= 4:
        return Route.BOOKING, "first-visit", ""
    return Route.SELF_HELP, "", ARTICLE


def test_every_one_of_its_1280_answer_sets_is_decided_rightly() -> None:
    questionnaire = expected()
    names = [question.key for question in questionnaire.questions]
    seen = set()
    for told, level in answer_sets():
        given = dict(zip(names, (*told, key(level)), strict=True))
        answers, ignored = read_answers(questionnaire, given)
        decision = decide(questionnaire, answers)
        assert not ignored
        assert decision.complete
        right = rightly(told, level)
        assert (decision.route, decision.service, decision.article) == right, given
        seen.add((told, level))
    assert len(seen) == 1280
