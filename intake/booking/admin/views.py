"""Admin pages of booking that differ from Wagtail's own."""

from typing import Any

from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from intake import lookups
from intake.admin.paging import CappedPaginator
from intake.admin.private_search import PrivateSearchMixin
from intake.booking import change_actions, texts
from intake.booking.admin.history import history_of
from intake.booking.admin.next_visit import next_visit_url
from intake.booking.admin.reminders import reminder_rows
from intake.booking.admin.scoped import ScopedIndexView, ScopedInspectView, find
from intake.booking.admin.signs import READ
from intake.booking.admin.suggest import suggestion
from intake.booking.errors import NotChangeable
from intake.booking.in_doubt import in_doubt_about
from intake.booking.models import Appointment, Reminder, SafetyCheck
from intake.booking.states import State, may_become


class AppointmentList(ScopedIndexView):
    """Appointments clients were told of, newest day first; no names, no export."""

    def rows(self) -> Any:
        """Return what clients were told is theirs."""
        return Appointment.objects.with_names().latest_first()


class AppointmentIndexView(PrivateSearchMixin, AppointmentList):
    """The same, searched by exact words: only digests are stored."""

    search_kind = "appointment"
    paginator_class = CappedPaginator

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """What Wagtail offers, then the export for those who may."""
        buttons = list(super().header_more_buttons)
        if self.user_has_permission("export"):
            label, url = _("Export"), reverse("intake_booking_export")
            buttons.append(HeaderButton(label, url=url, icon_name="download"))
        return buttons

    def find(self, words: str) -> Any:
        """Return the keys of a client's visits."""
        seen = Appointment.objects.visible_to(self.request.user)
        return seen.ever_booked().of_client(words).newest_keys(lookups.MOST)


class AppointmentInspectView(ScopedInspectView):
    """One appointment, with the words clients see for its time."""

    page_title = gettext_lazy("Appointment")
    template_name = "intake_booking/admin/appointment.html"
    cancel_url_name = ""

    @cached_property
    def header_more_buttons(self) -> list[HeaderButton]:
        """Offer to book further visits, and to cancel what can be cancelled, to those who may."""
        buttons = list(super().header_more_buttons)
        if self.user_has_permission("add"):
            one, many = next_visit_url(self.object), next_visit_url(self.object, visits=6)
            buttons.append(HeaderButton(_("Book the next visit"), url=one, icon_name="date"))
            buttons.append(HeaderButton(_("Book a series"), url=many, icon_name="list-ol"))
        if not self.user_has_permission("change"):
            return buttons
        if not may_become(self.object.status, State.CANCELLED):
            return buttons
        url = reverse(self.cancel_url_name, args=[self.object.pk])
        return [*buttons, HeaderButton(_("Cancel this visit"), url=url, icon_name="cross")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what happened since it was booked; the answers only for those who may read them."""
        may_read = self.request.user.has_perm(READ)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            **suggestion(self.object, timezone.now()),
            "may_change": self.user_has_permission("change"),
            "in_doubt": in_doubt_about(self.object, timezone.now()),
            "history": history_of(self.object),
            "reminders": reminder_rows(self.object, Reminder.objects.of(self.object)),
            "checks": SafetyCheck.objects.of(self.object) if may_read else None,
        }

    def get_submission_display_value(self) -> str:
        """Return a link to the answers; that page asks for its own permission."""
        submission = self.object.submission
        if submission is None:
            return "–"
        return format_html(
            '<a href="{}">{}</a>', reverse("submission:inspect", args=[submission.pk]), submission
        )

    def get_starts_at_display_value(self) -> str:
        """Return the start in the zone of the place, whatever the profile of the reader says."""
        return texts.lasting_words(self.object.starts_at, self.object.zone)

    def get_ends_at_display_value(self) -> str:
        """Return the end in the zone of the place."""
        return texts.lasting_words(self.object.ends_at, self.object.zone)

    def get_overbooked_display_value(self) -> str:
        """Return whether staff put it on top of something else, and why."""
        if not self.object.overbooked:
            return _("No")
        return _("Yes: %(reason)s") % {"reason": self.object.overbooked_reason}

    def get_booked_at_display_value(self) -> str:
        """Return when the visit was booked, in the zone of the place."""
        return self._instant(self.object.booked_at)

    def get_cancelled_at_display_value(self) -> str:
        """Return when the visit was cancelled, in the zone of the place."""
        return self._instant(self.object.cancelled_at)

    def get_confirmation_sent_at_display_value(self) -> str:
        """Return when the confirmation left, in the zone of the place, or that it did not."""
        if self.object.confirmation_sent_at:
            return self._instant(self.object.confirmation_sent_at)
        if self.object.confirmation_claimed_at:
            return _("Not known whether it was sent")
        return _("Not sent")

    def _instant(self, instant: Any) -> str:
        return texts.lasting_words(instant, self.object.zone) if instant else "–"


class AppointmentCancelView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Ask, then cancel a visit and tell the client."""

    model: Any = Appointment
    permission_required = "change"
    page_title = gettext_lazy("Cancel this visit")
    header_icon = "cross"
    template_name = "intake_booking/admin/cancel.html"
    index_url_name = ""
    inspect_url_name = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way from the list over the appointment to this page."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Appointments")},
            {"url": self._inspect_url, "label": str(self.object)},
            {"url": "", "label": self.page_title},
        ]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the appointment."""
        super().setup(request, *args, **kwargs)
        self.object = find(request, Appointment.objects.with_names(), kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Return the reference."""
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page shows."""
        when = texts.lasting_words(self.object.starts_at, self.object.zone)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"appointment": self.object, "when": when, "back_url": self._inspect_url}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Cancel the visit."""
        assert request.user.is_authenticated
        try:
            change_actions.cancel_appointment(
                appointment=self.object, by=request.user, now=timezone.now()
            )
            messages.success(request, _("The visit is cancelled. The client is told by e-mail."))
        except NotChangeable:
            messages.error(request, _("The visit is not booked, so it cannot be cancelled."))
        return redirect(self._inspect_url)

    @property
    def _inspect_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])


class KeptDeleteView(generic.DeleteView):
    """Deletes what no appointment needs; says what to do about the rest."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Delete, or say why not."""
        try:
            return super().form_valid(form)
        except ProtectedError:
            sentence = _("Appointments need “%(name)s”. Take it off the offer, do not delete it.")
            messages.error(self.request, sentence % {"name": self.object})
            return redirect(self.get_edit_url())

    def get_edit_url(self) -> str:
        """Return the address of the form that takes it off the offer."""
        return reverse(self.edit_url_name, args=[self.object.pk])
