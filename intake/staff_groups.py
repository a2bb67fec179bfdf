"""The groups a clinic begins with: who may see and do what. The clinic changes them as it likes.

Each app says what a group may do with its records; a name may hold a *, as in "causes.*".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Site

from intake.group_names import EDITORS, FRONT_DESK, GROUPS, LEAD, THERAPISTS

ADMIN_ACCESS = "wagtailadmin.access_admin"
PAGES = ("add_page", "change_page", "publish_page")
FILES = tuple(
    f"{verb}_{kind}" for verb in ("add", "change", "choose") for kind in ("image", "document")
)

INTAKE = {
    EDITORS: (
        "causes.*",
        *(
            f"intake.{verb}_questionnaire"
            for verb in ("view", "add", "change", "delete", "publish", "lock", "unlock")
        ),
    ),
    FRONT_DESK: (
        "intake.view_submission",
        "intake.see_all_submissions",
        "intake.work_submission",
    ),
    THERAPISTS: (
        "intake.view_submission",
        "intake.read_answers",
        "intake.work_submission",
    ),
    LEAD: ("intake.*",),
}


Patterns = Mapping[str, Iterable[str]]
"""Names of permissions, by the name of a group."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a group: `changed` says whether its permissions were set."""

    name: str
    changed: bool


_patterns: dict[str, Patterns] = {}


def register(app: str, patterns: Patterns) -> None:
    """Add or replace what the groups may do with the records of an app."""
    _patterns[app] = patterns


def load_groups(*, reset: bool = False) -> list[Loaded]:
    """Make the groups; leave alone what the clinic has edited, unless `reset` takes it back.

    A group counts as the clinic's own once it holds any permission of these apps: Wagtail makes
    a group of editors that holds none.
    """
    with transaction.atomic():
        return [Loaded(name, changed=_load(name, reset)) for name in GROUPS]


def permissions_of(name: str) -> list[Permission]:
    """Return what a group begins with."""
    wanted = {ADMIN_ACCESS, *_patterns_of(name)}
    everything = Permission.objects.select_related("content_type")
    return [
        each
        for each in everything
        if any(fnmatchcase(f"{each.content_type.app_label}.{each.codename}", w) for w in wanted)
    ]


def _patterns_of(name: str) -> Iterator[str]:
    for patterns in _patterns.values():
        yield from patterns.get(name, ())


def _load(name: str, reset: bool) -> bool:
    group, _created = Group.objects.get_or_create(name=name)
    if not reset and group.permissions.filter(content_type__app_label__in=_apps()).exists():
        return False
    group.permissions.set(permissions_of(name))
    if name == EDITORS:
        _let_write(group)
    return True


def _apps() -> set[str]:
    return {each.partition(".")[0] for name in GROUPS for each in _patterns_of(name)}


def _let_write(group: Group) -> None:
    """Let a group write the pages of every site, and use its pictures and files."""
    for site in Site.objects.all():
        for permission in _named(PAGES, "wagtailcore"):
            GroupPagePermission.objects.get_or_create(
                group=group, page_id=site.root_page_id, permission=permission
            )
    root = Collection.get_first_root_node()
    for permission in _named(FILES, "wagtailimages", "wagtaildocs"):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission
        )


def _named(codenames: Iterable[str], *apps: str) -> Iterable[Permission]:
    return Permission.objects.filter(codename__in=codenames, content_type__app_label__in=apps)
