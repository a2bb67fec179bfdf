"""Warning signs before visits: the list, who sees to one, and the note on the home page."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from intake.access_log import Action
from intake.booking import safety_actions
from intake.booking.admin.scoped import find, note_many
from intake.booking.models import SafetyCheck

READ = "intake.read_answers"
PER_PAGE = 30


class ReadersOnly(PermissionRequiredMixin):
    """Opens a page to those who may read what clients answer, and to nobody else."""

    permission_required = READ

    def handle_no_permission(self) -> Any:
        """Refuse as Wagtail's own pages do."""
        raise PermissionDenied


@method_decorator(sensitive_variables(), name="dispatch")
class SignsView(ReadersOnly, WagtailAdminTemplateMixin, TemplateView):
    """What clients answered before visits that somebody should see to, unseen ones on top."""

    template_name = "intake_booking/admin/signs.html"
    page_title = gettext_lazy("Warning signs before visits")
    header_icon = "warning"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page shows."""
        raised = SafetyCheck.objects.raised().visible_to(self.request.user)
        page = WagtailPaginator(raised.for_staff(), PER_PAGE).get_page(self.request.GET.get("p"))
        note_many(self.request, Action.VIEW, "safety check", len(page))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"checks": page, "index_url": self.request.path}


class SeenView(ReadersOnly, View):
    """Notes who sees to a warning sign."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note it, and go back to the list."""
        assert request.user.is_authenticated
        check = find(request, SafetyCheck.objects.raised().select_related("appointment"), pk)
        if safety_actions.see_to_check(check=check, by=request.user, now=timezone.now()):
            messages.success(request, _("Noted: you see to it."))
        else:
            messages.info(request, _("Somebody saw to it already."))
        return redirect("intake_booking_signs")


class SignsMenuItem(MenuItem):
    """The way to the list, for those who may read what clients answer."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Warning signs"),
            reverse_lazy("intake_booking_signs"),
            name="warning-signs",
            icon_name="warning",
            order=35,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may read what clients answer."""
        return bool(request.user.has_perm(READ))


class SignsPanel(Component):
    """Says on the home page that somebody should look; nothing where all is seen to."""

    name = "warning_signs"
    template_name = "intake_booking/admin/_signs_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return how many nobody has seen to; none for those who may not read them."""
        user = parent_context["request"].user
        unseen = SafetyCheck.objects.unacknowledged().visible_to(user).count()
        return {"unseen": unseen, "url": reverse("intake_booking_signs")}
