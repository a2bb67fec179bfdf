"""What staff see of booking, all inside the "Clinic" menu."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet

from intake.booking import texts
from intake.booking.admin import views
from intake.booking.admin.follow_up_list import FollowUpViewSet
from intake.booking.admin.in_doubt import MailFilter, SendAgainView
from intake.booking.admin.next_visit import NextVisitView
from intake.booking.admin.public_holidays import PublicHolidaysViewSet
from intake.booking.admin.set_up import SET_UP
from intake.booking.admin.set_up_base import CLINIC_MENU
from intake.booking.admin.suggest import SuggestView
from intake.booking.admin.waitlist import WaitlistViewSet
from intake.booking.admin.why import WhyViewSet
from intake.booking.models import Appointment


def state_words(visit: Appointment) -> str:
    """Return the state of a visit, and that staff put it on top of something else."""
    state = str(visit.get_state_display())
    return gettext("%(state)s, overbooked") % {"state": state} if visit.overbooked else state


class DaysFilter(DateFromToRangeFilter):
    """From one day until another, both included, in the zone of each place."""

    def filter(self, qs: Any, value: slice | None) -> Any:
        """Return what starts on these days; the form gives them as their first and last instant."""
        if value is None:
            return qs
        return qs.on_days(value.start and value.start.date(), value.stop and value.stop.date())


class AppointmentFilterSet(WagtailFilterSet):
    """Filters of the list of appointments."""

    starts_at = DaysFilter(label=_("Starts"), widget=DateRangePickerWidget)
    mail = MailFilter()

    class Meta:
        model = Appointment
        fields = ["practitioner", "service", "location", "starts_at"]


class AppointmentViewSet(ModelViewSet):
    """Appointments are booked and cancelled by actions, never typed: a list and a page each."""

    model = Appointment
    icon = "date"
    menu_label = _("Appointments")
    menu_order = 30
    menu_hook = CLINIC_MENU
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = views.AppointmentIndexView
    inspect_view_class = views.AppointmentInspectView
    filterset_class = AppointmentFilterSet
    list_per_page = 30
    list_display = [
        TitleColumn("reference", label=_("Reference"), url_name="appointment:inspect"),
        Column(
            "starts_at",
            label=_("When"),
            accessor=lambda each: texts.lasting_words(each.starts_at, each.zone),
        ),
        Column("service", label=_("Visit")),
        Column("practitioner", label=_("With")),
        Column("location", label=_("Where")),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor=state_words,
            primary=lambda each: each.status.is_booked,
        ),
    ]
    inspect_view_fields = [
        "reference",
        "state",
        "starts_at",
        "ends_at",
        "practitioner",
        "service",
        "location",
        "client_name",
        "client_email",
        "client_phone",
        "submission",
        "consent_text",
        "consent_version",
        "booked_at",
        "confirmation_sent_at",
        "overbooked",
        "cancelled_at",
        "cancelled_by",
        "created_by",
    ]
    form_fields = ["reference"]

    @cached_property
    def cancel_view(self) -> Any:
        """The page that asks before cancelling."""
        return self.construct_view(
            views.AppointmentCancelView, inspect_url_name=self.get_url_name("inspect")
        )

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the page of an appointment where it is cancelled."""
        return {
            **super().get_inspect_view_kwargs(**kwargs),
            "cancel_url_name": self.get_url_name("cancel"),
        }

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out the addresses that do not exist."""
        absent = ("add", "edit", "delete", "history", "usage")
        names = {f"{name}_url_name": None for name in absent}
        return {**super().get_common_view_kwargs(**kwargs), **names}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Offer the list, the page and cancelling; nothing that types over a booking."""
        pk = f"<{self.pk_path_converter}:pk>/"
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"inspect/{pk}", self.inspect_view, name="inspect"),
            path(f"cancel/{pk}", self.cancel_view, name="cancel"),
            path(f"book/{pk}", NextVisitView.as_view(), name="book"),
            path(f"suggest/{pk}", SuggestView.as_view(), name="suggest"),
            path(f"send-again/{pk}", SendAgainView.as_view(), name="send_again"),
        ]


VIEWSETS = (AppointmentViewSet, *SET_UP)

TOOLS = (FollowUpViewSet, WaitlistViewSet, WhyViewSet, PublicHolidaysViewSet)
