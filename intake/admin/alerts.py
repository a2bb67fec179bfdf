"""Alerts in the admin: the panel that stays until somebody sees to them, and who is on duty."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from intake import alert_actions, scoping
from intake.admin.presenters import submission_url
from intake.models import Alert, DutyPerson, Submission

WORK = "intake.work_submission"
MOST_SHOWN = 5
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def may_see_to_alerts(user: Any, alert: Alert) -> bool:
    """Tell whether somebody may say that they see to an alert."""
    return bool(user.has_perm(WORK)) or alert.notices.told_ids() >= {user.pk}


def waiting_alerts(request: HttpRequest) -> dict[str, Any]:
    """Return what the panel shows: alerts nobody sees to, of those the reader may see."""
    if not request.user.has_perm(scoping.VIEW):
        return {"alerts": [], "more": 0}
    waiting = Alert.objects.waiting().visible_to(request.user)
    shown = list(waiting.for_staff()[:MOST_SHOWN])
    return {
        "alerts": [(alert, submission_url(alert.submission)) for alert in shown],
        "more": waiting.count() - len(shown),
        "request": request,
    }


def alerts_about(submission: Submission) -> list[tuple[Alert, str]]:
    """Return the alert about a submission as the panel shows it, none once somebody sees to it."""
    alert = Alert.objects.waiting_about(submission.pk)
    return [(alert, submission_url(submission))] if alert else []


class AlertsPanel(Component):
    """Says on top of the home page which urgent results nobody sees to yet."""

    name = "urgent_results"
    template_name = "intake/admin/_alerts.html"
    order = 40

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the alerts that wait."""
        return waiting_alerts(parent_context["request"])


class SeeToView(View):
    """Notes who sees to an alert, and opens the submission."""

    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who may see submissions."""
        if not request.user.has_perm(scoping.VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note it; a second person is told that somebody was faster."""
        alert = get_object_or_404(Alert.objects.visible_to(request.user).for_staff(), pk=pk)
        if not may_see_to_alerts(request.user, alert):
            raise PermissionDenied
        if alert_actions.acknowledge(alert=alert, by=request.user, now=timezone.now()):
            messages.success(request, _("Noted: you see to it."))
        else:
            messages.info(request, _("Somebody sees to it already."))
        return redirect(submission_url(alert.submission))


class DutyForm(WagtailAdminModelForm):
    """Offers the members of staff who may open submissions."""

    class Meta:
        model = DutyPerson
        fields = ["user", "order", "on_duty"]
        help_texts = {
            "user": gettext_lazy("Who may open submissions and has an e-mail address."),
            "order": gettext_lazy("The lowest number is told first."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = get_user_model()._default_manager.with_perm(scoping.VIEW, backend=MODEL_BACKEND)
        reachable = staff.exclude(email="")
        self.fields["user"].queryset = reachable.order_by(get_user_model().USERNAME_FIELD)


class DutyIndexView(generic.IndexView):
    """The list; while it is empty it says who is told meanwhile."""

    results_template_name = "intake/admin/duty_results.html"


class DutyViewSet(ModelViewSet):
    """Who is told of urgent results, and in which order."""

    model = DutyPerson
    icon = "group"
    menu_label = gettext_lazy("People on duty")
    menu_order = 38
    add_to_reference_index = False
    copy_view_enabled = False
    search_backend_name = None
    index_view_class = DutyIndexView
    list_display = [
        TitleColumn(
            "user", label=gettext_lazy("Member of staff"), accessor=lambda each: each.full_name,
            url_name="dutyperson:edit",
        ),
        Column("order", label=gettext_lazy("Order")),
        BooleanColumn("on_duty", label=gettext_lazy("On duty")),
    ]  # fmt: skip

    def get_form_class(self, for_update: bool = False) -> type[WagtailAdminModelForm]:
        """Return the same form for adding and changing."""
        return DutyForm
