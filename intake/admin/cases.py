"""The worked cases of a questionnaire: the list with today's verdicts, and the form of one."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from intake import casework
from intake.admin.account import ROUTE_NAMES, URGENCY_NAMES
from intake.admin.tools import QuestionnaireToolMixin
from intake.engine import cases as engine
from intake.engine.cases import Case, Verdict
from intake.engine.codec import DefinitionError
from intake.engine.sentences import total_title
from intake.engine.types import Decision, Questionnaire, Route, Urgency
from intake.models import WorkedCase

NEEDS_SIGN_OFF = gettext_lazy(
    "This case expects medical care, and a draft is held to it before it is published. What it "
    "says and expects may be changed, and the case deleted, only by somebody who may sign off. "
    "Ask the clinic lead."
)
VERDICTS = {
    Verdict.LESS_URGENT: gettext_lazy("Less urgent"),
    Verdict.DIFFERENT: gettext_lazy("Different"),
    Verdict.AS_EXPECTED: gettext_lazy("As expected"),
}


def outcome(definition: Questionnaire | None, route: str, urgency: str, cause: str | None) -> str:
    """Return "Visit · Piriformis syndrome": where answers lead, how soon, what is named."""
    parts = [str(ROUTE_NAMES[route])]
    if urgency != Urgency.NONE.value:
        parts.append(str(URGENCY_NAMES[urgency]))
    elif route != Route.URGENT.value:
        named = total_title(definition, cause) if definition and cause else cause
        parts.append(named or _("no cause named"))
    return " · ".join(parts)


def decided(definition: Questionnaire, decision: Decision) -> str:
    """Return where a decision leads, in the words of the list."""
    return outcome(definition, decision.route.value, decision.urgency.value, decision.top_cause)


def besides_words(definition: Questionnaire, case: Case) -> str:
    """Return which routes and causes are accepted besides what is expected; "" for none."""
    routes = [str(ROUTE_NAMES[route.value]) for route in case.routes if route is not case.route]
    named = [key for key in case.causes if key != case.top_cause]
    causes = [
        _("any cause") if key == engine.ANY_CAUSE else total_title(definition, key) for key in named
    ]
    return ", ".join(routes if case.route is Route.URGENT else [*routes, *causes])


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of the list; without a verdict when the draft cannot be read.

    besides: what is accepted as well, in words; "" where it is nothing.
    """

    case: WorkedCase
    expected: str
    besides: str
    now: str
    verdict: str
    verdict_name: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases have a verdict, and the address that shows only those."""

    verdict: str
    name: str
    number: int
    chosen: bool


class CaseToolMixin(QuestionnaireToolMixin):
    """A page about the worked cases of a questionnaire."""

    tool = "cases"
    header_icon = "tasks"

    @cached_property
    def definition(self) -> Questionnaire | None:
        """The draft as the engine reads it, or None when it cannot be read."""
        try:
            return self.draft.definition()
        except DefinitionError as error:
            self.problem = str(error)
            return None

    problem = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say why the draft cannot be read."""
        definition = self.definition
        context = super().get_context_data(**kwargs)
        return context | {
            "pk": self.stored.pk,
            "problem": self.problem,
            "is_empty": definition is not None and not definition.questions,
        }

    def list_url(self) -> str:
        """Return the address of the list."""
        return reverse("intake_admin:cases", args=[self.stored.pk])

    def case(self) -> WorkedCase:
        """Return the case the address names, or a 404."""
        found = WorkedCase.objects.one_of(self.stored, self.kwargs["case"])
        if found is None:
            raise Http404
        return found


class CasesView(CaseToolMixin, TemplateView):
    """Every case, what is expected, and how the draft decides it now."""

    page_title = gettext_lazy("Worked cases")
    template_name = "intake/admin/cases.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = [self._row(case) for case in WorkedCase.objects.of(self.stored)]
        words = self.request.GET.get("q", "").strip()
        verdict = self.request.GET.get("verdict", "")
        shown = [row for row in rows if _matches(row, words, verdict)]
        return context | {
            "rows": sorted(shown, key=lambda row: _ORDER.get(row.verdict, 0)),
            "total": len(rows),
            "counts": _counts(rows, verdict),
            "words": words,
            "verdict": verdict,
        }

    def _row(self, case: WorkedCase) -> CaseRow:
        expected = outcome(self.definition, case.route, case.urgency, case.top_cause)
        if self.definition is None:
            return CaseRow(case, expected, "", "", "", "")
        result = engine.judge(self.definition, case.as_case())
        besides = besides_words(self.definition, result.case)
        name = str(VERDICTS[result.verdict])
        now = decided(self.definition, result.decision)
        return CaseRow(case, expected, besides, now, result.verdict.value, name)


_ORDER = {verdict.value: place for place, verdict in enumerate(VERDICTS)}


def _matches(row: CaseRow, words: str, verdict: str) -> bool:
    text = f"{row.case.name} {row.case.story} {row.expected} {row.now}".lower()
    return verdict in ("", row.verdict) and all(word in text for word in words.lower().split())


def _counts(rows: list[CaseRow], chosen: str) -> list[Count]:
    verdicts = [row.verdict for row in rows]
    return [
        Count(key.value, str(name), verdicts.count(key.value), key.value == chosen)
        for key, name in VERDICTS.items()
    ]


class CaseDeleteView(CaseToolMixin, TemplateView):
    """Asks once more, then deletes a case; the log keeps it."""

    template_name = "intake/admin/case_delete.html"
    http_method_names = ["get", "head", "post", "options"]

    def get_page_title(self) -> str:
        """Name the case."""
        return _("Delete %(name)s") % {"name": self.case()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete the case, or say who may."""
        case = self.case()
        try:
            casework.delete_case(case=case, by=request.user)
        except casework.NeedsSignOffError:
            messages.error(request, NEEDS_SIGN_OFF)
        else:
            messages.success(request, _("The worked case %(name)s is deleted.") % {"name": case})
        return redirect(self.list_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        case = self.case()
        guarded = casework.needs_sign_off(case, self.request.user)
        return context | {
            "case": case,
            "expected": outcome(self.definition, case.route, case.urgency, case.top_cause),
            "refusal": NEEDS_SIGN_OFF if guarded else "",
            "list_url": self.list_url(),
        }
