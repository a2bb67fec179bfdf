"""`python -m benchmarks [FLOW …] [--write] [--quick]`: exit 1 when work was not done."""

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import catalog, databases, inside, large, report, run
from benchmarks.catalog import Flow
from benchmarks.report import Result
from benchmarks.rounds import Limits
from benchmarks.run import Bench

QUICK = Limits(rounds=5, requests=15, seconds=0.8, warm_up=12, share=0.1)


def main(arguments: list[str]) -> int:
    """Measure the flows named (all without a name), print the report, keep it when asked."""
    options = _options(arguments)
    limits = QUICK if options.quick else Limits()
    chosen = tuple(options.flows)
    flows, labours = catalog.chosen(chosen), catalog.inside(chosen)
    if not flows and not labours and not catalog.large(chosen) and not catalog.exports(chosen):
        known = (*catalog.FLOWS, *catalog.INSIDE, *catalog.LARGE, *catalog.EXPORTS)
        keys = [one.key for one in known]
        sys.exit(f"No such flow. There are: {', '.join(keys)}")
    # The folder's name is short: a socket of PostgreSQL has to fit into it.
    with tempfile.TemporaryDirectory(prefix="bench-") as name, databases.fresh(Path(name)) as urls:
        bench = run.empty(Path(name), urls)
        within = inside.measure(bench, labours, limits, say)
        results = timed(bench, flows, limits)
        years = large.measure(Path(name), chosen, limits, say)
    bench.failures += years.failures
    text = report.document(results, limits, bench.failures, within, arguments, years.lines())
    print(text)
    if options.write and not bench.failures:
        say(f"Kept in {report.write(text).relative_to(report.ROOT)}")
    return 1 if bench.failures else 0


def timed(bench: Bench, flows: Sequence[Flow], limits: Limits) -> list[Result]:
    """Time flows over HTTP, if there are any and nothing went wrong before."""
    if not flows or bench.failures:
        return []
    say("Filling both databases …")
    return run.measure(run.prepared(bench, limits), flows, limits, say)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("flows", nargs="*", help="flows, or the beginnings of their names")
    parser.add_argument("--write", action="store_true", help="keep the report among the results")
    parser.add_argument("--quick", action="store_true", help="fewer, shorter rounds")
    return parser.parse_args(arguments)


def say(text: str) -> None:
    """Tell the person who waits what happens now."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    # Being told to end is no reason to leave a server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
