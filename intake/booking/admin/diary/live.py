"""Small pieces of page that a script asks for again and again; they read and change nothing."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from intake.booking import texts
from intake.booking.admin.diary.choice import DiaryChoice, read_diary_choice
from intake.booking.admin.diary.clash import Wish, why_not, why_url
from intake.booking.admin.diary.forms import MoveForm, WhenForm, read_instant
from intake.booking.admin.diary.page import DiaryMixin
from intake.booking.admin.diary.rows import window_of
from intake.booking.admin.diary.visit import VisitMixin
from intake.booking.models import Appointment, AppointmentEvent
from intake.scoping import Staff

LONGEST = timedelta(days=2)
"""A page that is open for longer than this has to be opened anew to hear of what is new."""


class NewsView(DiaryMixin, TemplateView):
    """How many visits were booked, moved or cancelled in what is shown since it was opened."""

    template_name = "intake_booking/admin/diary/_fresh.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count what is new."""
        now = timezone.now()
        choice = read_diary_choice(self.request.GET, now)
        since = read_instant(self.request.GET.get("since"))
        if choice is None or since is None or now - since > LONGEST:
            return {"booked": 0, "changed": 0}
        shown = _shown(choice, self.request.user)
        return {
            "booked": shown.booked_since(since).count(),
            "changed": AppointmentEvent.objects.changes_since(since, shown),
            "show_url": choice.url(),
            "new_tab": "form" in self.request.GET,
        }


class CheckView(DiaryMixin, View):
    """Whether the time in an open form is free, or what closes it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say it in one sentence, or nothing while no time is entered."""
        choice = read_diary_choice(request.GET, timezone.now())
        if choice is None:
            return HttpResponse()
        form = WhenForm(request.GET, location=choice.location)
        if not form.is_valid() or form.start is None:
            return HttpResponse()
        wish = Wish(form.cleaned_data["service"], choice.location, form.who)
        return _verdict(self, wish, form.start)


class CheckMoveView(VisitMixin, View):
    """Whether the time a visit is about to be moved to is still free."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say it in one sentence, or nothing while no time is picked."""
        form = MoveForm(request.GET)
        if not form.is_valid():
            return HttpResponse()
        start, who = form.cleaned_data["time"]
        visit = self.visit
        return _verdict(self, Wish(visit.service, visit.location, who, visit), start)


def _verdict(view: DiaryMixin, wish: Wish, start: Any) -> HttpResponse:
    closed = why_not(wish, start, timezone.now(), view.request.user)
    why = why_url(wish, start, view.request.user) if closed else ""
    when = texts.time_words(start, wish.location.zone)
    view.template_name = "intake_booking/admin/diary/_verdict.html"
    return view.render_to_response(
        {
            "closed": closed,
            "why_url": why,
            "free": "" if closed else _("%(when)s is free.") % {"when": when},
        }
    )


def _shown(choice: DiaryChoice, reader: Staff) -> Any:
    window = window_of(choice.days, choice.location)
    found = Appointment.objects.visible_to(reader).at(choice.location).meeting(window)
    if choice.practitioner_id is None:
        return found
    return found.of_practitioner(choice.practitioner_id)
