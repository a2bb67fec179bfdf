"""Work timed inside this process, against plain code; what was done is verified after the clock."""

import json
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle, islice
from secrets import token_hex
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from benchmarks.rounds import order
from clinic_site.demo.seed import causes, questionnaire, site
from intake.actions import new_reference
from intake.engine import codec
from intake.engine.answers import read_answers
from intake.engine.cases import Case, Verdict, judge
from intake.engine.routing import decide
from intake.engine.types import Answer, Questionnaire, Route, Urgency
from intake.management.commands.load_questionnaire import DEFAULT
from intake.models import QuestionnaireVersion, Replay, ReplayState, Submission
from intake.replaying import run_replay

Json = dict[str, Any]
Run = Callable[[], int]
"""Does some work and returns how many items it was."""
SIDES = ("ours", "theirs")
PASSES = 10
A_ROUND = 500
"""How many submissions a side of the replay decides in one round."""


def measure(name: str, *, items: int, rounds: int) -> Json:
    """Return rounds (CPU seconds an item, both sides), the whole run, and what was not done."""
    call_command("migrate", verbosity=0)
    works = {"engine-decide": Deciding, "replay": Replaying}
    work = works[name](items)
    taken = [_round(work.runs, first) for first in order(rounds, SIDES)]
    before = _peak_mb()
    began, cpu = time.perf_counter(), time.process_time()
    work.whole()
    whole = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    whole["grown_mb"] = _peak_mb() - before
    return {"rounds": taken, "whole": whole, "failures": list(work.failures())}


def _round(runs: Mapping[str, Run], sides: Sequence[str]) -> list[float]:
    seconds = {}
    for side in sides:
        # Nothing is waited for but the database, so a busy machine need not blur the ratio.
        began = time.process_time()
        done = runs[side]()
        seconds[side] = (time.process_time() - began) / done
    return [seconds[side] for side in SIDES]


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def worked_cases() -> list[Case]:
    """Return the cases that ship beside the default questionnaire."""
    file = DEFAULT.with_name(f"{DEFAULT.stem}_cases.json")
    return [_case(item) for item in json.loads(file.read_text(encoding="utf-8"))]


def _case(item: Json) -> Case:
    expected = item["expect"]
    return Case(
        item["id"],
        item["answers"],
        Route(expected["route"]),
        Urgency(expected.get("urgency", "none")),
        expected.get("top_cause"),
        tuple(expected.get("acceptable_causes", ())),
        tuple(Route(route) for route in expected.get("acceptable_routes", ())),
    )


