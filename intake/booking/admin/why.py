"""“Why is this time not free?”: staff ask about a time, and each rule that closes it is named."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from intake.booking import explain, slots, texts
from intake.booking.admin.tool_base import ToolViewSet
from intake.booking.enquiry import answers
from intake.booking.models import Appointment, Location, Practitioner, Service, WeeklyHours

Reader = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Line:
    """A reason as the page shows it, with the address of what to change, "" without one."""

    words: str
    url: str
    link: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the page says of one practitioner."""

    name: str
    is_free: bool
    lines: tuple[Line, ...]


class WhyForm(forms.Form):
    """Which visit, where, with whom, and when by the clock on the wall there."""

    service = forms.ModelChoiceField(Service.objects.all(), label=gettext_lazy("Kind of visit"))
    location = forms.ModelChoiceField(Location.objects.all(), label=gettext_lazy("Location"))
    practitioner = forms.ModelChoiceField(
        Practitioner.objects.all(),
        label=gettext_lazy("With"),
        required=False,
        empty_label=gettext_lazy("Everybody"),
    )
    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Enter a day"),
            "invalid": gettext_lazy("Enter a day such as 2027-03-09"),
        },
    )
    at = forms.TimeField(
        label=gettext_lazy("Time"),
        widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Enter a time"),
            "invalid": gettext_lazy("Enter a time such as 09:30"),
        },
    )

    @property
    def wall(self) -> datetime:
        """The wall time asked about."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["at"])


class WhyView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Ask about one time; the address holds the whole question, so it can be passed on."""

    model: Any = WeeklyHours
    permission_required = "view"
    page_title = gettext_lazy("Why is this time not free?")
    header_icon = "help"
    template_name = "intake_booking/admin/why.html"
    request: HttpRequest

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @cached_property
    def form(self) -> WhyForm:
        """What is asked, with the first visit and place filled in before anything is."""
        asked = self.request.GET
        if "day" in asked and "at" in asked:
            return WhyForm(asked)
        first = {"service": Service.objects.first(), "location": Location.objects.first()}
        return WhyForm(initial=first | asked.dict())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the question and, once it is asked in full, the answer."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["form"] = self.form
        return context | self.answer() if self.form.is_valid() else context

    def answer(self) -> dict[str, Any]:
        """Return what the page says about the time."""
        service, location = self.form.cleaned_data["service"], self.form.cleaned_data["location"]
        start = slots.instant_of(self.form.wall, location.zone)
        if start is None:
            return {"no_time": explain.missing_wall(self.form.wall, location.zone)}
        found = answers(
            service=service,
            location=location,
            start=start,
            now=timezone.now(),
            practitioner=self.form.cleaned_data["practitioner"],
        )
        withheld = explain.withheld(service, location)
        return {
            "when": texts.lasting_words(start, location.zone),
            "asked": service,
            "place": location,
            "withheld": [self._line(reason) for reason in withheld],
            "free": [] if withheld else [each.practitioner for each in found if each.is_free],
            "cards": [self._card(each) for each in found],
        }

    def _card(self, found: explain.Answer) -> Card:
        lines = tuple(self._line(each, found.practitioner) for each in found.reasons)
        return Card(str(found.practitioner), found.is_free, lines)

    def _line(self, reason: explain.Reason, whose: Practitioner | None = None) -> Line:
        row = reason.row
        if isinstance(row, Appointment) and not self.may_see(row):
            return Line(reason.words.replace(row.reference, _("a visit")), "", "")
        if isinstance(row, type):
            query = urlencode({"practitioner": whose.pk}) if whose else ""
            return Line(reason.words, f"{reverse('weeklyhours:index')}?{query}", _("Weekly hours"))
        label = _("Open the visit") if isinstance(row, Appointment) else _("Change it")
        return Line(reason.words, address_of(row, self.request.user), label)

    def may_see(self, visit: Appointment) -> bool:
        """Tell whether the reader may know whose visit it is."""
        return bool(Appointment.objects.visible_to(self.request.user).contains(visit))


def address_of(row: Any, reader: Reader) -> str:
    """Return where somebody sees or changes a row, "" where they may not."""
    if row is None:
        return ""
    if not isinstance(row, Appointment):
        return AdminURLFinder(reader).get_edit_url(row) or ""
    may_see = reader.has_perm("intake_booking.view_appointment") and row.status.was_booked
    return reverse("appointment:inspect", args=[row.pk]) if may_see else ""


class WhyViewSet(ToolViewSet):
    """The page in the "Clinic" menu."""

    name = "why_not_free"
    url_prefix = "clinic/why"
    icon = "help"
    menu_label = gettext_lazy("Why not free?")
    menu_order = 36
    view_class = WhyView
