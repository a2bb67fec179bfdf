"""Views stay thin, registration only registers, writes are keyword-only verbs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository.source import (
    PACKAGES,
    body_without_docstring,
    files,
    functions,
    name,
    parse,
)

MOST_LINES_OF_A_VIEW = 20
MOST_STATEMENTS_OF_A_HOOK = 8
NEVER = {"filter", "exclude", "annotate", "save", "delete", "bulk_create", "atomic", "on_commit"}
"""Attributes no view uses."""
NOT_ON_A_MANAGER = {"get", "all", "create", "get_or_create", "update_or_create", "update", "first"}
"""Generic verbs; a view reads through a named one, such as Appointment.objects.with_token()."""
ROUTE_DECORATORS = {"path", "re_path", "route"}


def named(filename: str) -> list[Path]:
    return [path for path in files(".py", under=PACKAGES) if path.name == filename]


def decorator_name(node: ast.expr) -> str:
    target = node.func if isinstance(node, ast.Call) else node
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


def view_functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of views.py; of pages.py those that answer requests."""
    for function in functions(parse(path)):
        is_route = any(decorator_name(d) in ROUTE_DECORATORS for d in function.decorator_list)
        if path.name == "views.py" or is_route or function.name in ("serve", "get_context"):
            yield function


VIEWS = [
    (path, view)
    for path in (*named("views.py"), *named("pages.py"))
    for view in view_functions(path)
]


@pytest.mark.parametrize(("path", "view"), VIEWS, ids=[f"{name(p)}:{v.name}" for p, v in VIEWS])
def test_a_view_parses_calls_one_thing_and_answers(path: Path, view: ast.FunctionDef) -> None:
    for node in ast.walk(view):
        if isinstance(node, ast.Attribute):
            where = f"{name(path)}:{node.lineno} uses .{node.attr}"
            assert node.attr not in NEVER, where
            is_on_manager = isinstance(node.value, ast.Attribute) and node.value.attr == "objects"
            assert not (is_on_manager and node.attr in NOT_ON_A_MANAGER), where
        if isinstance(node, ast.Name):
            assert node.id != "transaction", f"{name(path)}:{node.lineno} uses transaction"
    body = body_without_docstring(view)
    lines = (view.end_lineno or 0) - body[0].lineno + 1
    assert lines <= MOST_LINES_OF_A_VIEW, f"{name(path)}: {view.name} has {lines} lines"


def test_hooks_and_app_configs_only_register() -> None:
    for path in (*named("wagtail_hooks.py"), *named("apps.py")):
        for function in functions(parse(path)):
            statements = [
                node
                for statement in body_without_docstring(function)
                for node in ast.walk(statement)
                if isinstance(node, ast.stmt)
            ]
            assert len(statements) <= MOST_STATEMENTS_OF_A_HOOK, f"{name(path)}: {function.name}"
            assert not any(isinstance(node, ast.If | ast.While | ast.Try) for node in statements), (
                f"{name(path)}: {function.name} decides something"
            )


def public_functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in parse(path).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def test_every_action_takes_keywords_only() -> None:
    paths = [path for path in files(".py", under=PACKAGES) if path.name.endswith("actions.py")]
    actions = [(path, f) for path in paths for f in public_functions(path)]
    assert actions
    for path, function in actions:
        arguments = function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        assert not positional, (
            f"{name(path)}: {function.name} takes {positional[0].arg} by position"
        )
        assert arguments.vararg is None, f"{name(path)}: {function.name} takes *args"


def state_values() -> set[str]:
    """Return the stored values of every state that a states.py defines."""
    return {
        statement.value.elts[0].value
        for path in named("states.py")
        for node in parse(path).body
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Tuple)
    }


def test_a_state_is_compared_only_where_its_transitions_are() -> None:
    values = state_values()
    assert values
    for path in files(".py", under=("intake/booking",)):
        if path.name == "states.py" or "migrations" in path.parts:
            continue
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Compare):
                where = f"{name(path)}:{node.lineno} compares a state"
                for part in ast.walk(node):
                    literal = isinstance(part, ast.Constant) and part.value in values
                    member = isinstance(part, ast.Attribute) and part.attr.lower() in values
                    assert not literal, where
                    assert not member, where
