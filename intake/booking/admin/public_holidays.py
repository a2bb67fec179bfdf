"""“Add public holidays”: choose where, see the list, close the days that are ticked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet

from intake.booking import holiday_actions, public_holidays
from intake.booking.models import Appointment, DayException, Location
from intake.booking.models.scoped import SEE_ALL

YEARS_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Visit:
    """A booked visit that falls on a holiday."""

    pk: int
    reference: str


@dataclass(frozen=True, slots=True)
class Line:
    """A holiday to close on: whether it is closed already, and what is booked then."""

    holiday: public_holidays.Holiday
    is_closed: bool
    visits: tuple[Visit, ...]


class HolidaysForm(forms.Form):
    """Which list of holidays, for which years and places."""

    country = forms.ChoiceField(label=gettext_lazy("Country"))
    part = forms.ChoiceField(label=gettext_lazy("State or region"), required=False)
    years = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Years"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Select a year")},
    )
    locations = forms.ModelMultipleChoiceField(
        Location.objects.all(),
        label=gettext_lazy("Locations"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick none to close every location."),
    )

    def __init__(self, data: Any, today: date) -> None:
        years = [today.year + ahead for ahead in range(YEARS_AHEAD)]
        first = {"country": public_holidays.own_country(), "years": years[:2]}
        data = data.copy() if data else None
        super().__init__(data, initial=first)
        countries = public_holidays.countries()
        country = data.get("country") if data else first["country"]
        parts = public_holidays.parts_of(country) if country in dict(countries) else []
        if data and data.get("part") not in dict(parts):
            # What is left over from the country chosen before.
            data["part"] = ""
        self._offer("country", countries)
        self._offer("part", [("", _("The whole country")), *parts])
        self._offer("years", [(year, str(year)) for year in years])
        if not parts:
            del self.fields["part"]

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def holidays(self, since: date) -> list[public_holidays.Holiday]:
        """Return the holidays of the list that are still to come."""
        asked = self.cleaned_data
        found = public_holidays.holidays_of(asked["country"], asked.get("part", ""), asked["years"])
        return [each for each in found if each.day >= since]


class PublicHolidaysView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Choose a list of holidays, then close the days that are ticked."""

    model: Any = DayException
    permission_required = "add"
    page_title = gettext_lazy("Add public holidays")
    header_icon = "calendar-alt"
    template_name = "intake_booking/admin/public_holidays.html"
    request: HttpRequest

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way over the list of different days to this page."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("dayexception:index"), "label": _("Different days")},
            {"url": "", "label": self.page_title},
        ]

    @cached_property
    def form(self) -> HolidaysForm:
        """Which list is asked for."""
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        return HolidaysForm(asked, timezone.localdate())

    @cached_property
    def lines(self) -> list[Line]:
        """The holidays of the list asked for, none before one is."""
        if not self.form.is_valid():
            return []
        found = self.form.holidays(timezone.localdate())
        return lines_of(found, list(self.form.cleaned_data["locations"]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form and, once it is answered, the list."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.request.user
        may_see = user.has_perms(["intake_booking.view_appointment", SEE_ALL])
        return context | {
            "form": self.form,
            "lines": self.lines,
            "is_shown": self.form.is_bound and self.form.is_valid(),
            "may_see_visits": may_see,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Close the days that are ticked, and say which booked visits fall on them."""
        ticked = set(request.POST.getlist("day"))
        chosen = [each for each in self.lines if each.holiday.day.isoformat() in ticked]
        if not chosen:
            messages.error(request, _("Select at least one day to close."))
            return self.render_to_response(self.get_context_data())
        rows = holiday_actions.close_on_holidays(
            days=[each.holiday for each in chosen],
            locations=list(self.form.cleaned_data["locations"]),
        )
        messages.success(request, _closed_words(len({row.day for row in rows})))
        if booked := sum(len(each.visits) for each in chosen):
            messages.warning(request, _booked_words(booked))
        return redirect("dayexception:index")


def lines_of(found: list[public_holidays.Holiday], locations: list[Location]) -> list[Line]:
    """Return the holidays with what is closed already and what is booked, in two queries."""
    days = [each.day for each in found]
    there = DayException.objects.closing_everybody(days).days_and_places()
    visits = _visits_on(days, [each.pk for each in locations])
    wanted: list[int | None] = [each.pk for each in locations] or [None]
    return [
        Line(
            each,
            is_closed=(each.day, None) in there or all((each.day, pk) in there for pk in wanted),
            visits=tuple(visits.get(each.day.isoformat(), ())),
        )
        for each in found
    ]


def _visits_on(days: Iterable[date], places: list[int]) -> dict[str, list[Visit]]:
    """Return the visits booked on some days of the places' own calendars, by day."""
    days = list(days)
    if not days:
        return {}
    booked = Appointment.objects.booked().on_days(min(days), max(days)).order_by("starts_at")
    by_day: dict[str, list[Visit]] = {}
    for pk, reference, wall, place in booked.values_list(
        "pk", "reference", "wall_start", "location_id"
    ):
        if not places or place in places:
            by_day.setdefault(wall[:10], []).append(Visit(pk, reference))
    return by_day


def _closed_words(count: int) -> str:
    if not count:
        return _("These days were closed already.")
    words = ngettext("%(count)s day is closed.", "%(count)s days are closed.", count)
    return words % {"count": count}


def _booked_words(count: int) -> str:
    words = ngettext(
        "%(count)s visit is booked on these days and stays booked. Move it or cancel it.",
        "%(count)s visits are booked on these days and stay booked. Move them or cancel them.",
        count,
    )
    return words % {"count": count}


class PublicHolidaysViewSet(ViewSet):
    """The page, reached from the list of different days."""

    name = "public_holidays"
    url_prefix = "clinic/public-holidays"
    icon = "calendar-alt"

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the page."""
        return [path("", self.construct_view(PublicHolidaysView), name="index")]
