"""What the documentation says is true of the files beside it."""

import re
from pathlib import Path

import pytest

from tests.repository.source import ROOT, files, name

README = ROOT / "README.md"
MAKEFILE = ROOT / "Makefile"
DOCUMENTS = [path for path in files(".md") if "tests" not in path.parts]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
FIRST_COMMAND_BY_LINE = 40


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):.*## ", MAKEFILE.read_text(), re.MULTILINE))


def mentioned_targets(text: str) -> set[str]:
    """Return the targets in code: `make x`, or a line of a code block that starts with make."""
    return set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", text, re.MULTILINE))


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_make_command_a_document_names_exists(path: Path) -> None:
    assert mentioned_targets(path.read_text()) - make_targets() == set()


def test_every_make_target_is_in_the_readme() -> None:
    assert make_targets() - mentioned_targets(README.read_text()) - {"help"} == set()


def test_every_phony_target_is_a_target() -> None:
    text = MAKEFILE.read_text()
    phony = set(" ".join(re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)).split())
    assert phony == set(re.findall(r"^([a-z][a-z-]*):", text, re.MULTILINE))


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_link_inside_the_project_leads_somewhere(path: Path) -> None:
    for target in (link or image for link, image in LINK.findall(path.read_text())):
        if not target.startswith(("http", "mailto:", "#")):
            assert (path.parent / target.partition("#")[0]).exists(), f"{name(path)}: {target}"


def test_the_readme_says_what_this_is_not_and_shows_it_before_long() -> None:
    lines = README.read_text().splitlines()
    first_screen = "\n".join(lines[:FIRST_COMMAND_BY_LINE])
    for needed in ("not a diagnosis", "make demo", "make test", "docs/images/"):
        assert needed in first_screen, f"{needed} is not on the first screen of the README"


def test_every_decision_record_has_a_number_of_its_own() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    numbers = [int(path.name[:4]) for path in records]
    assert numbers == list(range(1, len(records) + 1))
    for path in records:
        assert re.match(rf"# (ADR )?0*{int(path.name[:4])}\b", path.read_text()), name(path)


def test_the_changelog_has_a_place_for_what_is_not_released_yet() -> None:
    assert re.search(r"^## \[?Unreleased", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)


def test_ci_runs_what_the_readme_tells_people_to_run() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text()
