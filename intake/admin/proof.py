"""The proof of a draft: whether it may be published, what stands in the way, who signed off."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic.base import TemplateView
from wagtail.admin import messages
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from intake import gate
from intake.admin.tools import QuestionnaireToolMixin
from intake.engine.report import answer_words
from intake.engine.sentences import condition_words, total_title
from intake.engine.types import Cite, Reason, ReasonKind, RedFlagRule, Rule
from intake.engine.types import Questionnaire as Definition
from intake.models import Questionnaire, SignOff
from intake.publishing import CaseRow, Proof, place_words, prove


class SignOffForm(forms.Form):
    """Why a case may end differently; `seen` holds the outcome that the signer looked at."""

    case = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3, "minlength": gate.SHORTEST_REASON}),
        help_text=gettext_lazy("Kept for ever with your name, and printed in the safety file."),
        error_messages={"required": gettext_lazy("Give a reason.")},
    )


@dataclass(frozen=True, slots=True)
class Why:
    """One reason of a decision: its words, when that rule holds, and the answers behind it."""

    words: str
    when: str
    answers: str


@dataclass(frozen=True, slots=True)
class DifferingCase:
    """A case that ends differently, as the page shows it; `form` is None when it is settled."""

    row: CaseRow
    whys: tuple[Why, ...]
    form: SignOffForm | None


def _ids(case: object) -> str:
    return f"case-{case}-%s"


def seen(row: CaseRow) -> str:
    """Return the one text for a case as written and as it ends now."""
    return "|".join((row.sha256, *row.result.outcome))


def whys(definition: Definition, row: CaseRow) -> tuple[Why, ...]:
    """Return the reasons of a case's decision."""
    rules: dict[str, RedFlagRule | Rule] = {rule.key: rule for rule in definition.rules}
    rules |= {rule.key: rule for rule in definition.red_flag_rules}
    found = []
    for reason in row.result.decision.reasons:
        rule = rules.get(reason.key)
        words = reason.text or _words_of(definition, reason)
        when = condition_words(definition, rule.when) if rule else ""
        found.append(Why(words, when, "; ".join(_said(definition, reason.cites))))
    return tuple(found)


def _words_of(definition: Definition, reason: Reason) -> str:
    place = place_words(definition, reason.key)
    if reason.kind is ReasonKind.CAUSE:
        return _("Most points: %(cause)s") % {"cause": place}
    return place


def _said(definition: Definition, cites: Iterable[Cite]) -> Iterator[str]:
    for cite in cites:
        question = definition.question(cite.question)
        if question is not None:
            words = ", ".join(answer_words(question, cite.options, cite.number))
            yield f"{question.label}: {words}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A scheduled publication that was refused since the last one that went through."""

    when: datetime
    reasons: tuple[str, ...]


def last_refusal(questionnaire: Questionnaire) -> Refusal | None:
    """Return why the clock did not publish, until something was published after all."""
    entries = ModelLogEntry.objects.for_instance(questionnaire).filter(action=gate.REFUSED)
    entry = entries.order_by("-timestamp").first()
    published = questionnaire.last_published_at
    if entry is None or (published and published > entry.timestamp):
        return None
    return Refusal(entry.timestamp, tuple(entry.data.get("reasons", ())))


def headline(proof: Proof, *, is_unchanged: bool) -> str:
    """Return "Ready to publish", what is missing in numbers, or that there is nothing new."""
    if proof.is_ready:
        return _("Nothing new to publish") if is_unchanged else _("Ready to publish")
    errors, cases = len(proof.errors), len(proof.blocking_cases)
    parts = []
    if errors:
        parts.append(ngettext("%(n)s error", "%(n)s errors", errors) % {"n": errors})
    if cases:
        parts.append(ngettext("%(n)s case", "%(n)s cases", cases) % {"n": cases})
    return _("Not yet: %(what)s") % {"what": ", ".join(parts)}


