"""What was measured, as text for people: on the screen and as a file."""

import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from benchmarks import databases
from benchmarks.catalog import Flow, Inside
from benchmarks.rounds import Limits
from benchmarks.stats import Round, median_ms, ratio_of

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results"
PACKAGES = ("django", "wagtail", "gunicorn", "psycopg", "cryptography")
HEAD = (
    "| flow | time ours : theirs (quartiles) | queries | app CPU ms | p50 ms | goal |\n"
    "|---|---|---|---|---|---|"
)
INSIDE_HEAD = (
    "| inside one process | CPU ours : plain (quartiles) | CPU µs each | whole run | goal |\n"
    "|---|---|---|---|---|"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One number for each side."""

    ours: float
    theirs: float


@dataclass(frozen=True, slots=True)
class Result:
    """A flow with everything measured on it."""

    flow: Flow
    rounds: Sequence[Round]
    queries: Pair
    cpu_ms: Pair
    """Processor time of the server's processes a request."""

    def unmet(self) -> list[str]:
        """Return the limits that were not kept, in words."""
        found, goal = [], self.flow.goal
        ratio = ratio_of(self.rounds).middle
        if goal.ratio is not None and ratio > goal.ratio:
            found.append(f"ratio {ratio:.2f} > {goal.ratio:g}")
        if goal.queries is not None and self.queries.ours > goal.queries:
            found.append(f"{self.queries.ours:g} queries > {goal.queries}")
        return found

    def verdict(self) -> str:
        """Return the goal and whether it was met."""
        goal = self.flow.goal
        limits = [f"ratio ≤ {goal.ratio:g}"] if goal.ratio is not None else []
        limits += [f"queries ≤ {goal.queries}"] if goal.queries is not None else []
        unmet = self.unmet()
        said = f"not met: {', '.join(unmet)}" if unmet else "met"
        return f"{', '.join(limits)}: {said}" if limits else "none"

    def row(self) -> str:
        """Return the flow's line of the table."""
        ratio = ratio_of(self.rounds)
        ours = median_ms([one.ours for one in self.rounds])
        theirs = median_ms([one.theirs for one in self.rounds])
        cells = (
            self.flow.title,
            f"**{ratio.middle:.2f}** ({ratio.low:.2f}–{ratio.high:.2f})",
            f"{self.queries.ours:g} : {self.queries.theirs:g}",
            f"{self.cpu_ms.ours:.1f} : {self.cpu_ms.theirs:.1f}",
            f"{ours:.1f} : {theirs:.1f}",
            self.verdict(),
        )
        return f"| {' | '.join(cells)} |"


class Rowed(Protocol):
    """What stands in a table of its own, with the work that was verified."""

    inside: Inside

    def row(self) -> str:
        """Return the line of the table."""


def document(
    results: Sequence[Result],
    limits: Limits,
    failures: Sequence[str],
    within: Sequence[Rowed] = (),
    asked: Sequence[str] = (),
    large: Sequence[str] = (),
) -> str:
    """Return the whole report as Markdown.

    `asked` are the words of the command, if any; `large` are the lines about years of data.
    """
    lines = [
        f"# Benchmarks, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "",
        *circumstances(limits, asked),
    ]
    if results:
        lines += ["", HEAD, *(result.row() for result in results)]
    if within:
        lines += ["", INSIDE_HEAD, *(result.row() for result in within), ""]
        lines += [f"- Plain, for {one.inside.title}: {one.inside.plain}" for one in within]
    lines += [*large, ""]
    if failures:
        lines += ["**Not verified:**", "", *(f"- {failure}" for failure in failures)]
    else:
        lines += ["All work was verified after timing:", ""]
        lines += [f"- {result.flow.title}: {result.flow.work}" for result in results]
        lines += [f"- {result.inside.title}: {result.inside.work}" for result in within]
    return "\n".join([*lines, ""])


def circumstances(limits: Limits, asked: Sequence[str] = ()) -> list[str]:
    """Return how and on what it was measured."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    words = f' ARGS="{" ".join(asked)}"' if asked else ""
    prefix = "BENCH_DB=postgres " if databases.kind() == "postgres" else ""
    return [
        f"- Command: `{prefix}make bench{words}`, commit {commit()}",
        f"- Python {platform.python_version()}, {packages}; {databases.kind()}",
        "- gunicorn gthread, 2 workers × 4 threads on both sides, DEBUG off, one client",
        f"- {limits.rounds} interleaved rounds of at most {limits.requests} requests or "
        f"{limits.seconds:g} s a side; the ratio is taken within each round, then its median",
        "- Milliseconds swing with whatever else the machine does; only the ratios are worth "
        "quoting",
    ]


def commit() -> str:
    """Return the commit measured, and whether files differ from it."""
    name = _git("rev-parse", "--short", "HEAD") or "unknown"
    changed = _git("status", "--porcelain", "--untracked-files=no")
    return f"{name} with changes not committed" if changed else name


def _git(*arguments: str) -> str:
    found = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return found.stdout.strip()


def write(text: str) -> Path:
    """Keep a report among the results and return its path."""
    RESULTS.mkdir(exist_ok=True)
    name = "-".join((f"{datetime.now(UTC):%Y-%m-%d}", commit().split()[0], databases.kind()))
    path = RESULTS / f"{name}.md"
    path.write_text(text, encoding="utf-8")
    return path
