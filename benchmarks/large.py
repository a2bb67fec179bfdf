"""Years of data: pages with much against the same pages with little, and whole exports."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks import catalog, databases
from benchmarks.catalog import OURS, PEER, Export, Large
from benchmarks.client import Connection, Prepared
from benchmarks.downloads import Download, download
from benchmarks.rounds import Limits, Target
from benchmarks.run import APPLICATIONS, SideError, environment
from benchmarks.servers import ROOT, Server, gunicorn, serving
from benchmarks.stats import Round, median_ms, ratio_of

Json = dict[str, Any]
Say = Callable[[str], None]
MODULES = {OURS: "benchmarks.ours.large", PEER: "benchmarks.peer_site.large"}
MUCH, LITTLE = "much", "little"
PLACES = tuple((site, size) for site in (OURS, PEER) for size in (LITTLE, MUCH))
PAGES_HEAD = (
    "| with years of data | ours: much through little | theirs | p50 ms ours | theirs | goal |\n"
    "|---|---|---|---|---|---|"
)
EXPORT_HEAD = (
    "| export | first byte s | whole s | size MB | server memory MB | goal |\n"
    "|---|---|---|---|---|---|"
)
VERIFIED = (
    "Verified after timing: every page held the rows it must; every row of an export arrived, the "
    "last one too; no cell of a CSV of ours begins a formula."
)
WARM_UP = 12
PATIENCE = 3_600


@dataclass(frozen=True, slots=True)
class PageResult:
    """The rounds of a page on our side and, where it has one, on the peer's."""

    page: Large
    ours: Sequence[Round]
    theirs: Sequence[Round]

    def row(self) -> str:
        """Return the line of the table; a round's first side is much, its second little."""
        ratio = ratio_of(self.ours).middle
        met = "met" if ratio <= self.page.ratio else f"not met: {ratio:.2f}"
        cells = (
            self.page.title, *(_ratio(each) for each in (self.ours, self.theirs)),
            *(_times(each) for each in (self.ours, self.theirs)),
            f"≤ {self.page.ratio:g} ×: {met}",
        )  # fmt: skip
        return f"| {' | '.join(cells)} |"


def _ratio(rounds: Sequence[Round]) -> str:
    if not rounds:
        return "–"
    found = ratio_of(rounds)
    return f"**{found.middle:.2f}** ({found.low:.2f}–{found.high:.2f})"


def _times(rounds: Sequence[Round]) -> str:
    if not rounds:
        return "–"
    much, little = ([getattr(one, side) for one in rounds] for side in ("ours", "theirs"))
    return f"{median_ms(much):.0f} : {median_ms(little):.0f}"


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What an export cost on our side and, where it has one, on the peer's."""

    export: Export
    ours: Download
    theirs: Download | None

    def row(self) -> str:
        """Return the line of the table."""
        goal, ours = self.export, self.ours
        unmet = []
        if ours.first_byte > goal.first_byte:
            unmet.append(f"{ours.first_byte:.1f} s")
        if ours.grown_mb > goal.grown_mb:
            unmet.append(f"+{ours.grown_mb:.0f} MB")
        said = f"not met: {', '.join(unmet)}" if unmet else "met"
        cells = (
            goal.title,
            *(self._pair(name, form) for name, form in (
                ("first_byte", ".2f"), ("whole", ".1f"), ("size_mb", ".0f"), ("grown_mb", "+.0f"),
            )),
            f"< {goal.first_byte:g} s, < {goal.grown_mb:g} MB: {said}",
        )  # fmt: skip
        return f"| {' | '.join(cells)} |"

    def _pair(self, name: str, form: str) -> str:
        sides = (self.ours, self.theirs)
        return " : ".join(format(getattr(one, name), form) if one else "–" for one in sides)


@dataclass(slots=True)
class Years:
    """Both sides, each with little and with much, what was measured and what went wrong."""

    submissions: int
    folder: Path
    environments: dict[tuple[str, str], dict[str, str]]
    facts: dict[tuple[str, str], Json] = field(default_factory=dict)
    pages: list[PageResult] = field(default_factory=list)
    exports: list[ExportResult] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def request(self, place: tuple[str, str], name: str) -> Prepared:
        """Return a prepared request of a site."""
        return Prepared.read(self.facts[place]["requests"][name])

    def lines(self) -> list[str]:
        """Return the tables of the report, and on how many rows they stand."""
        if not self.facts:
            return []
        little, _visits = catalog.LITTLE_STORED
        lines = ["", f"With {self.submissions:,} submissions or forms; “little” is {little:,}."]
        if self.pages:
            lines += ["", PAGES_HEAD, *(one.row() for one in self.pages)]
        if self.exports:
            lines += ["", EXPORT_HEAD, *(one.row() for one in self.exports), ""]
            lines += ["In each cell: ours : theirs."]
        return [*lines, "", VERIFIED] if not self.failures else lines


