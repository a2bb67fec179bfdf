"""Change the engine in small ways, one at a time, and see that a test notices each.

mutmut works on a copy in var/mutants, so that it needs neither Django nor a database. A mutant
that no test notices has to be explained in docs/mutation.md; the run fails on any other.
Arguments name mutants to try again, such as "intake.engine.routing.*".
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORKSHOP = ROOT / "var" / "mutants"
EXPLANATIONS = ROOT / "docs" / "mutation.md"
PARTS = ("intake/engine", "intake/seed", "tests/engine", "tests/data")
MUTMUT = (sys.executable, "-m", "mutmut")
SHARE_OF_EXAMPLES = "0.01"
NOTICED = {"killed", "timeout", "caught by type check"}

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


def main() -> int:
    """Try the mutants; return 1 when one lives that is not explained."""
    bring_up_to_date()
    workers = str(os.cpu_count() or 1)
    subprocess.run(
        [*MUTMUT, "run", "--max-children", workers, *sys.argv[1:]],
        cwd=WORKSHOP,
        env={**os.environ, "EXAMPLES_SHARE": SHARE_OF_EXAMPLES},
        check=True,
    )
    results = statuses()
    alive = [mutant for mutant, status in results.items() if status not in NOTICED]
    unexplained = [mutant for mutant in alive if change(mutant) not in explained()]
    print(f"\n{len(results)} mutants:", dict(Counter(results.values())))
    print(f"{len(alive)} went unnoticed, {len(unexplained)} of them without an explanation.")
    for mutant in unexplained:
        print(f"\n{mutant}: {results[mutant]}\n| `{'` | `'.join(change(mutant))}` |")
    return 1 if unexplained else 0


def bring_up_to_date() -> None:
    """Copy what is tried; what did not change keeps its results."""
    for part in PARTS:
        shutil.rmtree(WORKSHOP / part, ignore_errors=True)
        shutil.copytree(ROOT / part, WORKSHOP / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "intake" / "__init__.py", WORKSHOP / "intake" / "__init__.py")
    (WORKSHOP / "pyproject.toml").write_text(SETTINGS)
    (WORKSHOP / "conftest.py").write_text(CONFTEST)


def statuses() -> dict[str, str]:
    """Return mutant → what became of it."""
    told = subprocess.run(
        [*MUTMUT, "results", "--all", "true"],
        cwd=WORKSHOP,
        check=True,
        capture_output=True,
        text=True,
    )
    lines = (line.strip().partition(": ") for line in told.stdout.splitlines())
    return {mutant: status for mutant, _, status in lines if "__mutmut_" in mutant}


def change(mutant: str) -> tuple[str, str]:
    """Return the function of a mutant as module.name, and the lines it becomes."""
    told = subprocess.run(
        [*MUTMUT, "show", mutant], cwd=WORKSHOP, check=True, capture_output=True, text=True
    )
    lines = told.stdout.splitlines()
    new = [line[1:] for line in lines if line.startswith("+") and not line.startswith("+++")]
    where = re.sub(r"__mutmut_\d+$", "", mutant.removeprefix("intake.engine."))
    where = re.sub(r"\.x_(\w+)$", r".\1", where).replace(".xǁ", ".").replace("ǁ", ".")
    return where, " ".join(" ".join(new).split())


def explained() -> set[tuple[str, str]]:
    """Return every change that docs/mutation.md explains."""
    rows = re.findall(r"^\| `(.+?)` \| `(.+?)` \| .+ \|$", EXPLANATIONS.read_text(), re.MULTILINE)
    return {(where, new.replace(r"\|", "|")) for where, new in rows}


if __name__ == "__main__":
    sys.exit(main())
