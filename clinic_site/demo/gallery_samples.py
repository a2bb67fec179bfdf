"""Sample data of the component gallery: shapes as the templates expect them, no database."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import mark_safe

from causes.models import Author, Callout
from intake.booking.presenters import Day, TimeOption
from intake.engine.types import Kind, Option, Question
from intake.explaining import Because, CauseView, ResultView
from intake.presenters import QuestionView, question_view


@dataclass(frozen=True)
class State:
    """A question in one state, with the name of the state."""

    name: str
    question: QuestionView


@dataclass(frozen=True)
class Article:
    """What a teaser shows of an article."""

    title: str
    teaser: str
    regions: tuple[str, ...]


ARTICLES = (
    Article(
        "Piriformis syndrome",
        "Deep buttock pain that grows while you sit.",
        ("buttock", "thigh_back"),
    ),
    Article("An article without a drawing yet", "", ()),
)
BODY_MAP = {"regions": ("low_back_central", "buttock", "thigh_back", "groin"), "none": ()}
SELF_TEST = {
    "title": "Reach for your toes",
    "steps": ["Stand with straight knees.", "Bend forward slowly.", "See where your fingers stop."],
    "suggests": "Fingers that stop above the ankles suggest tight hamstrings.",
    "caveat": "A tight feeling can also come from a nerve.",
    "stop_if": "pain shoots down the leg.",
    "origin": "page",
}
EXERCISE = {
    "title": "Hamstring stretch on your back",
    "dose": "30 seconds a side, 3 times, once a day",
    "steps": [
        "Lie on your back.",
        "Loop a towel around one foot.",
        "Raise the leg until it pulls.",
    ],
    "stop_if": "the pull turns into tingling.",
    "origin": "research",
}
CARE_CARDS = (
    ("Emergency", "emergency", "Call 911 now if:", ["you cannot feel when you need to pee."]),
    ("Urgent", "urgent", "Get medical care today if:", ["one leg is newly weak."]),
    ("Calm", "calm", "See someone soon if:", ["the pain has lasted for six weeks."]),
)
_TEXT = mark_safe("<p>Long sitting can keep this going. Get up every half hour.</p>")
CAUTIONS = {
    "caution": {"heading": "What to be careful with", "text": _TEXT, "origin": "page"},
    "misleads": {"heading": "What misleads", "text": _TEXT, "origin": "research"},
}
CALLOUT = Callout(
    title="A book about pain that comes back",
    text="Read at your own pace.",
    button="Look at the book",
    url="https://example.com/book",
)
AUTHOR = Author(
    name_label="Neuromuscular Therapist",
    role="Founder of Lower Back Pain Answers",
    text="Writes about muscles and joints that may be behind low back and hip pain.",
)


def _options(*words: str, alone: str = "") -> tuple[Option, ...]:
    return tuple(
        Option(key=f"option_{number}", text=text, exclusive=text == alone)
        for number, text in enumerate(words, start=1)
    )


def _single(key: str, text: str, *words: str, hint: str = "") -> Question:
    return Question(key=key, kind=Kind.SINGLE, text=text, hint=hint, options=_options(*words))


_MOST = _single(
    "most",
    "Where does it hurt most?",
    "Low back",
    "Buttock",
    "I am not sure",
    hint="Choose one. You can change it later.",
)
_MOVES = _single("moves", "Does the pain move?", "Yes", "No", "I am not sure")
_LONG = _single("long", "How long have you had the pain?", "Less than 6 weeks", "Longer")
_WORSE = Question(
    key="worse",
    kind=Kind.MULTIPLE,
    text="What makes it worse?",
    hint="Choose all that fit.",
    why="Some causes hurt while you sit, others when you get up.",
    options=_options("Sitting long", "Getting up", "None of these", alone="None of these"),
)
_PAIN = Question(
    key="pain",
    kind=Kind.SCALE,
    text="How bad is the pain on most days?",
    minimum=0,
    maximum=10,
    low_label="no pain",
    high_label="the worst pain I can think of",
    not_sure_label="It changes too much to say",
)
_AGE = Question(key="age", kind=Kind.NUMBER, text="How old are you?", unit="years")
_TRIED = Question(key="tried", kind=Kind.SHORT_TEXT, text="What helped most so far?")
_ELSE = Question(key="else", kind=Kind.LONG_TEXT, text="Is there anything else we should know?")
_REGIONS = Question(
    key="where",
    kind=Kind.BODY_MAP,
    text="Where does it hurt?",
    options=(
        Option(key="low_back_central", text="Middle of the low back"),
        Option(key="buttock", text="Buttock"),
    ),
)

CHOICES = (
    State("One of several, nothing chosen", question_view(_MOST, [], "")),
    State("One chosen", question_view(_MOVES, ["option_1"], "")),
    State("Several, and none of these", question_view(_WORSE, ["option_1", "option_2"], "")),
    State(
        "Nothing chosen when sent",
        question_view(_LONG, [], "Select how long you have had the pain"),
    ),
)
SCALES = (State("One number chosen", question_view(_PAIN, [4], "")),)
FIELDS = (
    State("A number to be put right", question_view(_AGE, ["forty"], "Enter your age in numbers")),
    State("A few words", question_view(_TRIED, ["Walking"], "")),
    State("More words", question_view(_ELSE, [], "")),
)
REGIONS = (State("One region chosen", question_view(_REGIONS, ["buttock"], "")),)
ERRORS = tuple(state.question for state in (*CHOICES, *FIELDS) if state.question.error)
RESULT: dict[str, Any] = {
    "reason": "The pain has lasted for more than three months.",
    "because": (
        Because("Where it hurts", "Buttock, back of the thigh"),
        Because("What makes it worse", "Sitting long", "what-it-feels-like"),
    ),
    "result": ResultView(
        route="booking",
        urgency="none",
        reason="",
        because=(),
        causes=(CauseView("piriformis-syndrome", "Piriformis syndrome", None),),
        closest=None,
        service="",
    ),
}
DAYS = (
    Day(
        "sample-1",
        "Tuesday 9 March",
        (TimeOption("s1", "09:00"), TimeOption("s2", "10:20"), TimeOption("s3", "11:40")),
    ),
    Day("sample-2", "Wednesday 10 March", (TimeOption("s4", "14:00"),)),
)
