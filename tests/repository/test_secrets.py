"""Secrets of links are found by a unique keyed digest, and compared by nothing of ours."""

import ast
from collections.abc import Iterator

from tests.repository.source import files, name, parse

SECRET = ("token", "secret", "password", "signature")
LOOK_UPS = ("filter", "get", "exclude", "get_or_create", "get_object_or_404", "Q")
OURS = ("causes", "intake", "clinic_site")


def words(node: ast.AST) -> str:
    """Return the last name of an expression: of `visit.token` it is "token"."""
    return getattr(node, "attr", getattr(node, "id", ""))


def is_secret(node: ast.AST) -> bool:
    return words(node).lower().endswith(SECRET)


def compared(tree: ast.AST) -> Iterator[ast.Compare]:
    """Yield the comparisons that tell by how long they take where a guess is wrong."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            yield from [node] * any(is_secret(each) for each in (node.left, *node.comparators))


def looked_up_raw(tree: ast.AST) -> Iterator[ast.keyword]:
    """Yield the look-ups that hand a secret itself to the database."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    for call in calls:
        if words(call.func) in LOOK_UPS:
            yield from (given for given in call.keywords if is_raw(given))


def is_raw(given: ast.keyword) -> bool:
    """Whether a look-up asks for a secret, or for a digest that is none."""
    field = (given.arg or "").partition("__")[0]
    return field.endswith(SECRET) or (field.endswith("_digest") and is_secret(given.value))


def test_no_secret_is_compared_by_hand() -> None:
    for path in files(".py", under=OURS):
        for node in compared(parse(path)):
            raise AssertionError(f"{name(path)}:{node.lineno} compares a secret with == or !=")


def test_no_secret_is_looked_up_as_it_is() -> None:
    for path in files(".py", under=OURS):
        for node in looked_up_raw(parse(path)):
            raise AssertionError(f"{name(path)}:{node.value.lineno} looks a secret up as it is")


def test_the_scan_finds_what_it_is_for() -> None:
    bad = ast.parse("visit.token == given\nrows.filter(token=given)\nrows.get(token_digest=token)")
    assert len(list(compared(bad))) == 1
    assert len(list(looked_up_raw(bad))) == 2
    good = ast.parse("rows.filter(token_digest=tokens.digest(token))\nkind == other")
    assert not [*compared(good), *looked_up_raw(good)]
