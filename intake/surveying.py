"""All questionnaires at once: what is wrong with each, and where translations score otherwise."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from intake.engine.codec import DefinitionError
from intake.engine.compare import score_differences
from intake.engine.lint import Level
from intake.engine.types import Questionnaire as Definition
from intake.models import Questionnaire, QuestionnaireVersion
from intake.publishing import Proof, prove


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: how bad, its code, its place in words, and what to do."""

    level: Level
    code: str
    place: str
    message: str


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A questionnaire with everything found, errors first."""

    questionnaire: Questionnaire
    is_draft: bool
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        """Whether anything found keeps it from being published."""
        return any(finding.level is Level.ERROR for finding in self.findings)


def survey(*, key: str = "", drafts: bool = False) -> list[Surveyed]:
    """Prove every published questionnaire, or the newest draft of every one; `key` picks one."""
    rows = Questionnaire.objects.surveyed(key=key, drafts=drafts)
    chosen = [row.get_latest_revision_as_object() if drafts else row for row in rows]
    return [_surveyed(chosen, questionnaire, drafts) for questionnaire in chosen]


def _surveyed(
    chosen: list[Questionnaire], questionnaire: Questionnaire, is_draft: bool
) -> Surveyed:
    found = [*_of_proof(prove(questionnaire)), *_of_translations(chosen, questionnaire)]
    found.sort(key=lambda finding: finding.level is not Level.ERROR)
    return Surveyed(questionnaire, is_draft, tuple(found))


def _of_proof(proof: Proof) -> Iterator[Finding]:
    for row in proof.problems:
        yield Finding(row.level, row.code, row.place, row.message)
    for case in proof.blocking_cases:
        code = "case_less_urgent" if case.is_less_urgent else "case_different"
        yield Finding(Level.ERROR, code, case.name, case.refusal)
    for case in proof.differing:
        if case.sign_off is not None and not case.blocks:
            said = _("It ends otherwise than written; signed off by %(name)s.")
            message = said % {"name": case.sign_off.signed_name}
            yield Finding(Level.WARNING, "case_signed_off", case.name, message)
    for case in proof.outdated:
        yield Finding(Level.WARNING, "case_outdated", case.name, case.warning)


def _of_translations(chosen: list[Questionnaire], one: Questionnaire) -> Iterator[Finding]:
    """Compare with the first of its translations, so that each difference is said once."""
    group = [other for other in chosen if other.translation_key == one.translation_key]
    first = min(group, key=lambda other: other.pk)
    if first.pk == one.pk:
        return
    try:
        differences = score_differences(first.definition(), one.definition())
    except DefinitionError:
        return
    for change in differences:
        said = _("%(change)s (%(first)s → %(other)s). Give both the same.")
        values = {"change": change.words, "first": first.language, "other": one.language}
        yield Finding(Level.ERROR, "translation_differs", change.label, said % values)


@dataclass(frozen=True, slots=True)
class Unequal:
    """Two published translations of one questionnaire that decide otherwise."""

    title: str
    languages: tuple[str, str]
    differences: tuple[str, ...]


def unequal_translations() -> list[Unequal]:
    """Return which published translations score otherwise than the first of them."""
    found = []
    for _key, versions in groupby(
        QuestionnaireVersion.objects.asked_now(), lambda v: v.questionnaire.translation_key
    ):
        first, *others = (version.definition for version in versions)
        found += list(_unequal(first, others))
    return found


def _unequal(first: Definition, others: Iterable[Definition]) -> Iterator[Unequal]:
    for other in others:
        differences = tuple(change.words for change in score_differences(first, other))
        if differences:
            yield Unequal(first.title, (first.language, other.language), differences)
