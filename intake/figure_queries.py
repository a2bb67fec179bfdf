"""What the database counts for the dashboard of the intake: one or two queries a figure."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber, TruncMonth, TruncWeek
from django.utils.translation import gettext_lazy as _

from causes.models import CausePage
from intake.figures import Figure, Period, register
from intake.models import DailyCount, QuestionnaireVersion, Submission, SubmissionEvent
from intake.models.submission import ROUTES
from intake.stages import Stage

AWAY = timedelta(hours=1)
"""Who has not answered for so long has left the form."""
MOST_ARTICLES = 12


def connect() -> None:
    """Name the figures of the intake, in their order."""
    for key, maker in {
        "routes": routes,
        "articles": articles,
        "steps": steps,
        "causes": causes,
        "contact": first_contact,
    }.items():
        register(key, maker)


def cut(field: str, period: Period) -> Any:
    """Return the week or month of a field."""
    return (TruncMonth if period.by_month else TruncWeek)(field)


def routes(period: Period) -> Figure:
    """Return how many results led where, over time."""
    done = Submission.objects.filter(completed_at__gte=period.since).order_by()
    rows = list(
        done.annotate(first=cut("completed_at", period))
        .values_list("first", "route")
        .annotate(Count("pk"))
    )
    found: Counter[tuple[Any, str]] = Counter()
    for first, route, number in rows:
        found[first.date(), route] += number
    deleted = _deleted("route", period).annotate(first=cut("day", period))
    for first, route, number in deleted.values_list("first", "key").annotate(models.Sum("count")):
        found[first, route] += number
    buckets = period.buckets()
    return Figure(
        key="routes",
        title=_("Where results lead"),
        about=_("Finished questionnaires, by what they lead to."),
        shape="stacked",
        head=_("Month of") if period.by_month else _("Week of"),
        columns=tuple(label for _route, label in ROUTES),
        labels=tuple(buckets),
        cells=tuple(tuple(found[first, route] for route, _l in ROUTES) for first in buckets),
    )


def articles(period: Period) -> Figure:
    """Return how many read an article, started from it, finished and booked."""
    booked = SubmissionEvent.objects.filter(submission=OuterRef("pk"), stage=Stage.BOOKED)
    rows = (
        Submission.objects.filter(started_at__gte=period.since)
        .order_by()
        .values("came_from")
        .annotate(
            started=Count("pk"),
            finished=Count("completed_at"),
            booked=Count("pk", filter=Exists(booked)),
        )
        .values_list("came_from", "started", "finished", "booked")
    )
    kinds = ("read", "started", "finished", "booked")
    found: Counter[tuple[str, str]] = Counter()
    for key, *numbers in rows:
        found.update({(key, kind): n for kind, n in zip(kinds[1:], numbers, strict=True)})
    kept = DailyCount.objects.filter(kind__in=kinds, day__gte=period.first_day).order_by()
    for kind, key, number in kept.values_list("kind", "key").annotate(models.Sum("count")):
        found[key, kind] += number
    titles = _titles()
    keys = sorted(
        {key for key, _kind in found if key in titles},
        key=lambda key: (-found[key, "read"], -found[key, "started"], key),
    )[:MOST_ARTICLES]
    return Figure(
        key="articles",
        title=_("From reading to booking"),
        about=_("How many read each article, began the questions from it, finished, and booked."),
        shape="bars",
        head=_("Article"),
        columns=(_("Read"), _("Started"), _("Finished"), _("Booked")),
        labels=tuple(titles[key] for key in keys),
        cells=tuple(tuple(found[key, kind] for kind in kinds) for key in keys),
    )


def steps(period: Period) -> Figure:
    """Return after which step people stopped answering."""
    gone = Submission.objects.filter(
        completed_at__isnull=True,
        updated_at__gte=period.since,
        updated_at__lt=period.now - AWAY,
    )
    found: Counter[str] = Counter()
    for step, number in gone.order_by().values_list("last_step").annotate(Count("pk")):
        found[step] += number
    deleted = _deleted("left", period)
    for step, number in deleted.values_list("key").annotate(models.Sum("count")):
        found[step] += number
    titles = {"": _("Before the first answer"), **_step_titles()}
    keys = [key for key in titles if found[key]]
    return Figure(
        key="steps",
        title=_("Where people leave the form"),
        about=_("The last step people answered who did not come to the end."),
        shape="bars",
        head=_("Last step answered"),
        columns=(_("People"),),
        labels=tuple(titles[key] for key in keys),
        cells=tuple((found[key],) for key in keys),
    )


def causes(period: Period) -> Figure:
    """Return which cause came first how often."""
    done = Submission.objects.filter(completed_at__gte=period.since).order_by()
    found = dict(done.values_list("top_cause").annotate(Count("pk")))
    titles = _titles() | {"": _("None stood out")}
    keys = sorted(found, key=lambda key: (key == "", -found[key], key))[: MOST_ARTICLES + 1]
    return Figure(
        key="causes",
        title=_("Causes"),
        about=_("What answers were most often seen with, of results still kept."),
        shape="bars",
        head=_("First cause"),
        columns=(_("Results"),),
        labels=tuple(titles.get(key, key) for key in keys),
        cells=tuple((found[key],) for key in keys),
    )


def first_contact(period: Period) -> Figure:
    """Return how long it took until somebody got in touch: the middle, and the middle half."""
    reached = Q(kind=SubmissionEvent.Kind.CALL) | Q(stage=Stage.CONTACTED)
    first = SubmissionEvent.objects.filter(reached, submission=OuterRef("pk")).order_by("at")
    waited = models.ExpressionWrapper(
        F("contact") - F("completed_at"), output_field=models.DurationField()
    )
    ranked = (
        Submission.objects.filter(completed_at__gte=period.since)
        .annotate(contact=Subquery(first.values("at")[:1]))
        .filter(contact__isnull=False)
        .annotate(waited=waited)
        .annotate(
            place=Window(RowNumber(), partition_by="route", order_by=["waited", "pk"]),
            of=Window(Count("pk"), partition_by="route"),
        )
    )
    told = ranked.filter(
        Q(place=(F("of") + 3) / 4) | Q(place=(F("of") + 1) / 2) | Q(place=(F("of") * 3 + 3) / 4)
    )
    rows = told.order_by("place").values_list("route", "place", "of", "waited")
    found: dict[str, list[float]] = {}
    for route, place, of, wait in rows:
        if of >= LEAST_TOLD:
            hours = round(wait / timedelta(hours=1), 1)
            marks = ((of + 3) // 4, (of + 1) // 2, (of * 3 + 3) // 4)
            found.setdefault(route, []).extend([hours] * marks.count(place))
    return Figure(
        key="contact",
        title=_("Time to first contact"),
        about=_(
            "Hours from the result to the first call or contact: half wait less than the middle."
        ),
        shape="spread",
        head=_("Leads to"),
        columns=(_("A quarter within"), _("Half within"), _("Three quarters within")),
        labels=tuple(label for _route, label in ROUTES),
        cells=tuple(tuple(found.get(route, [None] * 3)) for route, _l in ROUTES),
        counts=False,
        unit=_("hours"),
    )


LEAST_TOLD = 20
"""A quarter of so many is a group of five."""


def _deleted(kind: str, period: Period) -> Any:
    return DailyCount.objects.filter(kind=kind, day__gte=period.first_day).order_by()


def _titles() -> dict[str, Any]:
    rows: Iterable[tuple[str, str]] = (
        CausePage.objects.filter(alias_of__isnull=True)
        .exclude(cause_key="")
        .order_by("locale_id")
        .values_list("cause_key", "title")
    )
    return dict(reversed(list(rows)))


def _step_titles() -> dict[str, Any]:
    newest = QuestionnaireVersion.objects.filter(questionnaire=OuterRef("questionnaire")).order_by(
        "-number"
    )
    latest = QuestionnaireVersion.objects.filter(pk=Subquery(newest.values("pk")[:1]))
    return {
        step.key: step.title
        for version in latest.order_by("pk")
        for step in version.definition.steps
    }
