"""Where staff make, copy and revoke the addresses that calendar programs read a diary under."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.panels import Panel
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from intake.booking import conf, feed_actions
from intake.booking.models import CalendarFeed, Practitioner


class CalendarPanel(Panel):
    """On the form of a practitioner: how many addresses work, and the way to them."""

    class BoundPanel(Panel.BoundPanel):
        """The panel on one form."""

        template_name = "intake_booking/admin/_calendar_panel.html"

        def is_shown(self) -> bool:
            """Show it once the practitioner exists."""
            return bool(super().is_shown() and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add what the panel says."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {
                "working": CalendarFeed.objects.live_of(self.instance).count(),
                "url": reverse("practitioner:calendar", args=[self.instance.pk]),
            }


class CalendarView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """The secret addresses of one diary."""

    model: Any = Practitioner
    permission_required = "change"
    page_title = gettext_lazy("Calendar program")
    header_icon = "calendar-alt"
    template_name = "intake_booking/admin/calendar.html"
    index_url_name = ""
    edit_url_name = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the practitioner."""
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(Practitioner, pk=kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way from the list over the practitioner to this page."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Practitioners")},
            {"url": reverse(self.edit_url_name, args=[self.object.pk]), "label": str(self.object)},
            {"url": "", "label": self.page_title},
        ]

    def get_page_subtitle(self) -> str:
        """Return whose diary it is."""
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the addresses that work."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        feeds = [(feed, address_of(feed)) for feed in CalendarFeed.objects.live_of(self.object)]
        return context | {"practitioner": self.object, "feeds": feeds}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Revoke the address that is named, or make one."""
        assert request.user.is_authenticated
        named = request.POST.get("revoke", "")
        if named.isdecimal():
            feed_actions.revoke_feed(
                practitioner=self.object, feed_id=int(named), now=timezone.now()
            )
            messages.success(request, _("The address is revoked. Nobody reads the diary there."))
        else:
            feed_actions.make_feed(practitioner=self.object, by=request.user)
            messages.success(request, _("The address is made. Copy it into the calendar program."))
        return redirect(request.path)


def address_of(feed: CalendarFeed) -> str:
    """Return the secret address of a feed, as a calendar program is given it."""
    return f"{conf.base_url()}{reverse('intake_booking:feed', args=[feed.token])}"
