"""Every address of the admin, found by asking the resolver, with something in each blank."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import URLResolver, get_resolver, reverse
from django.views.generic.edit import FormMixin
from django.views.generic.list import MultipleObjectMixin
from wagtail.contrib.settings.registry import registry
from wagtail.models import Collection, Page

from intake.models import Questionnaire
from tests.site.stranger import KEY, REFERENCE

PREFIX = "admin/"
NOT_WALKED = {
    "wagtailadmin_error_test",  # raises on purpose
    "wagtailadmin_logout",  # ends the walk
}
OF_QUESTIONNAIRES = ("intake_admin", "wagtailsnippets_intake_questionnaire")
ABOUT_CLIENTS = (
    "intake.Submission",
    "intake.AccessEntry",
    "intake_booking.Appointment",
    "intake_booking.FollowUp",
    "intake_booking.WaitlistEntry",
)
QUERIES = ("", f"?q={REFERENCE}", "?export=csv")
"""What is asked of each page that shows many: as it is, searched, and carried away."""


@dataclass(frozen=True, slots=True)
class Place:
    """One pattern of the resolver, written out."""

    name: str
    url: str
    is_of_one: bool
    view: Any

    @property
    def is_empty_form(self) -> bool:
        """Tell whether it asks for something new, and so has nothing to search or carry away."""
        kind = getattr(self.view, "view_class", object)
        return issubclass(kind, FormMixin) and not issubclass(kind, MultipleObjectMixin)

    @property
    def questions(self) -> tuple[str, ...]:
        """The addresses to ask: as it is, and where it shows many, searched and carried away."""
        queries = ("",) if self.is_of_one or self.is_empty_form else QUERIES
        return tuple(self.url + query for query in queries)


def places() -> list[Place]:
    """Return every address of the admin, written out with the stranger's key where it fits."""
    found = {
        url: Place(name, url, is_of_one=bool(blanks), view=view)
        for name, blanks, view in patterns()
        for url in _written_out(name, blanks)
    }
    return list(found.values())


def patterns() -> Iterator[tuple[str, tuple[str, ...], Any]]:
    """Yield the full name of each pattern of the admin, the blanks in its address, its view."""
    yield from _inside(get_resolver().url_patterns)


def _inside(
    found: Any, names: tuple[str, ...] = (), path: str = "", blanks: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    for each in found:
        whole = path + str(each.pattern)
        if not (whole.startswith(PREFIX) or PREFIX.startswith(whole)):
            continue
        all_blanks = (*blanks, *_blanks(each))
        if isinstance(each, URLResolver):
            inside = (each.namespace,) if each.namespace else ()
            yield from _inside(each.url_patterns, names + inside, whole, all_blanks)
        elif each.name and each.name not in NOT_WALKED:
            yield ":".join([*names, each.name]), all_blanks, each.callback


def _blanks(each: Any) -> tuple[str, ...]:
    return tuple({*getattr(each.pattern, "converters", ()), *each.pattern.regex.groupindex})


def _written_out(name: str, blanks: tuple[str, ...]) -> Iterator[str]:
    for filling in _fillings(blanks, tuple(name.split(":"))):
        url = reverse(name, kwargs=filling)
        if url.startswith(f"/{PREFIX}"):
            yield url


def _fillings(blanks: Any, names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield what to write into the blanks of one pattern; models by name once for each model."""
    values = {blank: _value(blank, names) for blank in blanks}
    models = [blank for blank in blanks if blank in ("model_name", "content_type_model_name")]
    if not models:
        yield values
        return
    app = next(blank for blank in blanks if blank.endswith(("app_label", "app_name")))
    for model in _models(names):
        yield values | {app: model._meta.app_label, models[0]: model._meta.model_name}


def _models(names: tuple[str, ...]) -> list[Any]:
    if "wagtailsettings" in names:
        return list(registry)
    return [apps.get_model(name) for name in ABOUT_CLIENTS]


def _value(blank: str, names: tuple[str, ...]) -> Any:
    if blank in ("pk", "object_id") and any(name in OF_QUESTIONNAIRES for name in names):
        return Questionnaire.objects.get().pk
    fixed = {
        "page_id": _page,
        "parent_page_id": _page,
        "page_pk": _page,
        "page_to_move_id": _page,
        "destination_id": _page,
        "collection_id": lambda: Collection.objects.first().pk,
        "number": lambda: 1,
        "revision_id_a": lambda: "earliest",
        "revision_id_b": lambda: "latest",
        "action": lambda: "delete",
        "action_name": lambda: "approve",
        "filter_spec": lambda: "original",
        "kind": lambda: "appointment",
        "reference": lambda: REFERENCE,
        "uidb64": lambda: "NDI",
        "token": lambda: "set-password",
        "app_label": lambda: "intake",
        "app_name": lambda: "intake",
    }
    return fixed[blank]() if blank in fixed else KEY


def _page() -> int:
    page = Page.objects.filter(depth=2).first()
    assert page is not None
    return page.pk
