"""Panels of the home page: today's visits, and the people the clinic should hear from."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from intake import access_log
from intake.booking import slots
from intake.booking.admin.follow_up_list import today
from intake.booking.models import Appointment, FollowUp
from intake.booking.texts import clock

VIEW = "intake_booking.view_appointment"
VIEW_FOLLOW_UPS = "intake_booking.view_followup"
MOST_SHOWN = 5


class TodayPanel(Component):
    """How many visits today has, and the next ones; names for those who may see them."""

    name = "todays_diary"
    template_name = "intake_booking/admin/_home_today.html"
    order = 62

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the number of the day and the visits to come; naming clients is noted."""
        user = parent_context["request"].user
        if not user.has_perm(VIEW):
            return {"may_see": False}
        now, day = timezone.now(), today()
        visits = Appointment.objects.visible_to(user).expected().on_days(day, day)
        coming = visits.still_to_come(now).with_names()[:MOST_SHOWN]
        shown = [
            (
                visit,
                clock(slots.wall_of(visit.starts_at, visit.zone)),
                reverse("intake_diary:visit", args=[visit.pk]),
            )
            for visit in coming
        ]
        if shown:
            access_log.note_look(by=user, kind="diary", reference=str(day), count=len(shown))
        return {"may_see": True, "number": visits.count(), "shown": shown}


class FollowUpsPanel(Component):
    """How many people the clinic should hear from today; nobody is named."""

    name = "follow_ups_due"
    template_name = "intake_booking/admin/_home_follow_ups.html"
    order = 64

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return how many are due, of those the reader may see."""
        user = parent_context["request"].user
        if not user.has_perm(VIEW_FOLLOW_UPS):
            return {"may_see": False}
        due = FollowUp.objects.visible_to(user).due(today())
        return {"may_see": True, "number": due.count(), "url": reverse("followup:index")}
