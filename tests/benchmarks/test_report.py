from benchmarks.catalog import FLOWS, Entry, Flow, Goal, chosen
from benchmarks.report import Pair, Result, document
from benchmarks.rounds import Limits
from benchmarks.stats import Round

GOAL = Goal(ratio=0.2, queries=6)


def result(ours: float, queries: int = 1, goal: Goal = GOAL) -> Result:
    flow = Flow("key", "A flow", "rows stored", Entry("ours", "a"), Entry("peer", "b"), goal)
    return Result(flow, [Round((ours,), (1.0,))], Pair(queries, 7), Pair(1.0, 2.0))


def test_a_goal_that_is_kept_is_met() -> None:
    assert result(0.2).verdict() == "ratio ≤ 0.2, queries ≤ 6: met"


def test_a_goal_that_is_not_kept_says_by_how_much() -> None:
    assert result(0.25, 7).unmet() == ["ratio 0.25 > 0.2", "7 queries > 6"]


def test_a_flow_without_a_goal_has_no_verdict() -> None:
    assert result(9.0, goal=Goal()).verdict() == "none"


def test_the_report_names_commit_versions_and_what_was_verified() -> None:
    text = document([result(0.1)], Limits(), [])
    for words in ("commit", "wagtail 8", "2 workers × 4 threads", "- A flow: rows stored"):
        assert words in text


def test_the_report_names_the_command_that_made_it() -> None:
    text = document([result(0.1)], Limits(), [], asked=("replay", "--write"))
    assert 'make bench ARGS="replay --write"`' in text


def test_unverified_work_stands_in_the_report() -> None:
    text = document([result(0.1)], Limits(), ["ours: 3 of 4 answers were stored"])
    assert "**Not verified:**" in text
    assert "3 of 4 answers were stored" in text
    assert "All work was verified" not in text


def test_every_flow_says_what_work_it_expects() -> None:
    assert all(flow.work and flow.title for flow in FLOWS)
    assert len({flow.key for flow in FLOWS}) == len(FLOWS)


def test_flows_are_chosen_by_the_beginning_of_their_names() -> None:
    assert {flow.key for flow in chosen(("article",))} == {
        flow.key for flow in FLOWS if flow.key.startswith("article")
    }
    assert chosen(()) == FLOWS
