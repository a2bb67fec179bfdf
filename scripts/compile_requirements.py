"""Compile requirements*.in into exact pins of every package, each with the reason it is here.

A direct package carries the reason from its .in file; any other says which package brought it.
The pins hold for every Python the project supports (markers where they differ), and no index
address is written, so the files install wherever the machine's own pip looks.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON_FLOOR = "3.11"
FILES = ("requirements", "requirements-dev")
HEADER = "# Compiled from {source} by `make requirements`; edit that file, not this one.\n"


def normalised(name: str) -> str:
    """Return a package name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def reasons_of(source: Path) -> dict[str, str]:
    """Return package name → reason, read from the comment beside each line of an .in file."""
    reasons: dict[str, str] = {}
    for line in source.read_text().splitlines():
        if line.startswith("-r "):
            reasons |= reasons_of(source.parent / line.removeprefix("-r "))
        elif match := re.match(r"([A-Za-z0-9._-]+)[^#]*#\s*(.+)", line):
            reasons[normalised(match[1])] = match[2]
    return reasons


def compiled(source: str, upgrade: bool) -> str:
    """Return uv's one-line-a-package output for an .in file."""
    target = source.replace(".in", ".txt")
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", source, "--universal", "--quiet"),
        *("--python-version", PYTHON_FLOOR, "--annotation-style", "line", "--no-header"),
        *("--no-emit-index-url", "--no-emit-find-links", "--output-file", target),
        *(["--upgrade"] if upgrade else []),
    ]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return (ROOT / target).read_text()


def explained(pins: str, reasons: dict[str, str]) -> str:
    """Return the pins with a reason in place of "via -r …" on each direct package."""
    lines = []
    for line in pins.splitlines():
        pin, _, via = line.partition("#")
        reason = reasons.get(normalised(re.split(r"[=\[ ]", pin, maxsplit=1)[0]))
        via = re.sub(r",?\s*-[rc] \S+", "", via).strip()
        lines.append(f"{pin.rstrip():<44}  # {reason or via}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Rewrite both pin files; `--upgrade` also moves every pin to its newest release."""
    for name in FILES:
        source = f"{name}.in"
        pins = compiled(source, upgrade="--upgrade" in sys.argv[1:])
        text = explained(pins, reasons_of(ROOT / source))
        (ROOT / f"{name}.txt").write_text(HEADER.format(source=source) + text)


if __name__ == "__main__":
    main()
