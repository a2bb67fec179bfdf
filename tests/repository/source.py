"""The project's own files, as the repository tests read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("causes", "intake", "clinic_site")
NOT_OURS = {"var", "vendor", "node_modules", "dist", "build", "__pycache__"}
OUR_DOT_FOLDERS = {".ci", ".github"}


def is_ours(folder: Path) -> bool:
    """Whether a folder holds files we wrote."""
    if folder.name.startswith("."):
        return folder.name in OUR_DOT_FOLDERS
    return folder.name not in NOT_OURS and not folder.name.endswith(".egg-info")


def walk(folder: Path) -> Iterator[Path]:
    """Yield every file we wrote, below a folder."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if is_ours(path):
                yield from walk(path)
        elif path.name != ".git":  # a file in a second working tree
            yield path


@cache
def files(*suffixes: str, under: tuple[str, ...] = (".",)) -> tuple[Path, ...]:
    """Return our files with one of the suffixes, in the folders named."""
    found = (path for folder in under for path in walk(ROOT / folder))
    return tuple(path for path in found if not suffixes or path.suffix in suffixes)


def name(path: Path) -> str:
    """Return a path as people write it: from the root of the project."""
    return path.relative_to(ROOT).as_posix()


@cache
def parse(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(), filename=str(path))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    """Return the statements of a function after its docstring."""
    return function.body[1:] if ast.get_docstring(function) is not None else function.body


def imported_modules(path: Path) -> set[str]:
    """Return the dotted names a file imports; relative ones are resolved."""
    package = list(path.relative_to(ROOT).parent.parts)
    found: set[str] = set()
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found
