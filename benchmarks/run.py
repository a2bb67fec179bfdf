"""Runs the flows: prepare both sides, count queries, time in rounds, then verify."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import rounds
from benchmarks.catalog import APPOINTMENTS, BARE, OURS, PEER, Entry, Flow
from benchmarks.client import Connection, Prepared
from benchmarks.counting import HEADER
from benchmarks.report import Pair, Result
from benchmarks.rounds import Limits, Target
from benchmarks.servers import ROOT, Server, all_serving

APPLICATIONS = {
    OURS: "benchmarks.ours.wsgi:application",
    PEER: "benchmarks.peer_site.wsgi:application",
    APPOINTMENTS: "benchmarks.appointments_site.wsgi:application",
    BARE: "benchmarks.peer_site.bare:application",
}
MODULES = {
    OURS: "benchmarks.ours",
    PEER: "benchmarks.peer_site",
    APPOINTMENTS: "benchmarks.appointments_site",
    "inside": "benchmarks.ours",
}
FILLED = (OURS, PEER, APPOINTMENTS)
"""The sites that have a database of their own."""
COUNTED_TIMES = 3
RACERS = 8

Json = dict[str, Any]
Say = Callable[[str], None]


class SideError(Exception):
    """Raised when a side cannot be prepared or asked."""


@dataclass(slots=True)
class Bench:
    """All sides with their databases, what was sent to each, and what went wrong."""

    folder: Path
    environments: dict[str, dict[str, str]]
    facts: dict[str, Json]
    requests: dict[tuple[str, str], list[Prepared]]
    sent: dict[tuple[str, str], int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def target(self, entry: Entry, servers: Mapping[str, Server], flow: Flow) -> Target:
        """Return an entry of a flow ready to be sent, going on where it was left."""
        key = (entry.site, entry.request)
        empties = flow.empties_caches and entry.site == OURS
        before = self.empty_caches if empties else None
        target = Target(servers[entry.site].port, self.requests[key], before)
        target.sent = self.sent.get(key, 0)
        return target

    def keep(self, entry: Entry, target: Target) -> None:
        """Remember how many requests were sent and what was wrong with the answers."""
        self.sent[entry.site, entry.request] = target.sent
        self.failures += [f"{entry.site}: {failure}" for failure in target.failures]

    def sent_to(self, site: str) -> dict[str, int]:
        """Return how many requests of each name went to a site."""
        return {name: times for (at, name), times in self.sent.items() if at == site}

    def empty_caches(self) -> None:
        """Delete everything our site keeps in its cache."""
        shutil.rmtree(self.folder / OURS / "cache", ignore_errors=True)


def empty(folder: Path, databases: Mapping[str, str]) -> Bench:
    """Return a bench with an environment for every site, and nothing in it yet."""
    sites = {*APPLICATIONS, *MODULES}
    environments = {site: environment(folder / site, databases.get(site)) for site in sites}
    return Bench(folder, environments, {}, {})


def prepared(bench: Bench, limits: Limits) -> Bench:
    """Fill the databases of all sides and read the requests."""
    for site in FILLED:
        bench.facts[site] = ask(bench, site, "prepare", str(limits.most))
        for name, plain in bench.facts[site]["requests"].items():
            bench.requests[site, name] = [Prepared.read(one) for one in plain]
    return bench


def environment(folder: Path, database: str | None) -> dict[str, str]:
    """Return what a side's processes are told, with a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "static").mkdir(exist_ok=True)
    own = {"VAR_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    if database:
        own["DATABASE_URL"] = database
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | own


def ask(bench: Bench, site: str, verb: str, *extra: str, given: Any = None) -> Any:
    """Let a side do something in a process of its own; return its answer."""
    done = subprocess.run(
        [sys.executable, "-m", MODULES[site], verb, *extra],
        cwd=ROOT,
        env=bench.environments[site],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=600,
    )
    if done.returncode:
        raise SideError(f"{site} could not {verb}:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout)


def measure(bench: Bench, flows: Sequence[Flow], limits: Limits, say: Say) -> list[Result]:
    """Count and time every flow, then verify; what is wrong ends up in `bench.failures`."""
    queries = count(bench, flows)
    results = []
    with all_serving(APPLICATIONS, bench.environments, bench.folder) as servers:
        fit_the_bare_view(bench, servers)
        for flow in flows:
            say(f"{flow.title} …")
            results.append(time_flow(bench, flow, servers, limits, queries[flow.key]))
            if bench.failures:
                break
        verify(bench, servers)
    return results


def count(bench: Bench, flows: Sequence[Flow]) -> dict[str, Pair]:
    """Return the queries of a request on both sides of each flow, from servers that only count."""
    counting = {site: {**env, "BENCH_COUNT": "1"} for site, env in bench.environments.items()}
    applications = {site: APPLICATIONS[site] for site in FILLED}
    found: dict[str, Pair] = {}
    with all_serving(applications, counting, bench.folder) as servers:
        for flow in flows:
            ours, theirs = (
                _counted(bench, entry, servers, flow) for entry in (flow.ours, flow.theirs)
            )
            found[flow.key] = Pair(ours, theirs)
    return found


def _counted(bench: Bench, entry: Entry, servers: Mapping[str, Server], flow: Flow) -> float:
    """Return the queries of a request after some that came before it; the bare view has none."""
    if entry.site == BARE:
        return 0.0
    target = bench.target(entry, servers, flow)
    with Connection(target.port) as connection:
        for _ in range(COUNTED_TIMES):
            _seconds, answer, request = target.send_one(connection)
    target.failures += answer.failures(request)
    bench.keep(entry, target)
    return float(answer.headers.get(HEADER.lower(), "nan"))


def fit_the_bare_view(bench: Bench, servers: Mapping[str, Server]) -> None:
    """Let the bare view answer with as many bytes as the article has."""
    [article] = bench.requests[OURS, "article_warm"]
    with Connection(servers[OURS].port) as connection:
        size = len(connection.send(article.wire(servers[OURS].port)).body)
    bench.requests[BARE, "same_size"] = [Prepared("GET", f"/{size}/")]


def time_flow(
    bench: Bench,
    flow: Flow,
    servers: Mapping[str, Server],
    limits: Limits,
    queries: Pair,
) -> Result:
    """Take the rounds of one flow."""
    ours, theirs = (bench.target(entry, servers, flow) for entry in (flow.ours, flow.theirs))
    sides = ((flow.ours, ours), (flow.theirs, theirs))
    before = [(servers[entry.site].cpu_seconds(), target.sent) for entry, target in sides]
    taken = rounds.run(ours, theirs, limits)
    cpu = []
    for (entry, target), (seconds, sent) in zip(sides, before, strict=True):
        used = servers[entry.site].cpu_seconds() - seconds
        cpu.append(used / (target.sent - sent) * 1000)
        bench.keep(entry, target)
    return Result(flow, taken, queries, Pair(*cpu))


def verify(bench: Bench, servers: Mapping[str, Server]) -> None:
    """Compare what is stored, and what is shown after a publish, with what must be."""
    for site in FILLED:
        given = {"facts": bench.facts[site], "sent": bench.sent_to(site)}
        bench.failures += [f"{site}: {one}" for one in ask(bench, site, "verify", given=given)]
    race(bench, servers[OURS].port)
    see = partial(_shown, bench, servers[OURS].port)
    see()
    title = ask(bench, OURS, "publish", given={"facts": bench.facts[OURS]})
    if title not in see():
        bench.failures.append("ours: a published change is not shown, the kept answer is")


def race(bench: Bench, port: int) -> None:
    """Ask for one time over several connections at once: one gets it, the others are told."""
    [wanted] = bench.requests[OURS, "contended"]

    def ask_for_it(_number: int) -> int:
        with Connection(port) as connection:
            return connection.send(wanted.wire(port)).status

    with ThreadPoolExecutor(RACERS) as pool:
        statuses = sorted(pool.map(ask_for_it, range(RACERS)))
    if statuses != [302] + [409] * (RACERS - 1):
        bench.failures.append(f"ours: of {RACERS} at once for one time: {statuses}")


def _shown(bench: Bench, port: int) -> str:
    [article] = bench.requests[OURS, "article_warm"]
    with Connection(port) as connection:
        return connection.send(article.wire(port)).body.decode()
