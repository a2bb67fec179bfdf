"""Change the engine in small ways, one at a time, and see that a test notices each.

mutmut works on a copy in var/mutants, so that it needs neither Django nor a database. A run that
was cut off goes on where it stopped. It passes only when every mutant was tried, and each that no
test notices is explained in docs/mutation.md.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORKSHOP = ROOT / "var" / "mutants"
EXPLANATIONS = ROOT / "docs" / "mutation.md"
PARTS = ("intake/engine", "intake/seed", "tests/engine", "tests/data")
MUTMUT = (sys.executable, "-m", "mutmut")
SHARE_OF_EXAMPLES = "0.01"

NOTICED = {1: "a test failed", 3: "a test failed", 24: "ran for ever", -24: "ran for ever",
           36: "ran for ever", 152: "ran for ever", 255: "ran for ever"}  # fmt: skip
"""What the exit codes of mutmut say when the tests notice a mutant."""
UNTRIED = {None, 2}
"""The exit codes of mutants not reached yet, and of those on which somebody stopped the run."""

SETTINGS = """\
[tool.mutmut]
source_paths = ["intake/engine"]
also_copy = ["intake/seed", "conftest.py"]
pytest_add_cli_args = [
    "-p", "no:django", "-p", "no:randomly", "-p", "no:xdist", "-p", "no:cacheprovider",
]
pytest_add_cli_args_test_selection = ["tests/engine"]
timeout_multiplier = 4.0
timeout_constant = 5.0

[tool.pytest.ini_options]
pythonpath = ["."]
addopts = ["--import-mode=importlib", "-q"]
"""
CONFTEST = '''\
"""The same few examples every time, and no search for the smallest that fails."""

from hypothesis import Phase, settings

settings.register_profile(
    "mutants",
    max_examples=10,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    derandomize=True,
    database=None,
)
settings.load_profile("mutants")
'''

Results = Mapping[str, int | None]
"""Mutant → exit code of the tests, None where they have not run."""
Change = tuple[str, str]
"""The function of a mutant as module.name, and the lines it becomes."""


@dataclass(frozen=True)
class Count:
    """What became of the mutants: the untried are no part of the noticed."""

    total: int
    untried: tuple[str, ...]
    noticed: int
    lasting: int
    explained: tuple[str, ...]
    unexplained: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """Whether all were tried, and all that went unnoticed are explained."""
        return bool(self.total) and not self.untried and not self.unexplained

    def __str__(self) -> str:
        return (
            f"{self.total} mutants: {self.total - len(self.untried)} tried, "
            f"{self.noticed} noticed ({self.lasting} of them ran for ever), "
            f"{len(self.explained)} unnoticed and explained, "
            f"{len(self.unexplained)} unnoticed and unexplained, {len(self.untried)} not tried."
        )


def main() -> int:
    """Try the mutants; return 1 when one is untried, or lives and is not explained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help='try these again, such as "intake.engine.codec.*"')
    parser.add_argument("--afresh", action="store_true", help="forget every earlier result")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--count", action="store_true", help="try nothing, only count")
    asked = parser.parse_args()
    if asked.afresh:
        shutil.rmtree(WORKSHOP, ignore_errors=True)
    if not asked.count:
        bring_up_to_date()
        forget_what_may_have_changed()
        subprocess.run(
            [*MUTMUT, "run", "--max-children", str(asked.workers), *asked.names],
            cwd=WORKSHOP,
            env={**os.environ, "EXAMPLES_SHARE": SHARE_OF_EXAMPLES},
            check=True,
        )
    found = results()
    changes = {mutant: change(mutant) for mutant, code in found.items() if _lives(code)}
    known = explained()
    counted = count(found, changes, known)
    for mutant in counted.unexplained:
        print(f"\n{mutant}: exit code {found[mutant]}\n| `{'` | `'.join(changes[mutant])}` |")
    print(f"\n{counted}")
    if earlier := noticed_earlier():
        print(f"{earlier} were noticed before the last change; --afresh tries all again.")
    for where, new in sorted(known - set(changes.values())) if counted.passes else ():
        print(f"No longer needs its explanation: {where} | {new}")
    return 0 if counted.passes else 1


def count(found: Results, changes: Mapping[str, Change], known: set[Change]) -> Count:
    """Count the results; `changes` has what each unnoticed mutant becomes."""
    alive = [mutant for mutant, code in found.items() if _lives(code)]
    return Count(
        total=len(found),
        untried=tuple(mutant for mutant, code in found.items() if code in UNTRIED),
        noticed=sum(code in NOTICED for code in found.values()),
        lasting=sum(NOTICED.get(code or 0) == "ran for ever" for code in found.values()),
        explained=tuple(mutant for mutant in alive if changes[mutant] in known),
        unexplained=tuple(mutant for mutant in alive if changes[mutant] not in known),
    )


