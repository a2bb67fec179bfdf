"""What staff see of the waitlist: a list in turn, a page each, and taking somebody off it."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from intake import lookups
from intake.admin.private_search import PrivateSearchMixin
from intake.booking import texts, waitlist_actions, waitlist_presenters
from intake.booking.admin.scoped import ScopedIndexView, ScopedInspectView, find
from intake.booking.admin.set_up_base import CLINIC_MENU
from intake.booking.models import WaitlistEntry, WaitlistOffer


def since_words(entry: WaitlistEntry) -> str:
    """Return since when somebody waits, in the zone of the place."""
    return texts.lasting_words(entry.created_at, entry.location.zone)


def since_day(entry: WaitlistEntry) -> str:
    """Return since which day somebody waits, on the calendar of the place."""
    return date_format(entry.created_at.astimezone(entry.location.zone), "D j F Y")


class WaitlistList(ScopedIndexView):
    """Who waits, in turn, then whose wait is over; no names, no export."""

    page_title = gettext_lazy("Waitlist")
    verbose_name_plural = gettext_lazy("people")

    @cached_property
    def no_results_message(self) -> str:
        """Say how the first gets here."""
        if self.request.GET:
            return _("Nobody on the waitlist matches.")
        return _("Nobody waits. Clients join the waitlist from the page of free times.")

    def rows(self) -> Any:
        """Return everybody, those still waiting first."""
        return WaitlistEntry.objects.with_wishes().waiting_first()


class WaitlistIndexView(PrivateSearchMixin, WaitlistList):
    """The same, searched by exact words: only digests are stored."""

    search_kind = "waitlist"

    def find(self, words: str) -> Any:
        """Return the keys of a client's places on the list."""
        seen = WaitlistEntry.objects.visible_to(self.request.user)
        return seen.of_client(words).newest_keys(lookups.MOST)


class WaitlistInspectView(ScopedInspectView):
    """One entry: whom it is about, what they wait for, what they were offered."""

    page_title = gettext_lazy("On the waitlist")
    template_name = "intake_booking/admin/waitlist_entry.html"
    remove_url_name = ""

    @cached_property
    def header_more_buttons(self) -> list[HeaderButton]:
        """Offer to take off the list who is on it, to those who may."""
        if not self.user_has_permission("change") or not self.object.status.is_waiting:
            return list(super().header_more_buttons)
        url = reverse(self.remove_url_name, args=[self.object.pk])
        remove = HeaderButton(_("Take off the list"), url=url, icon_name="cross")
        return [*super().header_more_buttons, remove]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the offers, the latest first."""
        offers = WaitlistOffer.objects.to([self.object]).with_hold()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"offers": [waitlist_presenters.offer_row(each) for each in offers]}

    def get_weekdays_display_value(self) -> str:
        """Return days and times in words."""
        words = (
            waitlist_presenters.weekday_words(self.object),
            waitlist_presenters.clock_words(self.object),
            waitlist_presenters.span_words(self.object),
        )
        return ", ".join(word for word in words if word)

    def get_practitioners_display_value(self) -> str:
        """Return with whom, in words."""
        return waitlist_presenters.who_words(self.object)

    def get_priority_display_value(self) -> str:
        """Return how soon it is their turn, in words."""
        return waitlist_presenters.turn_words(self.object)

    def get_created_at_display_value(self) -> str:
        """Return since when they wait, in the zone of the place."""
        return since_words(self.object)

    def get_ended_at_display_value(self) -> str:
        """Return when the wait ended, in the zone of the place."""
        ended = self.object.ended_at
        return texts.lasting_words(ended, self.object.location.zone) if ended else "–"

    def get_appointment_display_value(self) -> str:
        """Return a link to the visit the wait ended with."""
        visit = self.object.appointment
        if visit is None:
            return "–"
        return format_html(
            '<a href="{}">{}</a>', reverse("appointment:inspect", args=[visit.pk]), visit
        )

    def get_submission_display_value(self) -> str:
        """Return a link to the answers; that page asks for its own permission."""
        submission = self.object.submission
        if submission is None:
            return "–"
        return format_html(
            '<a href="{}">{}</a>', reverse("submission:inspect", args=[submission.pk]), submission
        )


class WaitlistRemoveView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Ask, then take somebody off the list."""

    model: Any = WaitlistEntry
    permission_required = "change"
    page_title = gettext_lazy("Take off the list")
    header_icon = "cross"
    template_name = "intake_booking/admin/waitlist_remove.html"
    index_url_name = ""
    inspect_url_name = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the entry."""
        super().setup(request, *args, **kwargs)
        self.object = find(request, WaitlistEntry.objects.with_wishes(), kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way from the list over the entry to this page."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Waitlist")},
            {"url": self._inspect_url, "label": str(self.object)},
            {"url": "", "label": self.page_title},
        ]

    def get_page_subtitle(self) -> str:
        """Return the reference."""
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page shows."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "entry": self.object,
            "since": since_words(self.object),
            "wishes": waitlist_presenters.wishes_words(self.object),
            "back_url": self._inspect_url,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Take them off the list."""
        if waitlist_actions.leave_waitlist(entry=self.object, now=timezone.now()):
            messages.success(request, _("They are off the list. No e-mail was sent."))
        else:
            messages.error(request, _("They were not on the list any more."))
        return redirect(self._inspect_url)

    @property
    def _inspect_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])


