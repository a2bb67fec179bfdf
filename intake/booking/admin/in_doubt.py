"""E-mails nobody knows whether they left: the note on the home page, and sending them again."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from django_filters import ChoiceFilter
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from intake.booking import mail_actions
from intake.booking.admin.scoped import find
from intake.booking.in_doubt import with_mail_in_doubt
from intake.booking.models import Appointment

IN_DOUBT = "in_doubt"
VIEW = "intake_booking.view_appointment"


class MailFilter(ChoiceFilter):
    """Narrows a list of appointments to those with an e-mail in doubt."""

    def __init__(self, **options: Any) -> None:
        choices = [(IN_DOUBT, gettext_lazy("not known whether sent"))]
        super().__init__(label=gettext_lazy("E-mail"), choices=choices, **options)

    def filter(self, qs: Any, value: str) -> Any:
        """Return what is in doubt, or all of it."""
        return with_mail_in_doubt(qs, timezone.now()) if value == IN_DOUBT else qs


class InDoubtPanel(Component):
    """Says on the home page that clients may not have been told."""

    name = "mails_in_doubt"
    template_name = "intake_booking/admin/_home_in_doubt.html"
    order = 11

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return how many visits it concerns, of those the reader may see."""
        user = parent_context["request"].user
        if not user.has_perm(VIEW):
            return {"number": 0}
        seen = Appointment.objects.visible_to(user)
        visits = with_mail_in_doubt(seen, timezone.now())
        url = f"{reverse('appointment:index')}?mail={IN_DOUBT}"
        return {"number": visits.count(), "url": url}


class SendAgainView(PermissionCheckedMixin, View):
    """Send again what may or may not have left about a visit."""

    model: Any = Appointment
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Do it and show the visit."""
        visit = find(request, Appointment.objects.with_names(), pk)
        now = timezone.now()
        if sent := mail_actions.send_again(appointment=visit, by=request.user, now=now):
            words = ngettext(
                "%(sent)s e-mail will be sent again.", "%(sent)s e-mails will be sent again.", sent
            )
            messages.success(request, words % {"sent": sent})
        else:
            messages.error(request, _("There is no e-mail to send again."))
        return redirect("appointment:inspect", pk)
