"""When a client should come back: one click on the page of their visit."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from intake.booking import follow_up_actions, texts
from intake.booking.admin.scoped import find
from intake.booking.errors import NotChangeable
from intake.booking.models import Appointment, BookingSettings, FollowUp

WEEKS = (1, 2, 3, 4, 6, 8, 12)


class WeeksForm(forms.Form):
    """In how many weeks; 0 takes a suggestion back."""

    weeks = forms.IntegerField(min_value=0, max_value=52)


def suggestion(appointment: Appointment, now: datetime) -> dict[str, Any]:
    """Return what the page of a visit shows of the next one."""
    found = FollowUp.objects.suggested_after(appointment)
    usual = BookingSettings.objects.of_default_site().follow_up_weeks
    has_begun = appointment.status.is_booked and appointment.starts_at <= now
    return {
        "follow_up": found,
        "due": texts.date_words(found.due_on) if found else "",
        "may_suggest": appointment.status.is_arrived or has_begun,
        "weeks": sorted({*WEEKS, usual}),
        "usual": appointment.follow_up_weeks or usual,
    }


class SuggestView(PermissionCheckedMixin, View):
    """Suggest a next visit, change when, or take it back."""

    model: Any = Appointment
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Do it and show the visit."""
        visit = find(request, Appointment.objects.with_names(), pk)
        form = WeeksForm(request.POST)
        try:
            if not form.is_valid():
                raise NotChangeable
            messages.success(request, _suggest(visit, form.cleaned_data["weeks"], request.user))
        except NotChangeable:
            messages.error(request, _("Choose a number of weeks once the visit has begun."))
        return redirect("appointment:inspect", pk)


def _suggest(visit: Appointment, weeks: int, by: Any) -> str:
    now = timezone.now()
    if not weeks:
        follow_up_actions.withdraw_suggestion(appointment=visit, by=by, now=now)
        return _("No follow-up is suggested any more.")
    found = follow_up_actions.suggest_follow_up(appointment=visit, weeks=weeks, by=by, now=now)
    return _("A follow-up is suggested around %(day)s.") % {"day": texts.date_words(found.due_on)}