class WaitlistFilterSet(WagtailFilterSet):
    """Filters of the waitlist."""

    class Meta:
        model = WaitlistEntry
        fields = ["state", "service", "location"]


class WaitlistViewSet(ModelViewSet):
    """People join and leave by actions, nobody is typed in: a list and a page each."""

    model = WaitlistEntry
    icon = "time"
    menu_label = gettext_lazy("Waitlist")
    menu_order = 35
    menu_hook = CLINIC_MENU
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = WaitlistIndexView
    inspect_view_class = WaitlistInspectView
    filterset_class = WaitlistFilterSet
    list_per_page = 30
    list_display = [
        TitleColumn("reference", label=gettext_lazy("Reference"), url_name="waitlistentry:inspect"),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor="get_state_display",
            primary=lambda each: each.status.is_waiting,
        ),
        Column("priority", label=gettext_lazy("Turn"), accessor=waitlist_presenters.turn_words),
        Column("created_at", label=gettext_lazy("Waiting since"), accessor=since_day),
        Column("service", label=gettext_lazy("Visit")),
        Column("location", label=gettext_lazy("Where")),
        Column(
            "wishes", label=gettext_lazy("What suits"), accessor=waitlist_presenters.wishes_words
        ),
    ]
    inspect_view_fields = [
        "reference",
        "state",
        "client_name",
        "client_email",
        "client_phone",
        "service",
        "location",
        "weekdays",
        "practitioners",
        "priority",
        "created_at",
        "ended_at",
        "appointment",
        "submission",
        "consent_text",
    ]
    form_fields = ["reference"]

    @cached_property
    def remove_view(self) -> Any:
        """The page that asks before somebody is taken off the list."""
        return self.construct_view(
            WaitlistRemoveView, inspect_url_name=self.get_url_name("inspect")
        )

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the page of an entry where it is ended."""
        return {
            **super().get_inspect_view_kwargs(**kwargs),
            "template_name": WaitlistInspectView.template_name,
            "remove_url_name": self.get_url_name("remove"),
        }

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out the addresses that do not exist."""
        absent = ("add", "edit", "delete", "history", "usage")
        names = {f"{name}_url_name": None for name in absent}
        return {**super().get_common_view_kwargs(**kwargs), **names}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Offer the list, the page and taking off; nothing that types over a wait."""
        pk = f"<{self.pk_path_converter}:pk>/"
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"inspect/{pk}", self.inspect_view, name="inspect"),
            path(f"remove/{pk}", self.remove_view, name="remove"),
        ]
