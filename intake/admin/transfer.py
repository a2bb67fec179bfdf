"""Questionnaires as files: export one, import one as a draft, copy one under another name."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateView, View
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from intake import transfer
from intake.admin.tools import QuestionnaireToolMixin
from intake.admin.versions import Changes, VersionsMixin, by_place
from intake.engine.codec import DefinitionError
from intake.engine.compare import compare
from intake.models import Questionnaire, WorkedCase


def as_file(text: str, name: str) -> HttpResponse:
    """Return a text as a JSON file to keep."""
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


class ExportView(VersionsMixin, View):
    """The draft, or one version, as a file with its cases."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give the file; lead back where the draft cannot be read."""
        cases = WorkedCase.objects.of(self.stored)
        if number := kwargs.get("number"):
            version = self.version(number)
            text = transfer.export(version.definition, cases, version.number)
            return as_file(text, f"{version.key}-{version.number}")
        if self.draft_definition is None:
            messages.error(request, _("Finish the draft first: a condition in it is still empty."))
            return redirect("intake_admin:versions", self.stored.pk)
        return as_file(
            transfer.export(self.draft_definition, cases), f"{self.draft_definition.key}-draft"
        )


def sentences(error: ValidationError) -> str:
    """Return what the model refused, each with the name of its field."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    fields = {
        field.name: field.verbose_name
        for field in Questionnaire._meta.get_fields()
        if hasattr(field, "verbose_name")
    }
    return " ".join(
        f"{str(fields.get(name, name)).capitalize()}: {' '.join(said)}"
        for name, said in error.message_dict.items()
    )


def may(user: Any, action: str) -> bool:
    """Tell whether somebody may add or change questionnaires."""
    allowed: bool = policy_registry.get_by_type(Questionnaire).user_has_permission(user, action)
    return allowed


class CopyForm(forms.Form):
    """What a copy is called."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    key = forms.SlugField(
        label=gettext_lazy("Key"),
        max_length=60,
        help_text=gettext_lazy("Letters, digits and hyphens. It stays once it is published."),
    )


class CopyView(QuestionnaireToolMixin, FormView):
    """Asks for a name, then makes a draft with the same content and cases."""

    tool = "versions"
    header_icon = "copy"
    page_title = gettext_lazy("Copy the questionnaire")
    template_name = "intake/admin/copy.html"
    form_class = CopyForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who may also add questionnaires."""
        if not may(request.user, "add"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        title = _("%(title)s (copy)") % {"title": self.draft.title}
        return {"title": title[:120], "key": f"{self.draft.key}-copy"[:60]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        try:
            context["fingerprint"] = transfer.fingerprint(self.draft.definition())
        except DefinitionError:
            context["fingerprint"] = ""
        return context

    def form_valid(self, form: CopyForm) -> HttpResponse:
        """Make the copy and open it in the editor."""
        try:
            copied = transfer.copy_questionnaire(
                source=self.draft, by=self.request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, _("“%(title)s” is a draft now.") % {"title": copied})
        return redirect(AdminURLFinder(self.request.user).get_edit_url(copied))


class ImportView(WagtailAdminTemplateMixin, TemplateView):
    """Reads a file, shows what it would change, then writes a draft; publishes nothing."""

    template_name = "intake/admin/import.html"
    page_title = gettext_lazy("Import a questionnaire")
    header_icon = "upload"
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who may add or change questionnaires."""
        if not (may(request.user, "add") or may(request.user, "change")):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead from the list to here."""
        listing = reverse(Questionnaire.snippet_viewset.get_url_name("list"))
        return [
            *super().get_breadcrumbs_items(),
            {"url": listing, "label": _("Questionnaires")},
            {"url": "", "label": self.page_title},
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what a chosen file would do; with the answer to that, do it."""
        confirmed = request.POST.get("content")
        try:
            content = confirmed.encode() if confirmed else self.chosen_file()
            package = transfer.read(content)
            self.check_permission(package)
            if not confirmed:
                return self.render_to_response(self.preview(package, content.decode("utf-8-sig")))
            questionnaire = transfer.import_draft(package=package, by=request.user)
        except transfer.TransferError as error:
            return self.render_to_response(self.get_context_data(problem=str(error)))
        except ValidationError as error:
            return self.render_to_response(self.get_context_data(problem=sentences(error)))
        messages.success(request, _("“%(title)s” is a draft now.") % {"title": questionnaire})
        return redirect(AdminURLFinder(request.user).get_edit_url(questionnaire))

    def chosen_file(self) -> bytes:
        """Return the content of the file; never more of it than is allowed."""
        chosen = self.request.FILES.get("file")
        if chosen is None:
            raise transfer.TransferError(_("Choose a file first."))
        return bytes(chosen.read(transfer.LARGEST_FILE + 1))

    def check_permission(self, package: transfer.Package) -> None:
        """Refuse what this person could not do in the editor either."""
        found = transfer.target_of(package.definition)
        if not may(self.request.user, "change" if found else "add"):
            raise PermissionDenied

    def preview(self, package: transfer.Package, content: str) -> dict[str, Any]:
        """Return what the page says before anything is written."""
        found = transfer.target_of(package.definition)
        there = set(WorkedCase.objects.of(found).names()) if found else set()
        changes: Changes = ()
        unreadable = False
        if found:
            try:
                draft = found.get_latest_revision_as_object().definition()
                changes = compare(draft, package.definition)
            except DefinitionError:
                unreadable = True
        return self.get_context_data(
            package=package,
            content=content,
            found=found,
            locked=transfer.lock_problem(found, self.request.user) if found else "",
            places=by_place(changes),
            count=len(changes),
            unreadable=unreadable,
            new_cases=[case["id"] for case in package.cases if case["id"] not in there],
            fingerprint=transfer.fingerprint(package.definition),
        )