class Deciding:
    """The worked cases decided again and again, against adding up points."""

    def __init__(self, items: int) -> None:
        self.definition = codec.from_json(json.loads(DEFAULT.read_text(encoding="utf-8")))
        self.cases = worked_cases()
        self.answers = [read_answers(self.definition, case.answers)[0] for case in self.cases]
        self.points = {
            (question.key, option.key): option.points
            for question in self.definition.questions
            for option in question.options
        }
        self.times = max(1, items // len(self.cases))
        self.runs = {"ours": self.decide, "theirs": self.add}

    def decide(self) -> int:
        """Decide every case some times."""
        for _ in range(PASSES):
            for answers in self.answers:
                decide(self.definition, answers)
        return PASSES * len(self.answers)

    def add(self) -> int:
        """Add up the points of every case some times."""
        for _ in range(PASSES):
            for answers in self.answers:
                sums(self.points, answers)
        return PASSES * len(self.answers)

    def whole(self) -> None:
        """Decide as many as the whole run has."""
        for answers in self.answers * self.times:
            decide(self.definition, answers)

    def failures(self) -> Iterator[str]:
        """Say which cases are not decided as they expect."""
        for case in self.cases:
            if judge(self.definition, case).verdict is not Verdict.AS_EXPECTED:
                yield f"case {case.name} is not decided as it expects"
        if not any(sums(self.points, answers) for answers in self.answers):
            yield "the plain sums added nothing up"


def sums(
    points: Mapping[tuple[str, str], Sequence[tuple[str, int]]], answers: Mapping[str, Answer]
) -> dict[str, int]:
    """Return total → points of the picked options: the least that any scoring has to do."""
    totals: dict[str, int] = {}
    for question, answer in answers.items():
        for option in answer.options:
            for total, value in points.get((question, option), ()):
                totals[total] = totals.get(total, 0) + value
    return totals


class Replaying:
    """A draft over many stored submissions, against deciding them one by one."""

    def __init__(self, items: int) -> None:
        self.items = items
        version = published()
        _store(version, items)
        self.version = version
        self.draft = _changed(version.definition)
        self.runs = {"ours": self.replay, "theirs": self.one_by_one}
        self.last: Replay | None = None

    def replay(self) -> int:
        """Let the draft decide a round's submissions."""
        return self._replay(min(A_ROUND, self.items)).done

    def one_by_one(self) -> int:
        """Decide a round's submissions as the pages of the admin do."""
        newest = Submission.objects.order_by("-pk")[: min(A_ROUND, self.items)]
        return sum(bool(submission.decide_again()) for submission in newest)

    def whole(self) -> None:
        """Let the draft decide them all."""
        self.last = self._replay(self.items)

    def _replay(self, most: int) -> Replay:
        replay = Replay.objects.create(
            questionnaire=self.version.questionnaire,
            sha256=codec.sha256(self.draft),
            content=codec.canonical(codec.to_json(self.draft)),
            most=most,
        )
        return run_replay(replay=replay)

    def failures(self) -> Iterator[str]:
        """Say in what the replay differs from a recount that shares no line with it."""
        replay = self.last
        if replay is None or (replay.state, replay.done) != (ReplayState.DONE, self.items):
            yield "the replay did not come to its end"
            return
        recount, changed = self.recount()
        for name, counted in recount.items():
            if replay.counts[name] != dict(counted):
                yield f"{name}: {replay.counts[name]} instead of {dict(counted)}"
        if not changed:
            yield "the draft changes nothing, so nothing was proved"
        if set(replay.changes.values_list("submission_id", flat=True)) != changed:
            yield "the changed submissions listed are not those that change"

    def recount(self) -> tuple[dict[str, Counter[str]], set[int]]:
        """Return the counts by name and the submissions that change, one object at a time."""
        counts: dict[str, Counter[str]] = {
            name: Counter() for name in ("routes", "urgencies", "causes")
        }
        changed = set()
        for submission in Submission.objects.order_by("pk").iterator(chunk_size=200):
            again = decide(self.draft, read_answers(self.draft, submission.answers)[0])
            pairs = {
                "routes": (submission.route, again.route.value),
                "urgencies": (submission.urgency, again.urgency.value),
                "causes": (submission.top_cause, again.top_cause or ""),
            }
            for name, (before, after) in pairs.items():
                if before != after:
                    counts[name][f"{before} → {after}"] += 1
                    changed.add(submission.pk)
        return counts, changed


def published() -> QuestionnaireVersion:
    """Return the published questionnaire of the demo, with the articles it leads to."""
    now = timezone.now()
    for part in (site, causes, questionnaire):
        part.seed(now=now)
    return QuestionnaireVersion.objects.select_related("questionnaire").latest("published_at")


def _store(version: QuestionnaireVersion, count: int) -> None:
    definition = version.definition
    decided = [
        (case.answers, decide(definition, read_answers(definition, case.answers)[0]))
        for case in worked_cases()
    ]
    rows = (
        Submission(
            reference=new_reference(),
            token_digest=token_hex(32),
            version=version,
            answers=raw,
            route=decision.route.value,
            urgency=decision.urgency.value,
            top_cause=decision.top_cause or "",
            completed_at=timezone.now(),
        )
        for raw, decision in islice(cycle(decided), count)
    )
    Submission.objects.bulk_create(rows, batch_size=500)


def _changed(definition: Questionnaire) -> Questionnaire:
    """Return a draft that takes a point from the cause named most often: some cases change."""
    plain = codec.to_json(definition)
    cause = definition.causes[0].key
    for step in plain["steps"]:
        for question in step["questions"]:
            for option in question.get("options", []):
                if cause in option.get("points", {}):
                    option["points"][cause] -= 2
    return codec.from_json(plain)
