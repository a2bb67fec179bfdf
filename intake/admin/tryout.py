"""Try it: walk through a draft as a client would, beside the whole account. Nothing is stored."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.generic import TemplateView

from intake import explaining, presenters
from intake.admin import trial
from intake.admin.account import Account, account
from intake.admin.cases import decided
from intake.admin.tools import QuestionnaireToolMixin
from intake.articles import articles_for
from intake.engine.codec import DefinitionError
from intake.engine.nearby import nearby_changes
from intake.engine.types import Decision, Questionnaire, Urgency
from intake.models import QuestionnaireVersion, WorkedCase
from intake.next_steps import registry

DRAFT = "draft"
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a select."""

    value: str
    label: str | Promise
    chosen: bool


@dataclass(frozen=True, slots=True)
class NearbyRow:
    """One other answer that would lead elsewhere; `sent` is what its button sends."""

    words: str
    leads_to: str
    sent: str


@method_decorator(
    [never_cache, sensitive_post_parameters(), sensitive_variables()], name="dispatch"
)
class TryView(QuestionnaireToolMixin, TemplateView):
    """The client's page of the draft or of a version, and what follows from the answers so far.

    The answers travel in the page itself, so that nothing is kept. A POST that asks for
    `live` is answered with the account alone.
    """

    tool = "try"
    page_title = _("Try it")
    header_icon = "view"
    template_name = "intake/admin/try.html"
    http_method_names = ["get", "head", "post", "options"]

    @cached_property
    def source(self) -> str:
        """What is tried: "draft", or the number of a published version."""
        sent = self.request.POST.get("source") or self.request.GET.get("version")
        asked = sent or DRAFT
        return asked if asked.isdecimal() and len(asked) < 10 else DRAFT

    @cached_property
    def definition(self) -> Questionnaire:
        """The questionnaire that is tried; raise DefinitionError when it cannot be read."""
        if self.source != DRAFT:
            number = int(self.source)
            version = QuestionnaireVersion.objects.numbered(self.stored, number)
            if version is not None:
                return version.definition
            self.source = DRAFT
        return self.draft.definition()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the first step."""
        return self._answer()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what was pressed, and show where that leads."""
        return self._answer()

    def _answer(self) -> HttpResponse:
        try:
            definition = self.definition
        except DefinitionError as error:
            return self.render_to_response(self.get_context_data(problem=str(error)))
        if not definition.questions:
            return self.render_to_response(self.get_context_data(is_empty=True))
        walked = self._walk(definition)
        if "live" in self.request.POST:
            return self._account_alone(walked)
        context = self.get_context_data(trial=walked, **self._account(walked))
        context["page"] = self._page(walked, context["account"].decision)
        status = UNPROCESSABLE if walked.form else 200
        return self.render_to_response(context, status=status)

    def _walk(self, definition: Questionnaire) -> trial.Trial:
        post = self.request.POST
        raw, step = trial.read_state(post.get("answers", "")), post.get("step", "")
        if "live" in post:
            return trial.glanced(definition, raw, step, post)
        if "jump" in post:
            return trial.resumed(definition, raw, post["jump"])
        if "change" in post:
            return trial.resumed(definition, raw | trial.read_state(post["change"]))
        match post.get("go"):
            case "continue":
                return trial.continued(definition, raw, step, post)
            case "back":
                return trial.stepped_back(definition, raw, step)
            case "again":
                return trial.resumed(definition, {})
            case "case":
                return trial.resumed(definition, self._answers_of_case())
        return trial.resumed(definition, raw, step)

    def _answers_of_case(self) -> trial.Raw:
        case = WorkedCase.objects.one_of(self.stored, self.request.POST.get("case", ""))
        return dict(case.answers) if case else {}

    def _account_alone(self, walked: trial.Trial) -> HttpResponse:
        context = {"pk": self.stored.pk, "trial": walked, **self._account(walked)}
        text = render_to_string("intake/admin/_try_account.html", context, self.request)
        return HttpResponse(text)

    def _account(self, walked: trial.Trial) -> dict[str, Any]:
        current = walked.step.key if walked.step else ""
        found: Account = account(walked.definition, walked.answers, current)
        return {"account": found, "nearby": self._nearby(walked)}

    def _nearby(self, walked: trial.Trial) -> list[NearbyRow]:
        """Return the nearest changes that would alter the result; none while questions are left."""
        if walked.step is not None or not walked.answers:
            return []
        changes = nearby_changes(walked.definition, walked.answers)
        return [
            NearbyRow(
                change.words,
                decided(walked.definition, change.decision),
                json.dumps({change.question: change.value}),
            )
            for change in changes
        ]

    def _page(self, walked: trial.Trial, decision: Decision) -> str:
        """Return the client's page, in the client's language."""
        with translation.override(walked.definition.language):
            if walked.step is None:
                return self._result(walked.definition, decision)
            view = presenters.step_view(walked.path, walked.step, "", walked.form)
            context = {
                "pk": self.stored.pk,
                "step": view,
                "trial": walked,
                "source": self.source,
                "is_first": walked.path.step_before(walked.step.key) is None,
            }
            return render_to_string("intake/admin/_try_step.html", context, self.request)

    def _result(self, definition: Questionnaire, decision: Decision) -> str:
        pages = articles_for(explaining.articles_of(decision), definition.language)
        days = decision.review_after_days
        context = {
            "frame": "intake/admin/_try_frame.html",
            "result": explaining.result_view(definition, decision, pages),
            "submission": {"review_on": timezone.localdate() + timedelta(days) if days else None},
            "booking": registry.get("booking", self.request, decision),
        }
        emergency = decision.urgency is Urgency.EMERGENCY_NOW
        name = "emergency" if emergency else decision.route.value
        return render_to_string(f"intake/result_{name}.html", context, self.request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what else may be tried, and from where one may start."""
        context = super().get_context_data(**kwargs)
        context["pk"] = self.stored.pk
        context["source"] = self.source
        context["sources"] = list(self._sources())
        context["cases"] = WorkedCase.objects.of(self.stored).values_list("pk", "name", "story")
        return context

    def _sources(self) -> list[Choice]:
        versions = QuestionnaireVersion.objects.of(self.stored)
        return [
            Choice(DRAFT, _("The draft"), self.source == DRAFT),
            *(
                Choice(
                    str(version.number),
                    _("Version %(number)d") % {"number": version.number},
                    self.source == str(version.number),
                )
                for version in versions
            ),
        ]
