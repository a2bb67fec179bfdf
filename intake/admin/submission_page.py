"""The page of one submission, its copy of the result, and the sheet to print."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.generic import TemplateView, View
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from intake import access_log, client_files
from intake.admin import desk_forms, presenters, seen
from intake.admin.access_report import record_buttons
from intake.admin.alerts import alerts_about
from intake.admin.timeline import timeline
from intake.desk_actions import ERASE, KIND, OVERRIDE
from intake.models import Submission, SubmissionEvent
from intake.stages import Stage

READ = "intake.read_answers"
WORK = "intake.work_submission"
VIEW = "intake.view_submission"
CHANGE_QUESTIONNAIRE = "intake.change_questionnaire"
UNPROCESSABLE = 422


# An error report says where it broke, never what a client answered.
@method_decorator(
    [never_cache, sensitive_post_parameters(), sensitive_variables()], name="dispatch"
)
class SubmissionMixin:
    """A page about one finished submission that the reader may see, for those with all `needs`."""

    needs: tuple[str, ...] = ()
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who has the permissions."""
        if not request.user.has_perms((VIEW, *self.needs)):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    @cached_property
    def submission(self) -> Submission:
        """The submission, or a 404 where it is unfinished or a stranger's."""
        visible = Submission.objects.visible_to(self.request.user).completed().with_work()
        found: Submission | None = next(iter(visible.filter(pk=self.kwargs["pk"])), None)
        if found is None:
            self.refuse()
            raise Http404
        return found

    def refuse(self) -> None:
        """Note that somebody asked for a stranger's, where there is one."""
        stranger = get_object_or_404(Submission.objects.completed(), pk=self.kwargs["pk"])
        action, reference = access_log.Action.REFUSED, stranger.reference
        access_log.note(by=self.request.user, action=action, kind=KIND, reference=reference)

    def may(self, permission: str) -> bool:
        """Tell whether the reader has a permission."""
        return bool(self.request.user.has_perm(permission))

    def record(self) -> dict[str, Any]:
        """Return what the page and the printed sheet both show."""
        submission, user = self.submission, self.request.user
        override = SubmissionEvent.objects.override_of(submission)
        happened = timeline(submission, user)
        return {
            "record": presenters.submission_record(
                submission,
                with_answers=self.may(READ),
                with_safety_file=self.may(CHANGE_QUESTIONNAIRE),
                second_looks=submission.second_looks.all(),
            ),
            "override": override if override and override.route != submission.route else None,
            "override_text": self.may(READ) and override and override.text,
            "person": client_files.person(submission, user),
            "timeline": happened,
            "stage": Stage(submission.stage),
        }


class SubmissionInspectView(SubmissionMixin, generic.InspectView):
    """One submission: who it is, what was answered and decided, what is done about it."""

    template_name = "intake/admin/submission.html"
    page_title = _("Submission")
    sent: desk_forms.DeskForm | None = None

    def get_object(self) -> Submission:
        """Return the submission the address names."""
        return self.submission

    @property
    def header_more_buttons(self) -> list[HeaderButton]:
        """Lead to who looked at it and to its erasure, those who may."""
        return record_buttons(self.request.user, KIND, self.submission.reference)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Note the look, then show everything the reader may see and do."""
        submission = self.submission
        access_log.note_look(by=self.request.user, kind=KIND, reference=submission.reference)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context |= self.record()
        context["alerts"] = alerts_about(submission)
        context["may_make_case"] = self.may(READ) and self.may(CHANGE_QUESTIONNAIRE)
        if self.may(WORK):
            context |= self.work(submission)
        if self.may(OVERRIDE):
            context["override_form"] = self.form(desk_forms.OverrideForm)
        return context

    def form(self, form_class: type[desk_forms.DeskForm]) -> desk_forms.DeskForm:
        """Return a form as it was sent, empty where it was not."""
        return self.sent if isinstance(self.sent, form_class) else form_class(self.submission)

    def work(self, submission: Submission) -> dict[str, Any]:
        """Return the forms of those who work on submissions."""
        return {
            "may_work": True,
            "stage_form": self.form(desk_forms.StageForm),
            "close_form": None
            if Stage(submission.stage).is_closed
            else self.form(desk_forms.CloseForm),
            "assign_form": self.form(desk_forms.AssignForm),
            "note_form": self.form(desk_forms.NoteForm),
            "call_form": self.form(desk_forms.CallForm),
            "hold_form": self.form(desk_forms.HoldForm)
            if not submission.legal_hold or self.may(ERASE)
            else None,
            "book_url": client_files.book_url(submission, self.request.user),
        }


class SubmissionAgainView(SubmissionInspectView):
    """The same page after something could not be done, with what was typed and what to put right.

    `as_view(sent=…)` says which form it was.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; nothing was done."""
        return self.render_to_response(self.get_context_data(), status=UNPROCESSABLE)


class SubmissionPrintView(SubmissionMixin, WagtailAdminTemplateMixin, TemplateView):
    """The sheet to print; that somebody asked for it is noted, so it is asked for by a POST."""

    http_method_names = ["post"]
    template_name = "intake/admin/submission_print.html"
    page_title = _("Submission to print")
    header_icon = "clipboard-list"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note it and show the sheet."""
        reference = self.submission.reference
        action = access_log.Action.PRINT
        access_log.note(by=request.user, action=action, kind=KIND, reference=reference)
        return self.render_to_response(self.get_context_data())

    def get_page_subtitle(self) -> str:
        """Return the reference."""
        return self.submission.reference

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the record."""
        url = presenters.submission_url(self.submission)
        return {**super().get_context_data(**kwargs), **self.record(), "back_url": url}


class SubmissionSeenView(SubmissionMixin, View):
    """What the client saw: a read-only copy of the result page."""

    needs = (READ,)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note the look and show the copy."""
        access_log.note_look(by=request.user, kind=KIND, reference=self.submission.reference)
        return HttpResponse(seen.seen_page(request, self.submission))
