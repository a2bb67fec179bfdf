"""Staff book the next visit, or a series, for a client they know: from a visit or a follow-up."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from intake.booking import series, slots, staff_actions, texts
from intake.booking.admin.diary.clash import Wish, why_url
from intake.booking.admin.scoped import find, note_look
from intake.booking.contacts import Consent, Contact
from intake.booking.errors import ClientBusy, MayNotOverbook, SeriesClash, TimeTaken
from intake.booking.forms import InstantField
from intake.booking.models import Appointment, FollowUp, Location, Practitioner, Service

MOST_VISITS = 26


class NextVisitForm(forms.Form):
    """Which visits: kind, place, person, the first day and time, how many and how often."""

    service = forms.ModelChoiceField(Service.objects.given(), label=gettext_lazy("Kind of visit"))
    location = forms.ModelChoiceField(Location.objects.in_diary(), label=gettext_lazy("Location"))
    practitioner = forms.ModelChoiceField(
        Practitioner.objects.filter(active=True), label=gettext_lazy("With")
    )
    day = forms.DateField(
        label=gettext_lazy("First day"),
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
    visits = forms.IntegerField(
        label=gettext_lazy("Number of visits"), min_value=1, max_value=MOST_VISITS, initial=1
    )
    every = forms.IntegerField(
        label=gettext_lazy("Weeks between two visits"), min_value=1, max_value=52, initial=1
    )

    @property
    def wish(self) -> series.Wish:
        """The visits that are asked for; a first time that the clock skips begins after it."""
        data = self.cleaned_data
        first = slots.boundary(datetime.combine(data["day"], data["at"]), data["location"].zone)
        return series.Wish(
            service=data["service"],
            location=data["location"],
            practitioner=data["practitioner"],
            first=first,
            every=data["every"],
            visits=data["visits"],
            instead=self.instead(data["visits"]),
        )

    def instead(self, visits: int) -> dict[int, datetime]:
        """Return the other times that were chosen, by place; unreadable ones count as none."""
        chosen = {}
        for place in range(visits):
            try:
                other = InstantField(required=False).clean(self.data.get(f"instead-{place}"))
            except ValidationError:
                continue
            if other is not None:
                chosen[place] = other
        return chosen


class NextVisitView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Ask which visits, show each with what stands against it, then book all or none.

    The question stays in the address and says nothing of the client; only booking is a POST.
    """

    model: Any = Appointment
    permission_required = "add"
    page_title = gettext_lazy("Book the next visit")
    header_icon = "date"
    template_name = "intake_booking/admin/next_visit.html"
    source_model: Any = Appointment
    request: HttpRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find whose visit it will be."""
        super().setup(request, *args, **kwargs)
        self.source = find(request, self.source_model.objects.all(), kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Return the reference."""
        return str(self.source)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way over the record this begins from."""
        return [
            *self.breadcrumbs_items,
            {"url": self.back_url, "label": str(self.source)},
            {"url": "", "label": self.page_title},
        ]

    @property
    def back_url(self) -> str:
        """Where this began."""
        return reverse(f"{self.source_model._meta.model_name}:inspect", args=[self.source.pk])

    @cached_property
    def form(self) -> NextVisitForm:
        """What is asked, with what is likely filled in before anything is."""
        if self.request.method == "POST":
            return NextVisitForm(self.request.POST)
        asked = self.request.GET
        if "day" in asked and "at" in asked:
            return NextVisitForm(asked)
        return NextVisitForm(initial=self.likely() | asked.dict())

    def likely(self) -> dict[str, Any]:
        """Return the same place and person, at the same time of day, when a visit is suggested."""
        visit = self.source if isinstance(self.source, Appointment) else self.source.appointment
        if visit is None:
            first = {"service": Service.objects.open_for_booking().first()}
            return first | {"location": Location.objects.open_for_booking().first()}
        wall = datetime.fromisoformat(visit.wall_start)
        weeks = timedelta(weeks=visit.follow_up_weeks or 1)
        suggested = FollowUp.objects.suggested_after(visit)
        due = suggested.due_on if suggested else (wall + weeks).date()
        tomorrow = timezone.localdate() + timedelta(days=1)
        return {
            "service": (suggested and suggested.service) or Service.objects.after(visit),
            "location": visit.location,
            "practitioner": visit.practitioner,
            "day": max(due, tomorrow),
            "at": wall.time(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the question and, once it is asked in full, each visit; the look is noted."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context |= {"form": self.form, "back_url": self.back_url, "planned": kwargs.get("planned")}
        may_name = self.request.user.has_perm("intake_booking.view_appointment")
        context["client"] = self.source.client_name if may_name else ""
        if may_name:
            note_look(self.request, self.source)
        if not self.form.is_valid():
            return context
        wish = self.form.wish
        planned = self.planned(wish)
        return context | {
            "planned": [self.row(each, wish) for each in planned],
            "all_free": all(each.is_free for each in planned),
            "may_overbook": wish.visits == 1 and self.request.user.has_perm(staff_actions.OVERBOOK),
            "asked": {name: self.form.data.get(name, "") for name in self.form.fields},
            "has_email": bool(self.source.client_email),
        }

    def planned(self, wish: series.Wish) -> list[series.Planned]:
        """Return each visit with what stands against it."""
        diaries = series.diaries_for(wish, timezone.now())
        return series.plan(wish, diaries, client_digest=self.source.client_digest)

    def row(self, planned: series.Planned, wish: series.Wish) -> dict[str, Any]:
        """Return one visit as the page shows it."""
        zone = wish.location.zone
        asked = Wish(wish.service, wish.location, wish.practitioner.pk)
        return {
            "number": planned.number,
            "name": f"instead-{planned.place}",
            "when": texts.lasting_words(planned.start, zone),
            "is_free": planned.is_free,
            "why_url": why_url(asked, planned.start, self.request.user),
            "why": texts.clash_words(planned.refusal, client_busy=planned.client_busy),
            "value": planned.start.isoformat() if planned.place in wish.instead else "",
            "alternatives": [
                (free.start.isoformat(), texts.lasting_words(free.start, zone))
                for free in planned.alternatives
            ],
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Book what is asked, or show again what stands against it."""
        if not self.form.is_valid() or "book" not in request.POST:
            return self.render_to_response(self.get_context_data())
        try:
            booked = self.book(self.form.wish)
        except SeriesClash:
            messages.error(request, _("Nothing is booked yet: choose other times for the clashes."))
            return self.render_to_response(self.get_context_data(), status=409)
        except (TimeTaken, ClientBusy):
            messages.error(request, _("The time is not free: choose another."))
            return self.render_to_response(self.get_context_data(), status=409)
        except MayNotOverbook:
            messages.error(request, _("Enter why this visit is booked all the same."))
            return self.render_to_response(self.get_context_data(), status=422)
        messages.success(request, self.booked_words(len(booked)))
        return redirect("appointment:inspect", booked[0].pk)

    def book(self, wish: series.Wish) -> list[Appointment]:
        """Book one visit, or all of a series."""
        client: dict[str, Any] = {
            "contact": Contact.of(self.source),
            "consent": Consent.of(self.source),
            "submission": self.source.submission,
            "by": self.request.user,
            "now": timezone.now(),
        }
        if wish.visits > 1:
            return staff_actions.book_series(wish=wish, **client)
        return [
            staff_actions.book_for_client(
                service=wish.service,
                location=wish.location,
                practitioner_id=wish.practitioner.pk,
                start=wish.instead.get(0, wish.first),
                ignore_limits=True,
                overbook="overbook" in self.request.POST,
                reason=self.request.POST.get("reason", "")[:200],
                **client,
            )
        ]

    def booked_words(self, count: int) -> str:
        """Return what to say of visits just booked."""
        words = ngettext("%(count)s visit is booked.", "%(count)s visits are booked.", count)
        words %= {"count": count}
        if not self.source.client_email:
            return words + " " + _("The client has no e-mail address: tell them the times.")
        return words + " " + _("The client is told by e-mail.")


class FollowUpBookView(NextVisitView):
    """Book for a client on the list of follow-ups."""

    source_model = FollowUp


def next_visit_url(row: Appointment | FollowUp, **initial: int) -> str:
    """Return where to book the next visit of the client of a row."""
    address = reverse(f"{row._meta.model_name}:book", args=[row.pk])
    return f"{address}?{urlencode(initial)}" if initial else address
