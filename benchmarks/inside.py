"""What is timed inside one process: asks that process, and puts its answer into words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks import run
from benchmarks.catalog import Inside
from benchmarks.rounds import Limits
from benchmarks.run import Bench
from benchmarks.stats import Round, median_ms, ratio_of

SITE = "inside"


@dataclass(frozen=True, slots=True)
class Whole:
    """A run of full size: seconds on the wall, of the processor, and megabytes it grew by."""

    seconds: float
    cpu: float
    grown_mb: float


@dataclass(frozen=True, slots=True)
class InsideResult:
    """Work with everything measured on it."""

    inside: Inside
    items: int
    rounds: Sequence[Round]
    whole: Whole

    def verdict(self) -> str:
        """Return the goal and whether it was met."""
        goal, inside = self.inside.seconds, self.inside
        if goal is None:
            return "none"
        if self.items < inside.items:
            return f"≤ {goal:g} s for {inside.items:,}: not tried"
        met = "met" if self.whole.seconds <= goal else "not met"
        return f"≤ {goal:g} s for {inside.items:,}: {met}"

    def row(self) -> str:
        """Return the line of the table."""
        ratio = ratio_of(self.rounds)
        ours = median_ms([one.ours for one in self.rounds]) * 1000
        plain = median_ms([one.theirs for one in self.rounds]) * 1000
        whole = self.whole
        cells = (
            self.inside.title,
            f"**{ratio.middle:.2f}** ({ratio.low:.2f}–{ratio.high:.2f})",
            f"{ours:.0f} : {plain:.0f} a {self.inside.each}",
            f"{self.items:,} in {whole.seconds:.1f} s, {whole.cpu:.1f} s CPU, "
            f"+{whole.grown_mb:.0f} MB",
            self.verdict(),
        )
        return f"| {' | '.join(cells)} |"


def measure(
    bench: Bench, wanted: Sequence[Inside], limits: Limits, say: Callable[[str], None]
) -> list[InsideResult]:
    """Time each in a process of its own; what was not done ends up in `bench.failures`."""
    results = []
    for inside in wanted:
        say(f"{inside.title} …")
        items = limits.items(inside.items)
        found = run.ask(bench, SITE, "inside", inside.key, str(items), str(limits.rounds))
        bench.failures += [f"{inside.key}: {failure}" for failure in found["failures"]]
        results.append(read(inside, items, found))
    return results


def read(inside: Inside, items: int, found: Mapping[str, object]) -> InsideResult:
    """Return what a process measured, from its JSON."""
    rounds = [Round((ours,), (theirs,)) for ours, theirs in found["rounds"]]  # type: ignore[attr-defined]
    return InsideResult(inside, items, rounds, Whole(**found["whole"]))  # type: ignore[arg-type]
