"""Questionnaires between sites and drafts: one JSON file out and in, copies, old versions again.

What is written here is always a draft; publishing stays a step of its own.

Two sums tell what is the same. `codec.sha256` is of the whole definition: a file that is exported
and imported under its own key, title and language keeps it. A copy must have another key, so
`fingerprint` leaves out key, title and language: it stays the same in a copy and in an import
under any name, and it differs as soon as one question, point or rule does.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale

from intake import casework, freeze
from intake.actions import STREAMS
from intake.casework import CaseFileError
from intake.engine import codec
from intake.engine.codec import DefinitionError
from intake.engine.types import Questionnaire as Definition
from intake.models import Questionnaire, QuestionnaireVersion, WorkedCase

LARGEST_FILE = 1_000_000
"""Bytes. The questionnaire that ships with its 60 cases is a fifth of it."""

NAMES = ("key", "title", "language")


class TransferError(ValueError):
    """Raised when a file cannot become a draft; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Package:
    """What a file holds: a definition, its worked cases as JSON, the sha256 it states or ""."""

    definition: Definition
    cases: tuple[Mapping[str, Any], ...]
    stated_sha256: str

    @property
    def is_as_stated(self) -> bool:
        """Whether the content is still the one that was exported."""
        return self.stated_sha256 in ("", codec.sha256(self.definition))


def fingerprint(definition: Definition) -> str:
    """Return the sha256 of the content alone, whatever it is called."""
    plain = codec.to_json(definition)
    return codec.sha256_of({name: value for name, value in plain.items() if name not in NAMES})


# --- out -------------------------------------------------------------------------------------


def export(
    definition: Definition, cases: Iterable[WorkedCase] = (), version: int | None = None
) -> str:
    """Return a questionnaire as one line of canonical JSON, with its sha256 and its cases."""
    record: dict[str, Any] = {
        **codec.to_json(definition),
        "schema_version": codec.SCHEMA_VERSION,
        "sha256": codec.sha256(definition),
    }
    if version is not None:
        record["version"] = version
    if written := [casework.to_json(case) for case in cases]:
        record["cases"] = written
    return codec.canonical(record)


# --- in --------------------------------------------------------------------------------------


def read(content: bytes) -> Package:
    """Return what a file holds; raise TransferError when it is no questionnaire."""
    if len(content) > LARGEST_FILE:
        raise TransferError(_("Choose a smaller file: this one is larger than a megabyte."))
    try:
        data = _plain_json(content)
        definition = codec.from_json(data)
        freeze.to_fields(definition)
        cases = tuple(data.get("cases", []))
        for number, case in enumerate(cases, start=1):
            _check_case(case, number)
    except (DefinitionError, CaseFileError) as error:
        raise TransferError(_("Check the file: %(problem)s") % {"problem": error}) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise TransferError(_("Choose a file that was exported here: this is no JSON.")) from error
    return Package(definition, cases, str(data.get("sha256", "")))


def _plain_json(content: bytes) -> Any:
    """Return what a file says; raise ValueError for what a database could not keep either."""
    data = json.loads(content.decode("utf-8-sig"))
    plain = json.dumps(data, ensure_ascii=False, allow_nan=False)
    plain.encode()  # half a surrogate pair is no text
    if "\\u0000" in plain.replace("\\\\", ""):
        raise ValueError("a text contains NUL")
    return data


def _check_case(case: Any, number: int) -> None:
    """Raise CaseFileError where an item of a file is no case that can be stored."""
    values = casework.from_json(case, number)
    try:
        WorkedCase(**values).clean_fields(exclude=["questionnaire", "answers"])
    except ValidationError as error:
        problem = " ".join(error.messages)
        raise CaseFileError(f"Case “{values['name']}”: {problem}") from error


def target_of(definition: Definition) -> Questionnaire | None:
    """Return the questionnaire a file would change: the one with its key and language."""
    return Questionnaire.objects.keyed(definition.key, locale_of(definition.language))


def locale_of(language: str) -> Locale:
    """Return the site's locale for a language; raise TransferError when it has none."""
    wanted = [language, language.partition("-")[0]]
    found = {locale.language_code: locale for locale in Locale.objects.all()}
    for code in wanted:
        if code in found:
            return found[code]
    raise TransferError(
        _("Add the language “%(language)s” under Settings, Locales, then choose the file again.")
        % {"language": language}
    )


def import_draft(*, package: Package, by: Any) -> Questionnaire:
    """Write a file's content into a new draft; add the cases that are not there yet.

    A questionnaire with the same key and language gets the draft, else a new one is made.
    Raise TransferError or ValidationError when it cannot; then nothing is written.
    """
    with transaction.atomic():
        found = target_of(package.definition)
        if found is None:
            locale = locale_of(package.definition.language)
            questionnaire = _create(_filled(Questionnaire(locale=locale), package.definition), by)
        else:
            questionnaire = _revise(found, package.definition, by)
        casework.load_cases(questionnaire=questionnaire, items=package.cases, by=by)
    return questionnaire


def restore_version(*, version: QuestionnaireVersion, by: Any) -> Questionnaire:
    """Write what was frozen into a new draft; the draft before it stays in the history."""
    note = _("The content of version %(number)s again") % {"number": version.number}
    with transaction.atomic():
        return _revise(version.questionnaire, version.definition, by, change_note=note)


def copy_questionnaire(*, source: Questionnaire, key: str, title: str, by: Any) -> Questionnaire:
    """Make a draft with the content and the cases of another draft, under its own key and title."""
    copied = Questionnaire(locale=source.locale)
    for name in freeze.Editable.__annotations__:
        setattr(copied, name, getattr(source, name))
    copied.key, copied.title = key, title
    with transaction.atomic():
        created = _create(copied, by)
        cases = map(casework.to_json, WorkedCase.objects.of(source))
        casework.load_cases(questionnaire=created, items=cases, by=by)
    return created


def lock_problem(questionnaire: Questionnaire, by: Any) -> str:
    """Return why somebody may not write the draft now; "" when they may."""
    lock = questionnaire.get_lock()
    if lock is None or not lock.for_user(by):
        return ""
    return _(
        "This questionnaire is locked or in moderation. Its draft can be written again when "
        "that has ended."
    )


def _create(questionnaire: Questionnaire, by: Any) -> Questionnaire:
    questionnaire.live = False
    questionnaire.has_unpublished_changes = True
    questionnaire.full_clean()
    questionnaire.save()
    questionnaire.save_revision(user=by, clean=False)
    log(questionnaire, "wagtail.create", user=by, content_changed=True)
    return questionnaire


def _revise(stored: Questionnaire, definition: Definition, by: Any, **fields: Any) -> Questionnaire:
    locked = Questionnaire.objects.select_for_update().get(pk=stored.pk)
    if problem := lock_problem(locked, by):
        raise ValidationError(problem)
    draft = _filled(locked.get_latest_revision_as_object(), definition)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.full_clean()
    draft.save_revision(user=by, clean=False, log_action=True)
    return draft


def _filled(questionnaire: Questionnaire, definition: Definition) -> Questionnaire:
    for name, value in freeze.to_fields(definition).items():
        setattr(questionnaire, name, json.dumps(value) if name in STREAMS else value)
    if questionnaire.definition() != replace(definition, language=questionnaire.language):
        raise TransferError(_("Check the file: the editor cannot show all that is in it."))
    return questionnaire
