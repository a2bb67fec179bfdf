"""The versions of a questionnaire: the list, any two side by side, and an old one as draft."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateView
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator

from intake import transfer
from intake.admin.tools import QuestionnaireToolMixin
from intake.engine.codec import DefinitionError
from intake.engine.compare import Change, compare, score_differences
from intake.engine.types import Questionnaire as Definition
from intake.models import QuestionnaireVersion

PER_PAGE = 10
CHANGES_SHOWN = 4
"""How many changes a row of the list tells before it leads to the comparison."""

DRAFT = "draft"
Changes = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A version in the list. `changes` are the first few against the version before, told."""

    version: QuestionnaireVersion
    is_current: bool
    changes: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Place:
    """What changed in one place of a questionnaire."""

    label: str
    changes: Changes


@dataclass(frozen=True, slots=True)
class Translation:
    """Another language, and where it would decide otherwise."""

    version: QuestionnaireVersion
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things compared: its value in the address, its name, its definition."""

    value: str
    name: str
    definition: Definition


def by_place(changes: Changes) -> list[Place]:
    """Return changes grouped by the place they are in, in the order given."""
    return [
        Place(label, tuple(found))
        for (_place, label), found in groupby(changes, lambda c: (c.place, c.label))
    ]


def told(changes: Changes) -> tuple[str, ...]:
    """Return changes as sentences that need no heading: each with the name of its place."""
    return tuple(
        change.words if change.label in change.words else f"{change.label}, {change.words}"
        for change in changes
    )


def changes_by_number(versions: Iterable[QuestionnaireVersion]) -> dict[int, Changes]:
    """Return what each version changed against the one before it; versions come oldest first."""
    return {
        after.number: compare(before.definition, after.definition)
        for before, after in pairwise(versions)
    }


class VersionsMixin(QuestionnaireToolMixin):
    """A page about the versions of one questionnaire."""

    tool = "versions"
    header_icon = "history"

    @cached_property
    def draft_definition(self) -> Definition | None:
        """The draft as the engine reads it; None while it cannot be read."""
        try:
            return self.draft.definition()
        except DefinitionError:
            return None

    def version(self, number: int) -> QuestionnaireVersion:
        """Return one version, or a 404."""
        version = QuestionnaireVersion.objects.numbered(self.stored, number)
        if version is None:
            raise Http404
        return version


class VersionsView(VersionsMixin, TemplateView):
    """The list: number, who, when, note, what changed, how many clients were asked."""

    template_name = "intake/admin/versions.html"
    page_title = gettext_lazy("Versions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = QuestionnaireVersion.objects.of(self.stored).with_use()
        paginator = WagtailPaginator(versions, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        newest = QuestionnaireVersion.objects.newest_of(self.stored)
        return {
            **super().get_context_data(**kwargs),
            "page_obj": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "rows": self.rows(list(page), newest.number if newest else 0),
            "newest": newest,
            "draft_changes": self.draft_changes(newest),
            "draft_unreadable": self.draft_definition is None,
            "translations": self.translations(newest),
        }

    def rows(self, versions: list[QuestionnaireVersion], newest: int) -> list[Row]:
        """Return the rows of one page; what changed needs the content of the one before, too."""
        if not versions:
            return []
        first, last = versions[-1].number, versions[0].number
        stretch = QuestionnaireVersion.objects.stretch(self.stored, first - 1, last)
        changed = changes_by_number(stretch)
        return [
            Row(
                version=version,
                is_current=self.stored.live and version.number == newest,
                changes=told(changed.get(version.number, ())[:CHANGES_SHOWN]),
                more=max(len(changed.get(version.number, ())) - CHANGES_SHOWN, 0),
            )
            for version in versions
        ]

    def draft_changes(self, newest: QuestionnaireVersion | None) -> tuple[str, ...]:
        """Return what the draft would change for clients."""
        if newest is None or self.draft_definition is None:
            return ()
        return told(compare(newest.definition, self.draft_definition))

    def translations(self, newest: QuestionnaireVersion | None) -> list[Translation]:
        """Return the other languages clients are asked in, with what decides otherwise there."""
        if newest is None:
            return []
        return [
            Translation(version, told(score_differences(newest.definition, version.definition)))
            for version in QuestionnaireVersion.objects.of_translations(self.stored)
        ]


class CompareView(VersionsMixin, TemplateView):
    """Any two versions, or a version and the draft: every difference in words."""

    template_name = "intake/admin/versions_compare.html"
    page_title = gettext_lazy("Compare versions")

    @cached_property
    def choices(self) -> list[tuple[str, str]]:
        """What can be compared, newest first."""
        named = [
            (str(version.number), version_name(version))
            for version in QuestionnaireVersion.objects.of(self.stored)
        ]
        return [(DRAFT, _("Draft")), *named]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        new = self.side(self.request.GET.get("to") or self.default_new())
        old = self.side(self.request.GET.get("from") or self.default_old(new))
        changes = compare(old.definition, new.definition) if old and new else ()
        return {
            **super().get_context_data(**kwargs),
            "choices": self.choices,
            "old": old,
            "new": new,
            "unreadable": self.draft_definition is None,
            "places": by_place(changes),
            "count": len(changes),
        }

    def default_new(self) -> str:
        """Return the newest version; the draft where no version came before it."""
        return self.choices[1][0] if len(self.choices) > 2 else DRAFT

    def default_old(self, new: Side | None) -> str:
        """Return the version before the new side; the newest one before a draft."""
        numbers = [int(value) for value, _name in self.choices if value != DRAFT]
        if new and new.value != DRAFT:
            numbers = [number for number in numbers if number < int(new.value)]
        return str(max(numbers, default=DRAFT))

    def side(self, value: str) -> Side | None:
        """Return one side; None when the draft cannot be read, a 404 when it does not exist."""
        name = dict(self.choices).get(value)
        if name is None:
            raise Http404
        definition = self.definition(value)
        return Side(value, name, definition) if definition else None

    def definition(self, value: str) -> Definition | None:
        """Return the definition of one side."""
        return self.draft_definition if value == DRAFT else self.version(int(value)).definition


def version_name(version: QuestionnaireVersion) -> str:
    """Return a version as a list of choices names it."""
    day = date_format(timezone.localtime(version.published_at))
    words = _("Version %(number)s of %(day)s") % {"number": version.number, "day": day}
    return f"{words} · {version.note}" if version.note else words


class RestoreView(VersionsMixin, TemplateView):
    """Asks first, then writes an old version into the draft; clients notice nothing."""

    template_name = "intake/admin/versions_restore.html"

    def get_page_title(self) -> str:
        return _("Restore version %(number)s as draft") % {"number": self.kwargs["number"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.version(self.kwargs["number"])
        draft = self.draft_definition
        changes = compare(draft, version.definition) if draft else ()
        return {
            **super().get_context_data(**kwargs),
            "version": version,
            "places": by_place(changes),
            "count": len(changes),
            "unreadable": draft is None,
            "locked": transfer.lock_problem(self.stored, self.request.user),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write the draft and open it in the editor."""
        version = self.version(kwargs["number"])
        try:
            transfer.restore_version(version=version, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("intake_admin:versions", self.stored.pk)
        messages.success(
            request,
            _("Version %(number)s is the draft now. Clients are still asked what is published.")
            % {"number": version.number},
        )
        return redirect(self.edit_url)
