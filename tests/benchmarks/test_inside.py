"""Work inside one process: faked work is found out, and the report tells what was measured."""

from typing import Any

import pytest

from benchmarks import inside
from benchmarks.catalog import INSIDE
from benchmarks.ours.inside import Deciding, Replaying, sums, worked_cases
from benchmarks.report import document
from benchmarks.rounds import Limits
from intake.engine.types import Answer
from intake.models import ReplayState
from tests.factories import intake as factory
from tests.intake.replays import save_draft, store_many, stricter

DECIDE, REPLAY = INSIDE
MEASURED: dict[str, Any] = {
    "rounds": [[0.0006, 0.00001], [0.0007, 0.00001]],
    "whole": {"seconds": 61.0, "cpu": 8.0, "grown_mb": 1.0},
    "failures": [],
}


@pytest.fixture
def replaying(db: None) -> Replaying:
    """A replay of few submissions that came to its end."""
    version = factory.published()
    store_many(version, 10)
    found = object.__new__(Replaying)
    found.items, found.version = 10, version
    found.draft = save_draft(version, stricter()).definition()
    found.whole()
    return found


def test_a_replay_that_was_done_is_found_done(replaying: Replaying) -> None:
    assert list(replaying.failures()) == []


def test_a_count_that_is_wrong_is_noticed(replaying: Replaying) -> None:
    assert replaying.last is not None
    replaying.last.counts["routes"] = {"self_help → booking": 3}
    assert list(replaying.failures()) == [
        "routes: {'self_help → booking': 3} instead of {'self_help → booking': 2}"
    ]


def test_a_changed_submission_that_is_not_listed_is_noticed(replaying: Replaying) -> None:
    assert replaying.last is not None
    replaying.last.changes.worst_first()[0].delete()
    assert list(replaying.failures()) == [
        "the changed submissions listed are not those that change"
    ]


def test_a_replay_that_stopped_early_is_noticed(replaying: Replaying) -> None:
    assert replaying.last is not None
    replaying.last.state = ReplayState.CANCELLED
    assert list(replaying.failures()) == ["the replay did not come to its end"]


def test_a_draft_that_changes_nothing_proves_nothing(replaying: Replaying) -> None:
    replaying.draft = replaying.version.definition
    replaying.whole()
    assert list(replaying.failures()) == ["the draft changes nothing, so nothing was proved"]


def test_every_worked_case_is_decided_and_checked() -> None:
    work = Deciding(items=1)
    assert len(work.cases) == len(worked_cases()) > 30
    assert list(work.failures()) == []
    work.definition = factory.small_definition()
    assert list(work.failures())


def test_the_plain_sum_adds_the_points_of_picked_options() -> None:
    points = {("a", "x"): (("one", 2), ("two", 1)), ("b", "y"): (("one", 3),)}
    answers = {"a": Answer(("x",)), "b": Answer(("y", "z")), "c": Answer(number=4)}
    assert sums(points, answers) == {"one": 5, "two": 1}


def test_the_report_says_microseconds_the_whole_run_and_whether_the_goal_was_met() -> None:
    found = inside.read(REPLAY, REPLAY.items, MEASURED)
    assert "650 : 10 a submission" in found.row()
    assert "10,000 in 61.0 s, 8.0 s CPU, +1 MB" in found.row()
    assert found.verdict() == "≤ 60 s for 10,000: not met"
    assert inside.read(REPLAY, 1_000, MEASURED).verdict() == "≤ 60 s for 10,000: not tried"
    assert inside.read(DECIDE, 10, MEASURED).verdict() == "none"
    text = document([], Limits(), [], [found])
    assert f"- {REPLAY.title}: {REPLAY.work}" in text
    assert REPLAY.plain in text


def test_a_quick_run_does_a_share_of_the_work() -> None:
    assert (Limits().items(10_000), Limits(share=0.1).items(10_000)) == (10_000, 1_000)
