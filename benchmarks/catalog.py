"""What is measured: each flow with its entry points, its scale, the work expected and the goal.

A request is named here and prepared by its own side (`ours.prepare`, `peer_site.prepare`), which
also knows, afterwards, whether the work was done.
"""

from dataclasses import dataclass

OURS, PEER, APPOINTMENTS, BARE = "ours", "peer", "appointments", "bare"


@dataclass(frozen=True, slots=True)
class Goal:
    """Limits a flow is held to; None where there is no goal."""

    ratio: float | None = None
    """Our time through theirs, median of the rounds."""
    queries: int | None = None
    """Our queries a request; of several that are one piece of work, those of the last."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One side of a flow: the site and the name of the prepared requests."""

    site: str
    request: str


@dataclass(frozen=True, slots=True)
class Flow:
    """Two entries measured against each other."""

    key: str
    title: str
    work: str
    """What our side has to have done for the time to count."""
    ours: Entry
    theirs: Entry
    goal: Goal = Goal()
    empties_caches: bool = False
    """Whether our caches are emptied before each of our requests, outside the time taken."""


@dataclass(frozen=True, slots=True)
class Inside:
    """Work timed inside one process, without a server, against plain code that does as much.

    `each` is what one item is called; `seconds` is the goal for the whole run at full size.
    """

    key: str
    title: str
    each: str
    work: str
    """What has to have been done for the time to count."""
    plain: str
    """What it is compared with."""
    items: int
    """How many are done in the whole run."""
    seconds: float | None = None


FORM_GET = Entry(PEER, "form")
FORM_POST = Entry(PEER, "form_sent")
PLAIN_PAGE = Entry(PEER, "page")
BARE_VIEW = Entry(BARE, "same_size")
PEERS_DAY = Entry(APPOINTMENTS, "day")

STEP_GET = Goal(ratio=0.2)
STEP_POST = Goal(ratio=1.0, queries=6)
COLD = Goal(ratio=0.6)
WARM = Goal(ratio=3.0)
FREE_DAY = Goal(ratio=0.2, queries=5)
NEXT_FREE = Goal(ratio=0.01, queries=5)
MANY_DIARIES = Goal(ratio=1.0, queries=5)
BOOKING = Goal(ratio=1.0, queries=12)

FLOWS = (
    Flow(
        "step-get-first",
        "Intake step, GET: the first (one question)",
        "the page shows every question and option of the step",
        Entry(OURS, "step_first"),
        FORM_GET,
        STEP_GET,
    ),
    Flow(
        "step-get-map",
        "Intake step, GET: the body map",
        "the page shows every question and option of the step",
        Entry(OURS, "step_map"),
        FORM_GET,
        STEP_GET,
    ),
    Flow(
        "step-get-longest",
        "Intake step, GET: the one with most options",
        "the page shows every question and option of the step",
        Entry(OURS, "step_longest"),
        FORM_GET,
        STEP_GET,
    ),
    Flow(
        "step-post-first",
        "Intake step, POST: the first",
        "checked, looked through for an emergency, stored encrypted, each time",
        Entry(OURS, "answer_first"),
        FORM_POST,
        STEP_POST,
    ),
    Flow(
        "step-post-last",
        "Intake step, POST: the last, all others answered",
        "checked, looked through for an emergency, stored encrypted, each time",
        Entry(OURS, "answer_last"),
        FORM_POST,
        STEP_POST,
    ),
    Flow(
        "step-post-emergency",
        "Intake step, POST: an answer that ends in an emergency",
        "every client decided: urgent, emergency_now",
        Entry(OURS, "answer_emergency"),
        FORM_POST,
        STEP_POST,
    ),
    Flow(
        "decide",
        "Intake, POST: decide a whole set of answers",
        "every client decided as the engine decides the same answers",
        Entry(OURS, "decide"),
        FORM_POST,
        STEP_POST,
    ),
    Flow(
        "article-cold",
        "Cause article, no kept answer",
        "the page holds the article's words, sources and related causes",
        Entry(OURS, "article_cold"),
        PLAIN_PAGE,
        COLD,
    ),
    Flow(
        "article-all-caches-empty",
        "Cause article, every cache of ours emptied before each request, as for the first reader "
        "after a publish",
        "the page holds the article's words, sources and related causes",
        Entry(OURS, "article_warm"),
        PLAIN_PAGE,
        empties_caches=True,
    ),
    Flow(
        "article-warm",
        "Cause article, kept answer, against a bare Django view of the same size",
        "the same words; after a publish, the new ones",
        Entry(OURS, "article_warm"),
        BARE_VIEW,
        WARM,
    ),
    Flow(
        "free-day",
        "Free times of one practitioner as data: ours of four days, kept until a diary changes, "
        "against theirs of one",
        "the answer names the times that are free on the day",
        Entry(OURS, "free_day"),
        PEERS_DAY,
        FREE_DAY,
    ),
    Flow(
        "free-day-nothing-kept",
        "The same, every cache of ours emptied before each request",
        "the answer names the times that are free on the day",
        Entry(OURS, "free_day"),
        PEERS_DAY,
        empties_caches=True,
    ),
    Flow(
        "free-day-page",
        "Free times of one practitioner: our whole page against their data",
        "the page offers the times that are free on the day",
        Entry(OURS, "free_day_page"),
        PEERS_DAY,
    ),
    Flow(
        "next-free-40",
        "Next free time, the diary full for 40 days",
        "the first time named is the first that is free",
        Entry(OURS, "full_40"),
        Entry(APPOINTMENTS, "full_40"),
        NEXT_FREE,
    ),
    Flow(
        "next-free-90",
        "Next free time, the diary full for 90 days (they give up, we find it)",
        "the first time named is the first that is free",
        Entry(OURS, "full_90"),
        Entry(APPOINTMENTS, "full_90"),
        NEXT_FREE,
    ),
    Flow(
        "next-free-90-nothing-kept",
        "The same, every cache of ours emptied before each request",
        "the first time named is the first that is free",
        Entry(OURS, "full_90"),
        Entry(APPOINTMENTS, "full_90"),
        empties_caches=True,
    ),
    Flow(
        "free-many",
        "Free times of 10 practitioners, all 60 days, 20,000 appointments stored, against their "
        "single day",
        "the answer names the one free hour of each of the days",
        Entry(OURS, "many"),
        PEERS_DAY,
        MANY_DIARIES,
    ),
    Flow(
        "free-many-nothing-kept",
        "The same, every cache of ours emptied before each request",
        "the answer names the one free hour of each of the days",
        Entry(OURS, "many"),
        PEERS_DAY,
        empties_caches=True,
    ),
    Flow(
        "book",
        "A whole booking, two POSTs on both sides (queries: of the second)",
        "every visit is booked once, whole and for itself; of several at once for one time, one",
        Entry(OURS, "book"),
        Entry(APPOINTMENTS, "book"),
        BOOKING,
    ),
)