class ProofView(QuestionnaireToolMixin, TemplateView):
    """Shows the proof of the newest draft; a POST signs off one of its cases."""

    tool = "proof"
    header_icon = "circle-check"
    page_title = gettext_lazy("Proof")
    template_name = "intake/admin/proof.html"
    refused_form: SignOffForm | None = None

    @cached_property
    def proof(self) -> Proof:
        """What speaks for and against the draft as it is now."""
        return prove(self.draft)

    @property
    def may_sign_off(self) -> bool:
        """Whether this person may accept that a case ends differently."""
        return bool(self.request.user.has_perm(gate.SIGN_OFF_PERMISSION))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Sign off one case."""
        if not self.may_sign_off:
            raise PermissionDenied
        typed = request.POST.copy()
        form = SignOffForm(typed, auto_id=_ids(typed.get("case", "")))
        row = self.chosen(form, typed) if form.is_valid() else None
        if row is not None:
            try:
                gate.sign_off(
                    row=row,
                    questionnaire=self.stored,
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                )
            except gate.SignOffRefusedError as refused:
                form.add_error("reason", refused)
            else:
                messages.success(request, _("“%(case)s” is signed off.") % {"case": row.name})
                return redirect(request.path)
        self.refused_form = form
        return self.render_to_response(self.get_context_data(), status=422)

    def chosen(self, form: SignOffForm, typed: QueryDict) -> CaseRow | None:
        """Return the case of a form, if it still is and ends as the signer saw it."""
        rows = (row for row in self.proof.cases if row.worked.pk == form.cleaned_data["case"])
        row = next(rows, None)
        if row is not None and seen(row) == form.cleaned_data["seen"]:
            return row
        form.add_error(
            "reason",
            _("This case or its result changed meanwhile. Look at it again before you sign."),
        )
        if row is not None:
            typed["seen"] = seen(row)
        return None

    def form_for(self, row: CaseRow) -> SignOffForm | None:
        """Return the form that signs off a case, with what was typed if it was refused."""
        if not row.blocks or row.is_less_urgent or not self.may_sign_off:
            return None
        refused = self.refused_form
        if refused is not None and refused.data.get("case") == str(row.worked.pk):
            return refused
        initial = {"case": row.worked.pk, "seen": seen(row)}
        return SignOffForm(initial=initial, auto_id=_ids(row.worked.pk))

    def differing_cases(self) -> list[DifferingCase]:
        """Return every case that ends differently, with its reasons."""
        definition = self.draft.definition() if self.proof.differing else None
        return [
            DifferingCase(row, whys(definition, row), self.form_for(row))
            for row in self.proof.differing
            if definition is not None
        ]

    def sign_offs(self) -> list[tuple[SignOff, str]]:
        """Return every sign-off with the cause it accepts in words; "" where it names none."""
        if not self.proof.readable:
            return []
        definition = self.draft.definition()
        return [
            (signed, total_title(definition, signed.top_cause) if signed.top_cause else "")
            for signed in SignOff.objects.of(self.stored)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the proof, the earlier sign-offs and the last refusal of the clock."""
        proof = self.proof
        is_unchanged = self.stored.live and not self.stored.has_unpublished_changes
        return {
            **super().get_context_data(**kwargs),
            "proof": proof,
            "headline": headline(proof, is_unchanged=is_unchanged),
            "differing": self.differing_cases(),
            "may_sign_off": self.may_sign_off,
            "sign_offs": self.sign_offs(),
            "refusal": last_refusal(self.stored),
            "is_unchanged": is_unchanged,
            "refused_form": self.refused_form,
        }


# --- what the history says -------------------------------------------------------------------


def register_gate_actions(actions: LogActionRegistry) -> None:
    """Tell Wagtail's log of refused publications and of sign-offs."""

    @actions.register_action(gate.REFUSED)
    class Refused(LogFormatter):
        label = gettext_lazy("Refuse a scheduled publication")

        def format_message(self, log_entry: ModelLogEntry) -> str:
            reasons = " ".join(log_entry.data.get("reasons", ()))
            return _("Not published at the scheduled time. %(reasons)s") % {"reasons": reasons}

    @actions.register_action(gate.SIGNED_OFF)
    class SignedOff(LogFormatter):
        label = gettext_lazy("Sign off a case")

        def format_message(self, log_entry: ModelLogEntry) -> str:
            values = {name: log_entry.data.get(name, "") for name in ("case", "reason")}
            return _("Signed off case “%(case)s”: %(reason)s") % values
