"""The page of one worked case: its form, and how the draft decides it while it is written."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from intake import casework
from intake.admin import trial
from intake.admin.account import account
from intake.admin.case_form import AnswersForm, CaseForm, initial_of
from intake.admin.cases import NEEDS_SIGN_OFF, VERDICTS, CaseToolMixin, decided
from intake.engine import cases as engine
from intake.engine.answers import read_answers
from intake.engine.types import Questionnaire
from intake.models import WorkedCase

UNPROCESSABLE = 422
CHANGED_MEANWHILE = gettext_lazy(
    "Somebody changed this case since you opened it. Open it in another tab, bring both together, "
    "and save again: the next save keeps what stands here."
)


class CaseEditView(CaseToolMixin, TemplateView):
    """The form of a case. A POST with `live` answers how the draft decides it; `save` keeps it."""

    template_name = "intake/admin/case_form.html"
    http_method_names = ["get", "head", "post", "options"]

    @cached_property
    def edited(self) -> WorkedCase | None:
        """The case that is edited; None for a new one."""
        return self.case()

    def get_page_title(self) -> str:
        """Name the case."""
        return _("Worked case %(name)s") % {"name": self.edited}

    def start(self) -> tuple[dict[str, Any], trial.Raw]:
        """Return the expectation and the answers that the form starts with."""
        case = self.case()
        return initial_of(case), case.answers

    def write(self, values: dict[str, Any]) -> str:
        """Keep the values; return the sentence that says so."""
        seen = self.request.POST.get("seen", "")
        casework.change_case(case=self.case(), values=values, by=self.request.user, seen=seen)
        return _("The worked case %(name)s is saved.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        initial, answers = self.start()
        return self._show(initial, answers)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show how the answers are decided, or save the case."""
        kept = trial.read_state(request.POST.get("answers", ""))
        if "from" in request.POST:
            return self._show({}, kept)
        return self._show(self.start()[0], kept, request.POST)

    def _show(self, initial: dict[str, Any], kept: trial.Raw, data: Any = None) -> HttpResponse:
        definition = self.definition
        if definition is None or not definition.questions:
            return self.render_to_response(self.get_context_data())
        answers = AnswersForm(definition, kept, data)
        form = CaseForm(definition, data, initial=initial, taken=self._taken())
        picked = self._picked(answers)
        decision = self._decision(definition, form, picked)
        if data is not None and "live" in data:
            return render(self.request, "intake/admin/_case_decision.html", decision)
        valid = form.is_valid() and answers.is_valid()
        if valid and "save" in self.request.POST and self._saved(form, picked):
            return redirect(self.list_url())
        context = self.get_context_data(
            form=form,
            answers=answers,
            steps=answers.steps(),
            left_over=answers.left_over(),
            state=json.dumps(kept),
            **decision,
        )
        refused = data is not None and (not valid or bool(form.errors))
        return self.render_to_response(context, status=UNPROCESSABLE if refused else 200)

    def _taken(self) -> frozenset[str]:
        own = self.edited.name if self.edited else None
        return frozenset(WorkedCase.objects.of(self.stored).names()) - {own}

    def _picked(self, answers: AnswersForm) -> trial.Raw:
        if not answers.is_bound:
            return answers.kept
        answers.is_valid()
        return answers.collected(self.request.POST.getlist("remove"))

    def _saved(self, form: CaseForm, picked: trial.Raw) -> bool:
        try:
            sentence = self.write(form.cleaned_data | {"answers": picked})
        except casework.NeedsSignOffError:
            form.add_error(None, NEEDS_SIGN_OFF)
        except casework.ChangedMeanwhileError:
            form.add_error(None, CHANGED_MEANWHILE)
        else:
            messages.success(self.request, sentence % {"name": form.cleaned_data["name"]})
            return True
        return False

    def _decision(
        self, definition: Questionnaire, form: CaseForm, picked: trial.Raw
    ) -> dict[str, Any]:
        """Return how these answers are decided now, beside what is expected of them."""
        read, _ignored = read_answers(definition, picked)
        found = account(definition, read)
        off = [
            q.label for q in definition.questions if q.key in read.keys() - {*found.decision.path}
        ]
        verdict = None
        if expected := form.expectation():
            case = WorkedCase(**expected, answers=picked)
            verdict = engine.judge(definition, case.as_case()).verdict
        return {
            "account": found,
            "decided": decided(definition, found.decision),
            "verdict": verdict.value if verdict else "",
            "verdict_name": VERDICTS[verdict] if verdict else "",
            "uncounted": off,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what somebody without the right to sign off may not change here."""
        context = super().get_context_data(**kwargs)
        case = self.edited
        guarded = case is not None and casework.needs_sign_off(case, self.request.user)
        return context | {
            "case": case,
            "seen": casework.fingerprint(case) if case else "",
            "refusal": NEEDS_SIGN_OFF if guarded else "",
            "list_url": self.list_url(),
        }


class CaseAddView(CaseEditView):
    """The form of a new case, empty, a copy of another, or with the answers of a trial."""

    edited = None

    def get_page_title(self) -> str:
        """Say that it is new."""
        return _("New worked case")

    def start(self) -> tuple[dict[str, Any], trial.Raw]:
        """Return the content of the case to copy, if the address names one."""
        model = WorkedCase.objects.one_of(self.stored, self.request.GET.get("copy", ""))
        if model is None:
            return {}, {}
        return initial_of(model) | {"name": f"{model.name}-copy"}, model.answers

    def write(self, values: dict[str, Any]) -> str:
        """Add the case."""
        casework.add_case(questionnaire=self.stored, values=values, by=self.request.user)
        return _("The worked case %(name)s is added.")
