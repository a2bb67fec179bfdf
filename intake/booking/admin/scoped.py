"""What every admin page about clients stands on: own clients only, and each look is noted."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from intake import access_log
from intake.access_log import Action
from intake.admin.access_report import record_buttons
from intake.booking import record_kinds
from intake.booking.models import Appointment, FollowUp, SafetyCheck, WaitlistEntry

KINDS: dict[type[Model], str] = {
    Appointment: record_kinds.VISIT,
    FollowUp: record_kinds.FOLLOW_UP,
    SafetyCheck: "safety check",
    WaitlistEntry: record_kinds.WAIT,
}
"""What the access log calls each kind of row."""


def reference_of(row: Any) -> str:
    """Return the reference code of a row, or of the visit it belongs to."""
    return str(row.appointment if isinstance(row, SafetyCheck) else row.reference)


def note(request: HttpRequest, action: Action, row: Any) -> None:
    """Write into the access log what the reader does with a row."""
    access_log.note(
        by=request.user, action=action, kind=KINDS[type(row)], reference=reference_of(row)
    )


def note_look(request: HttpRequest, row: Any) -> None:
    """Write into the access log that the reader looks at a row."""
    access_log.note_look(by=request.user, kind=KINDS[type(row)], reference=reference_of(row))


def note_many(request: HttpRequest, action: Action, kind: str, count: int, what: str = "") -> None:
    """Write into the access log that the reader does something with several rows, if any."""
    if count:
        access_log.note(by=request.user, action=action, kind=kind, reference=what, count=count)


def find(request: HttpRequest, rows: Any, pk: int) -> Any:
    """Return a row the reader may see; refuse and note somebody else's, 404 where there is none."""
    found = next(iter(rows.visible_to(request.user).filter(pk=pk)), None)
    if found is None:
        note(request, Action.REFUSED, get_object_or_404(rows, pk=pk))
        raise PermissionDenied
    return found


class ScopedIndexView(generic.IndexView):
    """A list of the reader's own clients, or of all; nothing is exported."""

    shows_names = False

    def rows(self) -> Any:
        """Return every row in its order; what the reader may not see is left out afterwards."""
        raise NotImplementedError

    def get_base_queryset(self) -> Any:
        """Return what the reader may see."""
        return self.rows().visible_to(self.request.user)

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        """Refuse: clients leave the list by no side door such as `?export=csv`."""
        access_log.note(by=self.request.user, action=Action.REFUSED, kind=KINDS[self.model])
        raise PermissionDenied

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Note how many were read by name."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if self.shows_names:
            note_many(self.request, Action.VIEW, KINDS[self.model], len(context["object_list"]))
        return context


class ScopedInspectView(generic.InspectView):
    """A page of one client of the reader's; looking at it is noted."""

    def rows(self) -> Any:
        """Return the rows with all the page needs."""
        return self.model.objects.all()

    def get_object(self, queryset: Any = None) -> Any:
        """Return the row, if the reader may see it."""
        return find(self.request, self.rows(), self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Note the look."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        note_look(self.request, self.object)
        return context

    @cached_property
    def header_more_buttons(self) -> list[HeaderButton]:
        """Lead to who looked at this client, and to their erasure."""
        return record_buttons(self.request.user, KINDS[self.model], reference_of(self.object))
