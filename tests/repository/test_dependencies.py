"""What is imported is asked for by name, not brought along by chance."""

import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.repository.source import ROOT, files, imported_modules, name

OURS = {"causes", "intake", "clinic_site", "tests", "scripts", "benchmarks", "home", "search"}
RUN, DEV = "requirements.in", "requirements-dev.in"
USES = {"causes": RUN, "intake": RUN, "clinic_site": RUN, "scripts": DEV, "tests": DEV}


def normalised(package: str) -> str:
    return package.lower().replace("_", "-").replace(".", "-").partition("[")[0].strip()


def asked_for(listing: str) -> set[str]:
    """Return the packages an .in file names, and those of the files it includes."""
    names: set[str] = set()
    for line in (ROOT / listing).read_text().splitlines():
        if line.startswith("-r "):
            names |= asked_for(line.removeprefix("-r ").strip())
        elif line[:1].isalpha():
            names.add(normalised(line.partition("#")[0].partition(">")[0]))
    return names


def third_party(folder: str) -> dict[str, str]:
    """Return distribution → one file that imports it."""
    providers = packages_distributions()
    found: dict[str, str] = {}
    for path in files(".py", under=(folder,)):
        for module in imported_modules(path):
            top = module.partition(".")[0]
            if top and top not in sys.stdlib_module_names and top not in OURS:
                for distribution in providers.get(top, [top]):
                    found[normalised(distribution)] = name(path)
    return found


# phonenumberslite is an extra of the field that uses it.
EXTRAS = {"phonenumberslite"}


@pytest.mark.parametrize("folder", USES)
def test_every_package_imported_is_asked_for(folder: str) -> None:
    missing = set(third_party(folder)) - asked_for(USES[folder]) - EXTRAS
    assert {package: third_party(folder)[package] for package in missing} == {}


def test_the_wheel_asks_for_every_package_the_plugin_imports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {normalised(line.partition(">")[0]) for line in project["dependencies"]}
    used = set(third_party("causes")) | set(third_party("intake"))
    assert used - asked - EXTRAS == set()