def _lives(code: int | None) -> bool:
    return code not in NOTICED and code not in UNTRIED


# --- the workshop ----------------------------------------------------------------------------


def bring_up_to_date() -> None:
    """Copy what is tried; what did not change keeps its results, what is gone loses them."""
    for part in PARTS:
        shutil.rmtree(WORKSHOP / part, ignore_errors=True)
        shutil.copytree(ROOT / part, WORKSHOP / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "intake" / "__init__.py", WORKSHOP / "intake" / "__init__.py")
    (WORKSHOP / "pyproject.toml").write_text(SETTINGS)
    (WORKSHOP / "conftest.py").write_text(CONFTEST)
    for part in ("intake/seed", "tests"):
        shutil.rmtree(WORKSHOP / "mutants" / part, ignore_errors=True)
    for meta in (WORKSHOP / "mutants").glob("intake/engine/**/*.meta"):
        source = meta.with_suffix("")
        if not (WORKSHOP / source.relative_to(WORKSHOP / "mutants")).exists():
            meta.unlink()
            source.unlink()


def forget_what_may_have_changed() -> None:
    """Where engine or tests have changed, try again what went unnoticed, and map the tests anew.

    mutmut maps once which test reaches which function, and asks no test that is not on its map.
    It tries again by itself what a changed function holds. What a test noticed elsewhere stays
    noticed: how many of the results are older than the last change is told.
    """
    seal, told = WORKSHOP / "tried.sha256", WORKSHOP / "noticed-earlier.json"
    now = _hash_of_parts()
    if seal.exists() and seal.read_text() == now:
        return
    noticed: dict[str, float | None] = {}
    for meta in _metas():
        plain = json.loads(meta.read_text())
        codes = plain["exit_code_by_key"]
        for mutant, code in codes.items():
            if code in NOTICED:
                noticed[mutant] = plain["durations_by_key"].get(mutant)
            else:
                codes[mutant] = None
        meta.write_text(json.dumps(plain, indent=4))
    (WORKSHOP / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
    told.write_text(json.dumps(noticed))
    seal.write_text(now)


def noticed_earlier() -> int:
    """Return how many mutants were noticed before engine or tests last changed."""
    told = WORKSHOP / "noticed-earlier.json"
    before = json.loads(told.read_text()) if told.exists() else {}
    last = {}
    for meta in _metas():
        last.update(json.loads(meta.read_text())["durations_by_key"])
    still = {mutant for mutant, code in results().items() if code in NOTICED}
    return sum(mutant in still and last.get(mutant) == took for mutant, took in before.items())


def _hash_of_parts() -> str:
    hashed = sha256(f"{SETTINGS}{CONFTEST}{SHARE_OF_EXAMPLES}".encode())
    for part in PARTS:
        for path in sorted(found for found in (WORKSHOP / part).rglob("*") if found.is_file()):
            hashed.update(f"{path.relative_to(WORKSHOP)}\n".encode() + path.read_bytes())
    return hashed.hexdigest()


def _metas() -> list[Path]:
    return sorted((WORKSHOP / "mutants").glob("intake/engine/**/*.meta"))


def results() -> dict[str, int | None]:
    """Return mutant → exit code, as mutmut keeps them after each."""
    found: dict[str, int | None] = {}
    for meta in _metas():
        found.update(json.loads(meta.read_text())["exit_code_by_key"])
    return found


# --- words -----------------------------------------------------------------------------------


def change(mutant: str) -> Change:
    """Return the function of a mutant as module.name, and the lines it becomes."""
    told = subprocess.run(
        [*MUTMUT, "show", mutant], cwd=WORKSHOP, check=True, capture_output=True, text=True
    )
    lines = told.stdout.splitlines()
    new = [line[1:] for line in lines if line.startswith("+") and not line.startswith("+++")]
    where = re.sub(r"__mutmut_\d+$", "", mutant.removeprefix("intake.engine."))
    where = re.sub(r"\.x_(\w+)$", r".\1", where).replace(".xǁ", ".").replace("ǁ", ".")
    return where, " ".join(" ".join(new).split())


def explained() -> set[Change]:
    """Return every change that docs/mutation.md explains."""
    rows = re.findall(r"^\| `(.+?)` \| `(.+?)` \| .+ \|$", EXPLANATIONS.read_text(), re.MULTILINE)
    return {(where, new.replace(r"\|", "|")) for where, new in rows}


if __name__ == "__main__":
    sys.exit(main())
