"""The safety file: one printable page about a version, for whoever has to answer for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateView

from intake import transfer
from intake.admin.flow import LEVEL_WORDS, question_flags
from intake.admin.versions import VersionsMixin, changes_by_number, told
from intake.case_history import CaseEvent, case_history
from intake.engine import codec
from intake.engine.cases import Verdict
from intake.engine.compare import compare
from intake.engine.measure import before_emergency, longest_path
from intake.engine.sentences import condition_words
from intake.engine.types import Questionnaire as Definition
from intake.engine.types import Urgency
from intake.models import QuestionnaireVersion
from intake.publishing import prove

VERDICT_WORDS = {
    Verdict.AS_EXPECTED.value: gettext_lazy("as expected"),
    Verdict.DIFFERENT.value: gettext_lazy("different"),
    Verdict.LESS_URGENT.value: gettext_lazy("less urgent"),
}


@dataclass(frozen=True, slots=True)
class FlagRow:
    """Where red flags come from: a question with its answers, or a combination."""

    place: str
    answers: tuple[tuple[str, str], ...]
    when: str
    source: str


@dataclass(frozen=True, slots=True)
class SignedOff:
    """A case that may end otherwise than written, and who accepted it."""

    case: str
    expected: str
    outcome: str
    reason: str
    signed_by: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A worked case with its result."""

    name: str
    story: str
    expected: str
    outcome: str
    verdict: str
    is_as_expected: bool


@dataclass(frozen=True, slots=True)
class Past:
    """One version in the change history; `sign_offs` are those the version before had not."""

    version: QuestionnaireVersion
    changes: tuple[str, ...]
    sign_offs: tuple[SignedOff, ...]


@dataclass(frozen=True, slots=True)
class SafetyFile:
    """Everything the page says. `version` is None for the draft."""

    definition: Definition
    version: QuestionnaireVersion | None
    sha256: str
    fingerprint: str
    flags: tuple[FlagRow, ...]
    longest_path: int
    before_emergency: int
    cases: tuple[CaseLine, ...]
    sign_offs: tuple[SignedOff, ...]
    warnings: tuple[Mapping[str, str], ...]
    was_proven: bool
    history: tuple[Past, ...]
    unpublished: tuple[str, ...]

    @property
    def safety(self) -> Any:
        """What editors wrote about its use and its hazards."""
        return self.definition.safety

    @property
    def as_expected(self) -> int:
        """How many cases ended as expected."""
        return sum(case.is_as_expected for case in self.cases)


def safety_file(
    definition: Definition,
    version: QuestionnaireVersion | None,
    proof: Mapping[str, Any],
    past: Iterable[QuestionnaireVersion],
) -> SafetyFile:
    """Return the safety file of a definition; `past` are the versions up to it, oldest first."""
    past = list(past)
    unpublished: tuple[str, ...] = ()
    if version is None and past:
        unpublished = told(compare(past[-1].definition, definition))
    return SafetyFile(
        definition=definition,
        version=version,
        sha256=version.sha256 if version else codec.sha256(definition),
        fingerprint=transfer.fingerprint(definition),
        flags=tuple(flag_rows(definition)),
        longest_path=longest_path(definition),
        before_emergency=before_emergency(definition),
        cases=tuple(_case_line(case) for case in proof.get("cases", ())),
        sign_offs=_signed_off(proof),
        warnings=tuple(proof.get("warnings", ())),
        was_proven="cases" in proof,
        history=_history(past),
        unpublished=unpublished,
    )


def flag_rows(definition: Definition) -> list[FlagRow]:
    """Return every red flag: those of single answers in their order, then the combinations."""
    rows = []
    for question in definition.questions:
        if flagged := question_flags(question):
            answers = tuple((words, _level(level)) for level, words in flagged)
            rows.append(FlagRow(question.label, answers, "", question.source))
    for rule in definition.red_flag_rules:
        answers = ((rule.reason or rule.key, _level(rule.urgency)),)
        when = condition_words(definition, rule.when)
        rows.append(FlagRow(str(_("Combination")), answers, when, rule.source))
    return rows


def _level(urgency: Urgency) -> str:
    return str(LEVEL_WORDS[urgency.value])


def _case_line(case: Mapping[str, str]) -> CaseLine:
    verdict = case["verdict"]
    return CaseLine(
        name=case["name"],
        story=case.get("story", ""),
        expected=case["expected"],
        outcome=case["outcome"],
        verdict=str(VERDICT_WORDS.get(verdict, verdict)),
        is_as_expected=verdict == Verdict.AS_EXPECTED.value,
    )


def _signed_off(proof: Mapping[str, Any]) -> tuple[SignedOff, ...]:
    return tuple(
        SignedOff(
            case=record["case"],
            expected=record.get("expected", ""),
            outcome=record.get("outcome", ""),
            reason=record["reason"],
            signed_by=record["signed_by"],
            signed_at=parse_datetime(record["signed_at"]),
        )
        for record in proof.get("sign_offs", ())
    )


def _history(past: list[QuestionnaireVersion]) -> tuple[Past, ...]:
    changed = changes_by_number(past)
    known: tuple[SignedOff, ...] = ()
    history = []
    for version in past:
        signed = _signed_off(version.proof)
        new = tuple(one for one in signed if one not in known)
        history.append(Past(version, told(changed.get(version.number, ())), new))
        known = signed
    return tuple(reversed(history))


class SafetyView(VersionsMixin, TemplateView):
    """The safety file of one version."""

    template_name = "intake/admin/safety.html"
    header_icon = "doc-full"

    def get_page_title(self) -> str:
        return _("Safety file, version %(number)s") % {"number": self.kwargs["number"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number = self.kwargs["number"]
        past = list(QuestionnaireVersion.objects.stretch(self.stored, 1, number))
        version = past[-1] if past and past[-1].number == number else self.version(number)
        file = safety_file(version.definition, version, version.proof, past)
        context = super().get_context_data(**kwargs)
        return {**context, "file": file, "case_log": self.case_log(version.published_at)}

    def case_log(self, until: datetime) -> list[CaseEvent]:
        """Return what happened to the cases before the version was published."""
        return [event for event in case_history(self.stored) if event.when <= until]


class DraftSafetyView(VersionsMixin, TemplateView):
    """The safety file as it would be if the draft were published now."""

    template_name = "intake/admin/safety.html"
    header_icon = "doc-full"
    page_title = gettext_lazy("Safety file of the draft")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        definition = self.draft_definition
        if definition is None:
            return context
        newest = QuestionnaireVersion.objects.newest_of(self.stored)
        past = QuestionnaireVersion.objects.stretch(self.stored, 1, newest.number if newest else 0)
        record = prove(self.draft).record()
        file = safety_file(definition, None, record, past)
        return {**context, "file": file, "case_log": case_history(self.stored)}
