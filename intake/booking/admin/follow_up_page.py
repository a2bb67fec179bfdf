"""The page of one follow-up, and what staff do there: call, write, close, open again."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from intake.booking import follow_up_actions, follow_up_mails, mails, texts
from intake.booking.admin.next_visit import next_visit_url
from intake.booking.admin.scoped import ScopedInspectView, find, note_look
from intake.booking.errors import NotChangeable
from intake.booking.models import ContactAttempt, FollowUp
from intake.models.settings import dialable

SEES_CONTACTS = "intake_booking.view_appointment"
Outcome = ContactAttempt.Outcome
CALL_OUTCOMES = (Outcome.REACHED, Outcome.NO_ANSWER, Outcome.MESSAGE)


class AttemptForm(forms.Form):
    """What came of an attempt to call."""

    outcome = forms.ChoiceField(choices=[(each.value, each.label) for each in CALL_OUTCOMES])
    note = forms.CharField(max_length=500, required=False)


class CloseForm(forms.Form):
    """Why nobody needs to get in touch any more."""

    reason = forms.ChoiceField(choices=FollowUp.ClosingReason.choices)


class EmailForm(forms.Form):
    """The words of an e-mail, to read and change before it leaves."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter a subject")},
    )
    text = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("Nothing about health: e-mails are read by others."),
        error_messages={"required": gettext_lazy("Enter what the e-mail says")},
    )


def zone_of(follow_up: FollowUp) -> ZoneInfo:
    """Return the zone of the visit before, or of the clinic."""
    if follow_up.appointment is not None:
        return follow_up.appointment.zone
    return mails.the_clinic().zone


@method_decorator(sensitive_variables(), name="dispatch")
class FollowUpInspectView(ScopedInspectView):
    """One follow-up: whom to reach and how, what was tried, and what to do now."""

    template_name = "intake_booking/admin/follow_up.html"
    page_title = gettext_lazy("Follow-up")

    def rows(self) -> Any:
        """Return the follow-ups with the visits around each."""
        return FollowUp.objects.with_visit()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page shows; contacts only for those who may see them."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found, user = self.object, self.request.user
        zone = zone_of(found)
        return context | {
            "follow_up": found,
            "sees_contacts": user.has_perm(SEES_CONTACTS),
            "may_change": self.user_has_permission("change"),
            "may_book": user.has_perm("intake_booking.add_appointment"),
            "tel": dialable(found.client_phone),
            "due": texts.date_words(found.due_on),
            "booked_when": found.booked
            and texts.lasting_words(found.booked.starts_at, found.booked.zone),
            "visit_when": found.appointment
            and texts.lasting_words(found.appointment.starts_at, found.appointment.zone),
            "attempts": [
                (each, texts.lasting_words(each.at, zone))
                for each in ContactAttempt.objects.of(found)
            ],
            "outcomes": [(each.value, each.label) for each in CALL_OUTCOMES],
            "reasons": FollowUp.ClosingReason.choices,
            "book_url": next_visit_url(found),
        }


@method_decorator(sensitive_post_parameters(), name="dispatch")
@method_decorator(sensitive_variables(), name="dispatch")
class ChangeView(PermissionCheckedMixin, View):
    """One POST that changes a follow-up and returns to its page."""

    model: Any = FollowUp
    permission_required = "change"
    http_method_names = ["post"]
    request: HttpRequest

    @property
    def staff(self) -> Any:
        """Who does it."""
        return self.request.user

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Change it, say so, and show it."""
        found = find(request, FollowUp.objects.with_visit(), pk)
        try:
            messages.success(request, self.change(found))
        except NotChangeable:
            messages.error(request, _("This has changed meanwhile. Look at it again."))
        return redirect(reverse("followup:inspect", args=[pk]))

    def change(self, follow_up: FollowUp) -> str:
        """Do it and return what to say."""
        raise NotImplementedError


class AttemptView(ChangeView):
    """Note what came of a call."""

    def change(self, follow_up: FollowUp) -> str:
        """Write the attempt down."""
        form = AttemptForm(self.request.POST)
        if not form.is_valid():
            raise NotChangeable
        follow_up_actions.log_attempt(
            follow_up=follow_up,
            way=ContactAttempt.Way.CALL,
            by=self.staff,
            now=timezone.now(),
            **form.cleaned_data,
        )
        return _("The call is noted.")


class CloseView(ChangeView):
    """Take somebody off the list."""

    def change(self, follow_up: FollowUp) -> str:
        """Close it for the reason given."""
        form = CloseForm(self.request.POST)
        if not form.is_valid():
            raise NotChangeable
        follow_up_actions.close_follow_up(
            follow_up=follow_up,
            reason=form.cleaned_data["reason"],
            by=self.staff,
            now=timezone.now(),
        )
        return _("Closed. You can open it again.")


class ReopenView(ChangeView):
    """Put somebody back on the list."""

    def change(self, follow_up: FollowUp) -> str:
        """Open it again."""
        follow_up_actions.reopen_follow_up(follow_up=follow_up)
        return _("Open again.")


@method_decorator(sensitive_post_parameters(), name="dispatch")
@method_decorator(sensitive_variables(), name="dispatch")
class EmailView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Read and change an e-mail before it leaves."""

    model: Any = FollowUp
    permission_required = "change"
    page_title = gettext_lazy("Write to the client")
    header_icon = "mail"
    template_name = "intake_booking/admin/follow_up_email.html"
    request: HttpRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find whom to write to."""
        super().setup(request, *args, **kwargs)
        self.found = find(request, FollowUp.objects.with_visit(), kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let only those through who may see contacts, and only where there is an address."""
        if not request.user.has_perm(SEES_CONTACTS):
            self.permission_required = "never"
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Return the reference."""
        return str(self.found)

    @property
    def back_url(self) -> str:
        """The page of the follow-up."""
        return reverse("followup:inspect", args=[self.found.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way over the follow-up."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("followup:index"), "label": _("Follow-ups")},
            {"url": self.back_url, "label": str(self.found)},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the draft, or what was typed; the look is noted."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        note_look(self.request, self.found)
        context |= {"follow_up": self.found, "back_url": self.back_url}
        if "form" not in context:
            subject, text = follow_up_mails.draft(self.found)
            context["form"] = EmailForm(initial={"subject": subject, "text": text})
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send it, and say whether it left."""
        assert request.user.is_authenticated
        form = EmailForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            attempt = follow_up_actions.write_to_client(
                follow_up=self.found, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except NotChangeable:
            messages.error(request, _("There is no e-mail address. Call instead."))
            return redirect(self.back_url)
        if attempt.outcome != Outcome.REFUSED:
            messages.success(request, _("The e-mail is sent."))
        else:
            messages.error(request, _("The mail server did not take the e-mail. Call instead."))
        return redirect(self.back_url)
