"""What staff do from the page of a submission: each address takes a POST and leads back."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages

from intake import desk_actions, desk_case_actions
from intake.admin import desk_forms
from intake.admin.presenters import submission_url
from intake.admin.submission_page import CHANGE_QUESTIONNAIRE, READ, WORK, SubmissionMixin
from intake.desk_actions import MayNotError, StageError
from intake.stages import Stage

Again = Callable[[desk_forms.DeskForm], Callable[..., HttpResponse]]


class VerbView(SubmissionMixin, View):
    """One thing to do with a submission. `do` returns the sentence that says it was done.

    `again` leads to the page of the submission with a form as it was sent.
    """

    needs = (WORK,)
    http_method_names = ["post"]
    form_class: type[desk_forms.DeskForm]
    again: Again | None = None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or show the page again with what was typed and what to put right."""
        form = self.form_class(self.submission, request.POST)
        if form.is_valid():
            try:
                messages.success(request, self.do(form))
                return redirect(submission_url(self.submission))
            except StageError:
                form.add_error(None, desk_forms.MOVED_ON)
            except MayNotError:
                form.add_error(None, _("Ask the clinic lead: this needs another permission"))
        messages.error(request, form.problem)
        assert self.again is not None
        return self.again(form)(request, *args, **kwargs)

    def do(self, form: Any) -> str:
        """Do what the form says; return the sentence that says so."""
        raise NotImplementedError


class StageView(VerbView):
    """Moves the work on."""

    form_class = desk_forms.StageForm

    def do(self, form: Any) -> str:
        stage = Stage(form.cleaned_data["stage"])
        desk_actions.change_stage(
            submission=self.submission,
            stage=stage,
            by=self.request.user,
            reason=form.cleaned_data["reason"],
        )
        return _("Moved to: %(stage)s") % {"stage": stage.label}


class CloseView(VerbView):
    """Closes the work."""

    form_class = desk_forms.CloseForm

    def do(self, form: Any) -> str:
        desk_actions.change_stage(
            submission=self.submission,
            stage=Stage.CLOSED,
            by=self.request.user,
            because=form.cleaned_data["because"],
        )
        return _("The submission is closed.")


class AssignView(VerbView):
    """Lets somebody look after it."""

    form_class = desk_forms.AssignForm

    def do(self, form: desk_forms.AssignForm) -> str:
        by, to = self.request.user, form.person_chosen
        desk_actions.assign(submission=self.submission, to=to, by=by)
        return _("The submission is assigned.") if to else _("Nobody looks after it now.")


class NoteView(VerbView):
    """Keeps a note."""

    form_class = desk_forms.NoteForm

    def do(self, form: Any) -> str:
        text = form.cleaned_data["text"]
        desk_actions.write_note(submission=self.submission, text=text, by=self.request.user)
        return _("The note is saved.")


class CallView(VerbView):
    """Notes a call."""

    form_class = desk_forms.CallForm

    def do(self, form: desk_forms.CallForm) -> str:
        desk_actions.log_call(
            submission=self.submission,
            by=self.request.user,
            reached=form.was_reached,
            text=form.cleaned_data["text"],
        )
        return _("The call is noted.")


class OverrideView(VerbView):
    """Sends the client elsewhere than the answers did."""

    needs = (desk_actions.OVERRIDE,)
    form_class = desk_forms.OverrideForm

    def do(self, form: Any) -> str:
        changed = desk_actions.override_route(
            submission=self.submission,
            route=form.cleaned_data["route"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
        return _("The route is overridden.") if changed else _("It leads there already.")


class HoldView(VerbView):
    """Begins a legal hold, or lifts it."""

    form_class = desk_forms.HoldForm

    def do(self, form: Any) -> str:
        held = "lift" not in self.request.POST
        desk_actions.set_legal_hold(
            submission=self.submission,
            held=held,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
        return _("Nothing deletes it now.") if held else _("The legal hold is lifted.")


class CaseView(SubmissionMixin, View):
    """Turns the answers into a worked case and opens it."""

    needs = (READ, CHANGE_QUESTIONNAIRE)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add the case, then show it to be finished."""
        case = desk_case_actions.case_from_submission(submission=self.submission, by=request.user)
        said = _("The worked case %(name)s is added. Check what it expects, and write its story.")
        messages.success(request, said % {"name": case.name})
        return redirect(reverse("intake_admin:case_edit", args=[case.questionnaire_id, case.pk]))
