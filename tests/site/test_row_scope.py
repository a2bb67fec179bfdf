"""What the walk through the admin cannot notice: a page about clients that forgets whose they are.

The walk finds a leak where a record happens to stand. These tests read the views themselves, so
that a new page is noticed before any record leaks: rows are taken through `visible_to`, and an
account without the permission is refused, not shown an empty list.
"""

import ast
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import models
from django.test import Client
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from intake.staff_groups import EDITORS, load_groups
from tests.repository import source
from tests.site import admin_walk

OURS = ("intake", "intake_booking")
PLACES = ("intake/admin", "intake/booking/admin")
OTHERS = ("intake_diary", "intake_export", "intake_requests", "intake_dashboard")
BOOKINGS = ("intake_booking_export", "intake_booking_signs")
ROWS_OF_A_SEEN_RECORD = {
    "of", "to", "override_of", "overrides", "suggested_after", "changes_since", "waiting_about",
}  # fmt: skip
"""Methods that take what belongs to a record which was found before."""
ON_PURPOSE = {
    ("intake/admin/privacy_requests.py", "wait_under"): "only whether, for who carries it out",
    ("intake/admin/replays.py", "of_family"): "replays decide everything again, for who sees all",
    ("intake/admin/submission_page.py", "completed"): "tells a stranger's from none, to refuse it",
    ("intake/admin/worklist.py", "for_reference"): "only its key, which is then narrowed",
    ("intake/booking/admin/public_holidays.py", "booked"): "codes only, for who closes a day",
}


def scoped() -> set[type[models.Model]]:
    """Return the models whose rows belong to some of the staff."""
    found = (model for name in OURS for model in apps.get_app_config(name).get_models())
    return {model for model in found if hasattr(model._default_manager, "visible_to")}


def parts() -> set[type[models.Model]]:
    """Return the models whose rows are about a row that belongs to some of the staff."""
    return {
        each.related_model
        for model in scoped()
        for each in model._meta.related_objects
        if each.related_model._meta.app_label in OURS
    }


def takes() -> Iterator[tuple[str, list[str], list[ast.AST]]]:
    """Yield every `Model.objects…` about clients in the admin: file, methods, what it stands in."""
    names = {model.__name__ for model in scoped() | parts()}
    for path in source.files(".py", under=PLACES):
        tree = source.parse(path)
        above = {below: node for node in ast.walk(tree) for below in ast.iter_child_nodes(node)}
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(value=ast.Name(id=model), attr="objects") if model in names:
                    around = list(_above(node, above))
                    yield source.name(path), _methods(around), around


def _above(node: ast.AST, above: dict[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    while node in above:
        node = above[node]
        yield node


def _methods(around: list[ast.AST]) -> list[str]:
    """Return the methods that are called on the manager, one after the other."""
    found = []
    for node in around:
        if isinstance(node, ast.Attribute):
            found.append(node.attr)
        elif not isinstance(node, ast.Call) or _calls(node, "find"):
            break
    return found


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def is_narrowed_later(around: list[ast.AST]) -> bool:
    """Whether `find` or a scoped list narrows what is taken: both go through `visible_to`."""
    is_found = any(_calls(node, "find") for node in around)
    inside = [node.name for node in around if isinstance(node, ast.FunctionDef)]
    return is_found or inside == ["rows"]


def test_the_admin_takes_rows_of_clients_through_their_scope() -> None:
    unscoped, known = [], set()
    for where, methods, around in takes():
        if "visible_to" in methods or is_narrowed_later(around):
            continue
        if methods and methods[0] in ROWS_OF_A_SEEN_RECORD:
            continue
        excused = {(where, method) for method in methods} & ON_PURPOSE.keys()
        known |= excused
        if not excused:
            unscoped.append(f"{where}: {methods}")
    assert unscoped == []
    assert known == ON_PURPOSE.keys(), "an exception that nothing needs any more"


def test_the_reading_of_views_notices_what_is_not_scoped() -> None:
    found = list(takes())
    assert len(found) > 40
    assert {"Submission", "Appointment"} <= {model.__name__ for model in scoped()}
    assert {"SubmissionEvent", "AppointmentEvent"} <= {model.__name__ for model in parts()}
    assert sum("visible_to" in methods for _, methods, _ in found) > 12


def views() -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Yield the name, class and arguments of every view of the admin that has a class."""
    for name, _blanks, view in admin_walk.patterns():
        if kind := getattr(view, "view_class", None):
            yield name, kind, view.view_initkwargs


def test_no_page_of_clients_is_one_of_wagtails_own() -> None:
    bare = []
    for name, kind, given in views():
        model = given.get("model") or getattr(kind, "model", None)
        if model in scoped() and not kind.__module__.startswith("intake."):
            bare.append(f"{name}: {kind.__module__}.{kind.__qualname__}")
        for taking in ("get_base_queryset", "get_object"):
            method = getattr(kind, taking, None)
            if model in scoped() and method and method.__module__.startswith("wagtail."):
                bare.append(f"{name}: {taking} is Wagtail’s")
    assert bare == []


def test_every_page_that_asks_for_a_permission_has_somebody_to_ask() -> None:
    mute = [
        name
        for name, kind, given in views()
        if issubclass(kind, PermissionCheckedMixin)
        and kind.__module__.startswith("intake.")
        and given.get("permission_policy", getattr(kind, "permission_policy", None)) is None
    ]
    assert mute == []


@pytest.mark.django_db
def test_an_editor_is_refused_at_every_page_of_clients_not_shown_an_empty_one(
    client: Client,
) -> None:
    load_groups()
    editor = User.objects.create_user("edna")
    editor.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(editor)
    namespaces = {model._meta.model_name for model in scoped()} | {*OTHERS, *BOOKINGS}
    asked = set()
    for name, blanks, _view in admin_walk.patterns():
        if not blanks and name.partition(":")[0] in namespaces:
            url = admin_walk.reverse(name)
            assert client.get(url).status_code in (403, 405), url
            asked.add(name)
    assert {"submission:index", "appointment:index", "intake_diary:diary"} <= asked
    assert len(asked) > 15
