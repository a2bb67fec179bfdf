"""The dashboard: what happened lately, as charts with a table behind each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from intake import access_log, figures, scoping
from intake.access_log import Action
from intake.export_formats import Column, write_csv
from intake.figures import Cell, Figure, Period
from intake.landings import FEWEST_TOLD

RANGES = {4: gettext_lazy("4 weeks"), 12: gettext_lazy("12 weeks"), 52: gettext_lazy("A year")}
USUAL = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure in words: its table, and what the script draws."""

    figure: Figure
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    data: dict[str, Any]


def period_of(request: HttpRequest) -> Period:
    """Return the period an address asks for, the last four weeks where it asks for none."""
    said = request.GET.get("weeks", "")
    weeks = next((weeks for weeks in RANGES if str(weeks) == said), USUAL)
    return Period(weeks=weeks, now=timezone.now())


def shown(figure: Figure) -> Shown:
    """Return a figure as the page tells and draws it."""
    rows = figure.rows()
    labels = [_label(label) for label, _cells in rows]
    heads = tuple(str(column) for column in figure.all_columns)
    return Shown(
        figure=figure,
        heads=heads,
        rows=tuple(
            (label, tuple(_words(cell) for cell in cells))
            for label, (_l, cells) in zip(labels, rows, strict=True)
        ),
        data={
            "shape": figure.shape,
            "labels": labels,
            "unit": str(figure.unit),
            "series": [
                {"name": head, "values": [cells[place] for _label, cells in rows]}
                for place, head in enumerate(heads)
            ],
        },
    )


def _label(label: Any) -> str:
    return date_format(label, "j M Y") if isinstance(label, date) else str(label)


def _words(cell: Cell) -> str:
    if cell is None:
        return _("hidden")
    return number_format(cell)


class OfAllOnly:
    """Opens a page to those who may see every submission."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse everybody else."""
        if not request.user.has_perm(scoping.SEE_ALL):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


@method_decorator(never_cache, name="dispatch")
class DashboardView(OfAllOnly, WagtailAdminTemplateMixin, TemplateView):
    """Every figure of a period."""

    template_name = "intake/admin/dashboard.html"
    page_title = gettext_lazy("Dashboard")
    header_icon = "view"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the figures and the periods to choose from."""
        period = period_of(self.request)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "figures": [shown(figure) for figure in figures.all_figures(period)],
            "weeks": period.weeks,
            "ranges": RANGES.items(),
            "since": period.first_day,
            "fewest": FEWEST_TOLD,
        }


class FigureFileView(OfAllOnly, View):
    """The table of one figure as a file; what is hidden on the page is hidden in it."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse | StreamingHttpResponse:
        """Send the file, and note who took it."""
        period = period_of(request)
        found = figures.figure(key, period)
        if found is None:
            raise Http404
        access_log.note(by=request.user, action=Action.EXPORT, kind="figure", reference=key)
        table = shown(found)
        columns = [Column(name, name) for name in (str(found.head), *table.heads)]
        lines: Iterator[tuple[str, ...]] = ((label, *cells) for label, cells in table.rows)
        response = HttpResponse(b"".join(write_csv(columns, lines)), content_type="text/csv")
        response["Content-Disposition"] = f'attachment; filename="{key}-{period.weeks}-weeks.csv"'
        response["Cache-Control"] = "private, no-store"
        return response


class DashboardMenuItem(MenuItem):
    """The way to the dashboard, for those who may see every submission."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Dashboard"),
            reverse_lazy("intake_dashboard"),
            name="dashboard",
            icon_name="view",
            order=5,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may see every submission."""
        return bool(request.user.has_perm(scoping.SEE_ALL))
