"""The list of people the clinic should hear from, in the "Clinic" menu."""

from datetime import date
from typing import Any

from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.viewsets.model import ModelViewSet

from intake import lookups
from intake.admin.private_search import PARAMETER, PrivateSearchMixin
from intake.booking import mails, slots, texts
from intake.booking.admin import follow_up_page
from intake.booking.admin.next_visit import FollowUpBookView
from intake.booking.admin.scoped import ScopedIndexView
from intake.booking.admin.set_up_base import CLINIC_MENU
from intake.booking.models import FollowUp
from intake.models.settings import dialable

SEES_CONTACTS = "intake_booking.view_appointment"


def today() -> date:
    """Return the date at the clinic."""
    return slots.wall_of(timezone.now(), mails.the_clinic().zone).date()


class WhoColumn(Column):
    """The client's name for those who may see contacts, the reference for the others."""

    cell_template_name = "intake_booking/admin/_who_cell.html"

    def get_cell_context_data(self, instance: FollowUp, parent_context: Any) -> dict[str, Any]:
        """Add whether the reader may see whom to reach."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        sees = parent_context["request"].user.has_perm(SEES_CONTACTS)
        return context | {
            "follow_up": instance,
            "name": instance.client_name if sees else "",
            "phone": instance.readable_phone if sees else "",
            "tel": dialable(instance.client_phone) if sees else "",
        }


class CallColumn(WhoColumn):
    """The number to call, one click away, and the page where the call is noted."""

    cell_template_name = "intake_booking/admin/_call_cell.html"


class FollowUpFilterSet(WagtailFilterSet):
    """Filters of the list; without one it shows who is due and has nothing booked."""

    DUE, LATER, ENDED, ALL = "", "later", "ended", "all"
    show = ChoiceFilter(
        label=_("Show"),
        method="narrow",
        empty_label=_("Due now"),
        choices=[
            (LATER, _("Due later")),
            (ENDED, _("Booked or closed")),
            (ALL, _("Everybody")),
        ],
    )

    class Meta:
        model = FollowUp
        fields = ["show", "kind", "practitioner"]

    def narrow(self, queryset: Any, name: str, value: str) -> Any:
        """Return those of one stage."""
        if value == self.LATER:
            return queryset.open().due_after(today())
        return queryset.ended() if value == self.ENDED else queryset

    def filter_queryset(self, queryset: Any) -> Any:
        """Narrow to who is due, unless another stage is asked for or somebody is searched."""
        found = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("show") or PARAMETER in self.request.GET:
            return found
        return found.due(today())


class FollowUpList(ScopedIndexView):
    """Who is due, longest waiting first; no export."""

    shows_names = True
    results_template_name = "intake_booking/admin/set_up_results.html"
    empty_words = _(
        "Nobody is waiting to hear from you. People appear here when a suggested follow-up is due "
        "and nothing is booked, when they did not come, or when they asked for a call."
    )

    def rows(self) -> Any:
        """Return everybody; the filters narrow it."""
        return FollowUp.objects.with_names().with_attempts().order_by("due_on", "pk")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what an empty list says."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"empty_words": self.empty_words}


class FollowUpIndexView(PrivateSearchMixin, FollowUpList):
    """The same, searched by exact words: only digests are stored."""

    search_kind = "follow-up"

    def find(self, words: str) -> Any:
        """Return the keys of the follow-ups of a client."""
        seen = FollowUp.objects.visible_to(self.request.user)
        return seen.of_client(words).newest_keys(lookups.MOST)


def last_attempt(follow_up: FollowUp) -> str:
    """Return when and how somebody last tried, and what came of it."""
    attempts = follow_up.attempts.all()
    if not attempts:
        return "–"
    last = attempts[0]
    when = texts.time_words(last.at, follow_up_page.zone_of(follow_up))
    return f"{last.get_way_display()}: {last.get_outcome_display()}, {when}"


class FollowUpViewSet(ModelViewSet):
    """Follow-ups are opened and ended by actions, never typed: a list and a page each."""

    model = FollowUp
    icon = "history"
    menu_label = _("Follow-ups")
    menu_order = 32
    menu_hook = CLINIC_MENU
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = FollowUpIndexView
    inspect_view_class = follow_up_page.FollowUpInspectView
    inspect_view_fields = ["reference"]
    filterset_class = FollowUpFilterSet
    list_per_page = 30
    list_display = [
        WhoColumn("reference", label=_("Who")),
        CallColumn("call", label=_("Call"), accessor="reference"),
        Column("kind", label=_("Why"), accessor="get_kind_display"),
        Column("due_on", label=_("Due"), accessor=lambda each: texts.date_words(each.due_on)),
        Column("last_attempt", label=_("Last attempt"), accessor=last_attempt),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor="get_state_display",
            primary=lambda each: each.status.is_open,
        ),
    ]
    form_fields = ["reference"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out the addresses that do not exist."""
        absent = ("add", "edit", "delete", "history", "usage")
        names = {f"{name}_url_name": None for name in absent}
        return {**super().get_common_view_kwargs(**kwargs), **names}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Offer the list, the page, and what can be done about each."""
        pk = f"<{self.pk_path_converter}:pk>/"
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"inspect/{pk}", self.inspect_view, name="inspect"),
            path(f"attempt/{pk}", follow_up_page.AttemptView.as_view(), name="attempt"),
            path(f"email/{pk}", follow_up_page.EmailView.as_view(), name="email"),
            path(f"close/{pk}", follow_up_page.CloseView.as_view(), name="close"),
            path(f"reopen/{pk}", follow_up_page.ReopenView.as_view(), name="reopen"),
            path(f"book/{pk}", FollowUpBookView.as_view(), name="book"),
        ]
