"""One visit at the desk: who comes, what happened so far, and what can be done."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages

from intake.booking import change_actions, texts
from intake.booking.admin.diary.choice import day_of
from intake.booking.admin.diary.forms import ReasonForm
from intake.booking.admin.diary.page import CHANGE, VIEW, DiaryMixin
from intake.booking.admin.history import history_of
from intake.booking.admin.scoped import find, note_look
from intake.booking.errors import NotChangeable, TimeTaken
from intake.booking.models import Appointment
from intake.booking.states import State, may_become


class VisitMixin(DiaryMixin):
    """A page about one visit, or a change of it."""

    @cached_property
    def visit(self) -> Appointment:
        """The visit, if it is one of the reader's."""
        found: Appointment = find(self.request, Appointment.objects.with_names(), self.kwargs["pk"])
        return found

    @property
    def staff(self) -> AbstractUser:
        """Who is at the desk."""
        assert isinstance(self.request.user, AbstractUser)
        return self.request.user

    @property
    def visit_url(self) -> str:
        """The address of the page of the visit."""
        return reverse("intake_diary:visit", args=[self.visit.pk])

    @property
    def back_url(self) -> str:
        """The address of the day the visit is on."""
        return day_of(self.visit)

    def get_page_subtitle(self) -> str:
        """Return the reference, which says nothing of the client."""
        return str(self.visit)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the visit and its time in words; the look is noted."""
        visit = self.visit
        note_look(self.request, visit)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "visit": visit,
            "when": texts.time_words(visit.starts_at, visit.zone),
            "visit_url": self.visit_url,
        }


class VisitView(VisitMixin, TemplateView):
    """A visit, its history, and a button for everything that can be done with it."""

    page_title = gettext_lazy("Visit")
    template_name = "intake_booking/admin/diary/visit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what may follow; nothing may for those who only look."""
        context = super().get_context_data(**kwargs)
        status, may_change = self.visit.status, context["may_change"]
        return context | {
            "history": history_of(self.visit),
            "may_arrive": may_change and may_become(status, State.ARRIVED),
            "may_miss": may_change and may_become(status, State.NO_SHOW),
            "may_undo": may_change and (status.is_arrived or status.is_missed),
            "may_move": may_change and status.is_booked,
            "may_read_answers": self.request.user.has_perm("intake.view_submission"),
        }


class ChangeView(VisitMixin, View):
    """Changes a visit by one POST and goes back to its day; GET leads to the visit."""

    needs = (VIEW, CHANGE)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the buttons; following a link changes nothing."""
        return redirect(self.visit_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change the visit, or say why that cannot be."""
        try:
            messages.success(request, self.change())
        except TimeTaken:
            messages.error(request, _("Its time belongs to another visit now. Book a new time."))
            return redirect(self.visit_url)
        except NotChangeable:
            messages.error(request, _("The visit was changed meanwhile. Look at it again."))
            return redirect(self.visit_url)
        return redirect(self.back_url)

    def change(self) -> str:
        """Change the visit and return the sentence that says so."""
        raise NotImplementedError


class ArriveView(ChangeView):
    """Notes that the client came."""

    def change(self) -> str:
        """Note it."""
        change_actions.note_arrival(appointment=self.visit, by=self.staff, now=timezone.now())
        return _("%(reference)s has arrived.") % {"reference": self.visit}


class MissView(ChangeView):
    """Notes that the client did not come."""

    def change(self) -> str:
        """Note it."""
        change_actions.note_no_show(appointment=self.visit, by=self.staff, now=timezone.now())
        return _("%(reference)s did not come.") % {"reference": self.visit}


class UndoView(ChangeView):
    """Takes back that the client came or did not."""

    def change(self) -> str:
        """Take it back."""
        change_actions.undo_attendance(appointment=self.visit, by=self.staff, now=timezone.now())
        return _("%(reference)s is booked again.") % {"reference": self.visit}


class CancelView(ChangeView, TemplateView):
    """Asks for a reason, then cancels the visit and tells the client."""

    page_title = gettext_lazy("Cancel a visit")
    template_name = "intake_booking/admin/diary/cancel.html"

    @cached_property
    def form(self) -> ReasonForm:
        """The reason."""
        return ReasonForm(self.request.POST or None)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask."""
        if not may_become(self.visit.status, State.CANCELLED):
            return redirect(self.visit_url)
        return self.render_to_response(self.get_context_data(form=self.form))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Cancel, unless the reason is too long."""
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(form=self.form))
        return super().post(request, *args, **kwargs)

    def change(self) -> str:
        """Cancel the visit."""
        change_actions.cancel_appointment(
            appointment=self.visit,
            by=self.staff,
            now=timezone.now(),
            reason=self.form.cleaned_data["reason"],
        )
        sentence = _("%(reference)s is cancelled.") % {"reference": self.visit}
        return f"{sentence} {told_words(self.visit)}"


def told_words(visit: Appointment) -> str:
    """Return how the client hears of a change."""
    if visit.client_email:
        return _("The client is told by e-mail.")
    return _("Call the client: there is no e-mail address.")
