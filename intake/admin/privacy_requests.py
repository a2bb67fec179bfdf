"""What clients ask for about their records: to erase or to withdraw; decided here, for good."""

from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from intake import privacy_actions, subjects
from intake.admin.access_report import ERASES
from intake.models import Alert, DeletionRecord, PrivacyRequest, Submission

MOST_SHOWN = 50


class RefusalForm(forms.Form):
    """Why the clinic keeps what a client asked to erase."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is kept"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Such as the law that asks for it. It is kept with the request."),
        error_messages={"required": gettext_lazy("Enter why it is kept")},
    )


@method_decorator(
    [never_cache, sensitive_post_parameters(), sensitive_variables()], name="dispatch"
)
class ErasersOnly(WagtailAdminTemplateMixin, TemplateView):
    """A page for those who may erase clients."""

    header_icon = "bin"
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who may."""
        if not request.user.has_perms(ERASES):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead over the list of requests."""
        here = {"url": "", "label": self.get_page_title()}
        above = {"url": reverse("intake_requests"), "label": _("Privacy requests")}
        is_list = isinstance(self, RequestsView)
        return [*self.breadcrumbs_items, *([] if is_list else [above]), here]

    def say(self, record: DeletionRecord | None) -> None:
        """Say what was done, with the proof of an erasure."""
        if record is None:
            messages.success(self.request, _("Done."))
            return
        number = sum(record.counts.values())
        words = ngettext(
            "Erased: %(count)s row. Proof: record %(record)s, fingerprint %(print)s.",
            "Erased: %(count)s rows. Proof: record %(record)s, fingerprint %(print)s.",
            number,
        )
        said = {"count": number, "record": record.pk, "print": record.sha256[:16]}
        messages.success(self.request, words % said)


class RequestsView(ErasersOnly):
    """The requests that wait, the oldest first, those decided, and what was erased."""

    template_name = "intake/admin/privacy_requests.html"
    page_title = gettext_lazy("Privacy requests")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the lists."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "waiting": [(each, _kind_of(each)) for each in PrivacyRequest.objects.waiting()],
            "decided": [
                (each, _kind_of(each)) for each in PrivacyRequest.objects.decided()[:MOST_SHOWN]
            ],
            "proofs": [
                (each, _in_words(each.counts), sum(each.left.values()))
                for each in DeletionRecord.objects.erasures()[:MOST_SHOWN]
            ],
        }


class DecideView(ErasersOnly):
    """Ask, then carry a request out, or refuse it with a reason."""

    template_name = "intake/admin/privacy_request.html"
    page_title = gettext_lazy("Decide a request")

    @cached_property
    def asked(self) -> PrivacyRequest:
        """The request, while it waits."""
        return get_object_or_404(PrivacyRequest.objects.waiting(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the request and the form of a refusal."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context |= {"asked": self.asked, "kind": _kind_of(self.asked)}
        context |= {"alert_waits": Alert.objects.wait_under(self.asked.reference)}
        if self.asked.kind == PrivacyRequest.Kind.ERASE:
            context |= _erasure(self.asked.kind_of_record, self.asked.reference)
        return {"form": RefusalForm()} | context | {"back_url": reverse("intake_requests")}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do one or the other."""
        if "refuse" in request.POST:
            return self.refuse()
        try:
            record = privacy_actions.carry_out(
                request=self.asked, by=request.user, now=timezone.now()
            )
        except privacy_actions.HeldError:
            messages.error(request, HELD)
            return redirect(request.path)
        self.say(record)
        return redirect("intake_requests")

    def refuse(self) -> HttpResponse:
        """Note why, unless the reason is missing."""
        form = RefusalForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        reason, now = form.cleaned_data["reason"], timezone.now()
        privacy_actions.refuse(request=self.asked, reason=reason, by=self.request.user, now=now)
        messages.success(self.request, _("Refused. The reason is kept with the request."))
        return redirect("intake_requests")


class EraseView(ErasersOnly):
    """Ask, then erase one client, such as after a call."""

    template_name = "intake/admin/erase.html"
    page_title = gettext_lazy("Erase this client")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return whom it is about, by reference code, and what goes with them."""
        kind, reference = self.kwargs["kind"], self.kwargs["reference"]
        if not _exists(kind, reference):
            raise Http404
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context |= {"kind": subjects.label_of(kind), "reference": reference}
        return context | _erasure(kind, reference)

    def post(self, request: HttpRequest, kind: str, reference: str) -> HttpResponse:
        """Erase, and show the proof."""
        if not _exists(kind, reference):
            raise Http404
        try:
            record = privacy_actions.erase_record(
                kind_of_record=kind, reference=reference, by=request.user, now=timezone.now()
            )
        except privacy_actions.HeldError:
            messages.error(request, HELD)
            return redirect(request.path)
        self.say(record)
        return redirect("intake_requests")


HELD = gettext_lazy("A legal hold keeps these records. Lift it first. Nothing was erased.")


class RequestsMenuItem(MenuItem):
    """The way to the list, for those who may erase."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Privacy requests"),
            reverse_lazy("intake_requests"),
            name="privacy-requests",
            icon_name="bin",
            order=94,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to whom the list opens."""
        return bool(request.user.has_perms(ERASES))


class RequestsPanel(Component):
    """Says on the home page that a client waits for an answer; nothing where nobody does."""

    name = "privacy_requests"
    template_name = "intake/admin/_home_requests.html"
    order = 70

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return how many wait; none for those who may not decide."""
        may = parent_context["request"].user.has_perms(ERASES)
        waiting = PrivacyRequest.objects.waiting().count() if may else 0
        return {"waiting": waiting, "url": reverse("intake_requests")}


def _kind_of(asked: PrivacyRequest) -> str:
    return subjects.label_of(asked.kind_of_record)


def _erasure(kind: str, reference: str) -> dict[str, Any]:
    """Return what an erasure takes away, in words; nothing where nobody is left."""
    subject = subjects.subject_of(kind)
    record = subject.find(reference)
    extent = subject.extent(record) if record else {}
    counts = {label: len(keys) for label, keys in extent.items() if keys}
    named = counts.keys() - {Submission._meta.label}
    return {"extent": _lines(counts), "is_nameless": not named}


def _in_words(counts: dict[str, int]) -> str:
    """Return how many rows of what, by the names of the models as staff know them."""
    return ", ".join(_lines(counts))


def _lines(counts: dict[str, int]) -> list[str]:
    return [f"{count} × {_name_of(label)}" for label, count in counts.items()]


def _name_of(label: str) -> str:
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def _exists(kind: str, reference: str) -> bool:
    try:
        return subjects.subject_of(kind).find(reference) is not None
    except KeyError:
        return False
