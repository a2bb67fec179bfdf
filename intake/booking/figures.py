"""How many clients did not come, for the dashboard."""

from collections import Counter
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from intake import figures
from intake.booking.models import Appointment
from intake.figure_queries import cut
from intake.figures import Figure, Period


def connect() -> None:
    """Name the figures of booking."""
    figures.register("no_shows", no_shows)


def no_shows(period: Period) -> Figure:
    """Return how many came and how many did not, over time, with the rate."""
    counted = (
        Appointment.objects.came_or_missed(period.since, period.now)
        .annotate(first=cut("starts_at", period))
        .values_list("first", "missed")
        .annotate(Count("pk"))
    )
    found: Counter[tuple[Any, bool]] = Counter()
    for first, missed, number in counted:
        found[first.date(), missed] += number
    buckets = period.buckets()
    return Figure(
        key="no_shows",
        title=_("Clients who did not come"),
        about=_("Of the visits of which the desk noted whether the client came."),
        shape="rate",
        head=_("Month of") if period.by_month else _("Week of"),
        columns=(_("Came"), _("Did not come")),
        labels=tuple(buckets),
        cells=tuple((found[first, False], found[first, True]) for first in buckets),
        unit="%",
        extra={_("Did not come, in %"): percent},
    )


def percent(cells: tuple[int, ...]) -> float | None:
    """Return the share of the last of two numbers."""
    came, missed = cells
    return round(100 * missed / (came + missed), 1) if came + missed else None
