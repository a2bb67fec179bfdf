"""What holds for every file of the project."""

import re

from tests.repository.source import ROOT, files, name

MOST_LINES = 400
WRITTEN_BY_PEOPLE = (".py", ".html", ".css", ".js")
TEXT = (*WRITTEN_BY_PEOPLE, ".md", ".toml", ".txt", ".in", ".sh", ".json", ".yaml", ".yml", "")
# Put together here, so that this file does not hold what it forbids.
PLACES = (
    "/work" + "/",
    "/root" + "/",
    r"/home" + r"/\w+/",
    "/Users" + r"/\w+/",
    r"(?<!wagtailadmin/)shared" + "/",
)
HOSTS = (
    "pypi" + r"\.org/simple",
    "python" + "hosted",
    "registry" + r"\.npmjs",
    r"deb\.deb" + "ian",
)
OPTIONS = ("--index" + "-url", "--extra-index" + "-url", "--trusted" + "-host")


def test_no_file_is_longer_than_a_person_reads_in_one_go() -> None:
    lengths = {
        name(path): len(path.read_text().splitlines())
        for path in files(*WRITTEN_BY_PEOPLE)
        if "migrations" not in path.parts
    }
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_file_names_a_machine_or_a_registry() -> None:
    forbidden = re.compile("|".join((*PLACES, *HOSTS, *OPTIONS)))
    found = [
        f"{name(path)}:{number}: {line.strip()}"
        for path in files(*TEXT)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if forbidden.search(line)
    ]
    assert found == []


def test_every_package_is_pinned_and_says_why_it_is_here() -> None:
    for listing in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / listing).read_text().splitlines()[1:]:
            assert re.match(r"[a-z0-9-]+==[^ ]+( ; [^#]+)? +# \w.+", line), f"{listing}: {line}"


def test_every_package_asked_for_has_its_pin() -> None:
    for stem in ("requirements", "requirements-dev"):
        pins = (ROOT / f"{stem}.txt").read_text().lower()
        for line in (ROOT / f"{stem}.in").read_text().splitlines():
            if asked := re.match(r"[A-Za-z][A-Za-z0-9-]*", line):
                assert f"\n{asked[0].lower()}==" in pins, f"{stem}.in asks for {asked[0]}"