INSIDE = (
    Inside(
        "engine-decide",
        "`decide()` of one set of answers",
        "decision",
        "every worked case is decided as it expects, in the same process, after the clock",
        "a bare sum of the points of the picked options in a dictionary, no path, rule or reason",
        items=1_000,
    ),
    Inside(
        "replay",
        "Replay of stored submissions",
        "submission",
        "routes, urgencies and causes counted equal an independent recount; every changed "
        "submission is listed",
        "the same submissions loaded as objects and decided one by one by `decide_again()`",
        items=10_000,
        seconds=60,
    ),
)


def inside(keys: tuple[str, ...]) -> tuple[Inside, ...]:
    """Return what is timed inside one process, chosen as flows are."""
    return tuple(one for one in INSIDE if not keys or one.key.startswith(keys))


def chosen(keys: tuple[str, ...]) -> tuple[Flow, ...]:
    """Return the flows whose key begins with one of the words given; all without words."""
    return tuple(flow for flow in FLOWS if not keys or flow.key.startswith(keys))


@dataclass(frozen=True, slots=True)
class Large:
    """A page measured with years of data against the same page with little, on both sides."""

    key: str
    title: str
    ours: str
    theirs: str | None = None
    """The name of the prepared request of each side; None where the peer has no such page."""
    ratio: float = 1.3
    """The goal: our time with much through our time with little."""


@dataclass(frozen=True, slots=True)
class Export:
    """A download of everything there is."""

    key: str
    title: str
    ours: str
    theirs: str | None = None
    first_byte: float = 1.0
    """The goal, in seconds."""
    grown_mb: float = 30.0
    """The goal: by how much the server's memory may grow."""


MUCH_STORED = (200_000, 100_000)
"""Submissions and appointments."""
LITTLE_STORED = (1_000, 500)
"""The same for the small databases, in quick runs too: less would not fill a page."""

LARGE = (
    Large("large-worklist", "Worklist", "worklist", "list"),
    Large("large-filtered", "Worklist, filtered (theirs: the last three days)", "filtered",
          "list_of_days"),
    Large("large-own", "Worklist of a therapist who sees their own clients", "own"),
    Large("large-search", "Search by surname", "searched"),
    Large("large-detail", "Page of one submission", "detail"),
)  # fmt: skip
EXPORTS = (
    Export("large-export-csv", "Export with answers, CSV", "csv", "csv"),
    Export("large-export-xlsx", "Export with answers, XLSX", "xlsx"),
    Export("large-export-jsonl", "Export with answers, JSON lines", "jsonl"),
    Export("large-export-visits", "Export of appointments with contacts, CSV", "visits"),
)


def large(keys: tuple[str, ...]) -> tuple[Large, ...]:
    """Return the pages measured with years of data, chosen as flows are."""
    return tuple(one for one in LARGE if not keys or one.key.startswith(keys))


def exports(keys: tuple[str, ...]) -> tuple[Export, ...]:
    """Return the exports, chosen as flows are."""
    return tuple(one for one in EXPORTS if not keys or one.key.startswith(keys))