def measure(folder: Path, keys: tuple[str, ...], limits: Limits, say: Say) -> Years:
    """Fill four databases, time the pages, download the exports, then verify."""
    pages, exports = catalog.large(keys), catalog.exports(keys)
    years = Years(limits.items(catalog.MUCH_STORED[0]), folder, {})
    if not pages and not exports:
        return years
    names = [f"{site}_{size}" for site, size in PLACES]
    with databases.fresh(folder, names) as urls:
        for (site, size), name in zip(PLACES, names, strict=True):
            years.environments[site, size] = environment(folder / name, urls[name])
            say(f"Filling {site} with {size} …")
            years.facts[site, size] = ask(years, (site, size), "fill", *_counts(site, size, limits))
        years.pages = [*time_pages(years, pages, limits, say)]
        if not years.failures:
            years.exports = [*time_exports(years, exports, say)]
    return years


def _counts(site: str, size: str, limits: Limits) -> list[str]:
    much = tuple(limits.items(each) for each in catalog.MUCH_STORED)
    wanted = much if size == MUCH else catalog.LITTLE_STORED
    return [str(each) for each in wanted[: 2 if site == OURS else 1]]


def ask(years: Years, place: tuple[str, str], verb: str, *extra: str, given: Any = None) -> Any:
    """Let a side do something in a process of its own; return its answer."""
    done = subprocess.run(
        [sys.executable, "-m", MODULES[place[0]], verb, *extra],
        cwd=ROOT, env=years.environments[place], input=json.dumps(given),
        capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    if done.returncode:
        raise SideError(f"{place} could not {verb}:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout)


def time_pages(
    years: Years, pages: Sequence[Large], limits: Limits, say: Say
) -> Sequence[PageResult]:
    """Take the rounds of every page: each side with little and with much, turn by turn."""
    with ExitStack() as stack:
        servers = {place: stack.enter_context(_served(years, place)) for place in PLACES}
        results = []
        for page in pages if not years.failures else ():
            say(f"{page.title} …")
            names = {OURS: page.ours, PEER: page.theirs}
            targets = {
                place: Target(servers[place].port, [years.request(place, name)])
                for place in PLACES
                if (name := names[place[0]])
            }
            results.append(_page(page, targets, limits))
            years.failures += chain.from_iterable(each.failures for each in targets.values())
    return results


def _served(years: Years, place: tuple[str, str]) -> Any:
    site, size = place
    log = years.folder / f"{site}_{size}.log"
    return serving(gunicorn(APPLICATIONS[site]), years.environments[place], log)


def _page(page: Large, targets: Mapping[tuple[str, str], Target], limits: Limits) -> PageResult:
    for target in targets.values():
        target.warm_up(limits.warm_up)
    rounds: dict[str, list[Round]] = {OURS: [], PEER: []}
    for number in range(limits.rounds):
        order = list(targets) if number % 2 == 0 else list(reversed(targets))
        taken = {place: targets[place].turn(limits) for place in order}
        for site, found in rounds.items():
            if (site, MUCH) in taken:
                found.append(Round(taken[site, MUCH], taken[site, LITTLE]))
    return PageResult(page, rounds[OURS], rounds[PEER])


def time_exports(years: Years, exports: Sequence[Export], say: Say) -> Sequence[ExportResult]:
    """Download each export from a server started for it, and verify what arrived."""
    results = []
    for export in exports:
        say(f"{export.title} …")
        theirs = _export(years, PEER, export.theirs) if export.theirs else None
        results.append(ExportResult(export, _export(years, OURS, export.ours), theirs))
    return results


def _export(years: Years, site: str, name: str) -> Download:
    place = (site, MUCH)
    file = years.folder / f"{site}-{name}"
    with _served(years, place) as server:
        _warm(server, years.request(place, "warm"))
        found = download(server, years.request(place, name), file)
    if found.status != 200:
        years.failures.append(f"{site}: {name} answered {found.status}")
    else:
        given = {"files": {name: str(file)}, "holds": years.facts[place]["holds"]}
        years.failures += [f"{site}: {one}" for one in ask(years, place, "verify", given=given)]
    file.unlink()
    return found


def _warm(server: Server, request: Prepared) -> None:
    """Reach both workers, so that what they load at their first request does not count."""
    for _ in range(WARM_UP):
        with Connection(server.port) as connection:
            connection.send(request.wire(server.port))
