"""Who may import whom, where import-linter's contracts in pyproject.toml cannot say it."""

import subprocess
import sys

import pytest

from tests.repository.source import ROOT, files, imported_modules, name

PURE = {
    "intake/engine": ("intake.engine",),
    "intake/booking/slots.py": ("intake.engine",),
    "intake/booking/reminding.py": ("intake.booking.slots",),
    "causes/bodymap.py": ("causes.bodymap",),
}
"""Room → what it may import besides the standard library."""

WRITERS_AND_VIEWS = ("actions", "views", "operations", "pages", "forms", "admin")


def python_files(room: str) -> list:
    return [p for p in files(".py", under=("causes", "intake")) if name(p).startswith(room)]


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_imports_the_standard_library_and_itself(room: str) -> None:
    paths = python_files(room)
    assert paths, f"{room} is gone"
    for path in paths:
        for module in imported_modules(path):
            top = module.partition(".")[0]
            assert top in sys.stdlib_module_names or module.startswith(PURE[room]), (
                f"{name(path)} imports {module}"
            )


def test_the_pure_rooms_work_where_no_framework_is_installed() -> None:
    code = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(('django', 'wagtail', 'icalendar', 'cryptography')))\n"
        "import intake.engine.routing, intake.engine.codec, intake.engine.lint\n"
        "import intake.booking.slots, causes.bodymap\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_models_import_neither_actions_nor_views() -> None:
    for path in files(".py", under=("causes", "intake")):
        is_model_file = "models" in (path.stem, path.parent.name)
        # The package's __init__ registers the pages, whose routes are views.
        if not is_model_file or path.name == "__init__.py":
            continue
        for module in imported_modules(path):
            parts = module.split(".")
            ours = parts[0] in ("causes", "intake", "clinic_site")
            assert not (ours and set(parts) & set(WRITERS_AND_VIEWS)), (
                f"{name(path)} imports {module}"
            )


def test_nothing_we_ship_imports_the_tests() -> None:
    for path in files(".py", under=("causes", "intake", "clinic_site")):
        assert not any(module.startswith("tests") for module in imported_modules(path)), name(path)


def test_no_file_of_the_plugin_names_a_concrete_page_model_of_the_host() -> None:
    for path in files(".py", under=("causes", "intake")):
        text = path.read_text()
        assert '"wagtailcore.Page"' not in text, f"{name(path)}: use swapper.get_model_name"
