from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks import __main__ as command
from benchmarks import inside, large, run
from benchmarks.catalog import FLOWS, PEER
from benchmarks.client import Connection, Prepared
from benchmarks.run import FILLED, RACERS, Bench
from benchmarks.servers import Server


def bench(folder: Path) -> Bench:
    return Bench(folder, {}, {}, {("ours", "article_warm"): [Prepared("GET", "/article/")]})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], Any]:
    """What each side answers when it is asked; nothing wrong unless a test says so."""
    answers: dict[tuple[str, str], Any] = {
        ("ours", "verify"): [],
        ("peer", "verify"): [],
        ("appointments", "verify"): [],
        ("ours", "publish"): "You are at /article/",
    }
    monkeypatch.setattr(run, "ask", lambda _bench, site, verb, **_given: answers[site, verb])
    return answers


def verified(site: Server, folder: Path, contended: str = "") -> list[str]:
    found = bench(folder)
    found.facts = {each: {} for each in FILLED}
    found.requests["ours", "contended"] = [
        Prepared("GET", contended or f"/contended/{folder.name}/")
    ]
    run.verify(found, {"ours": site})
    return found.failures


def test_work_that_both_sides_did_is_no_failure(site: Server, tmp_path: Path, asked: Any) -> None:
    assert verified(site, tmp_path) == []


def test_what_a_side_did_not_do_is_a_failure(site: Server, tmp_path: Path, asked: Any) -> None:
    asked[PEER, "verify"] = ["3 of 4 forms were stored"]
    assert verified(site, tmp_path) == ["peer: 3 of 4 forms were stored"]


def test_a_change_that_is_not_shown_is_a_failure(site: Server, tmp_path: Path, asked: Any) -> None:
    asked["ours", "publish"] = "A title that the page does not show"
    assert verified(site, tmp_path) == ["ours: a published change is not shown, the kept answer is"]


def test_a_time_that_everybody_gets_is_a_failure(site: Server, tmp_path: Path, asked: Any) -> None:
    assert verified(site, tmp_path, "/everybody/") == [
        f"ours: of {RACERS} at once for one time: {[200] * RACERS}"
    ]


@pytest.mark.parametrize(("failures", "code"), [([], 0), (["ours: nothing was stored"], 1)])
def test_only_unverified_work_fails_the_run(
    failures: list[str],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(run, "empty", lambda *_: SimpleNamespace(failures=failures))
    # Filling the large databases takes minutes; nothing was measured of them.
    monkeypatch.setattr(large, "measure", lambda *_: large.Years(0, tmp_path, {}))
    monkeypatch.setattr(inside, "measure", lambda *_: [])
    monkeypatch.setattr(command, "timed", lambda *_: [])
    assert command.main(["--quick"]) == code
    assert ("Not verified" in capsys.readouterr().out) == bool(failures)


def test_a_flow_that_does_not_exist_is_answered_with_those_that_do() -> None:
    with pytest.raises(SystemExit, match=FLOWS[0].key):
        command.main(["no-such-flow"])


def test_requests_go_on_where_they_were_left(site: Server, tmp_path: Path) -> None:
    found, flow = bench(tmp_path), next(f for f in FLOWS if f.ours.request == "article_warm")
    entry = flow.ours
    target = found.target(entry, {"ours": site}, flow)
    target.next_request()
    found.keep(entry, target)
    assert found.target(entry, {"ours": site}, flow).sent == 1
    assert found.sent_to("ours") == {"article_warm": 1}


def test_caches_are_emptied_only_in_the_flow_that_says_so(site: Server, tmp_path: Path) -> None:
    kept = tmp_path / "ours" / "cache" / "kept"
    for flow in FLOWS:
        if flow.ours.request == "article_warm":
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.touch()
            target = bench(tmp_path).target(flow.ours, {"ours": site}, flow)
            with Connection(site.port) as connection:
                target.send_one(connection)
            assert kept.exists() != flow.empties_caches
