"""Every write of the intake, as a verb. Each one is its own transaction."""

import json
import secrets
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Locale

from intake import alert_actions, crypto, freeze
from intake.casework import load_cases
from intake.engine import codec, report
from intake.engine.answers import read_answers
from intake.engine.path import walk
from intake.engine.routing import decide
from intake.engine.types import Urgency
from intake.models import Questionnaire, QuestionnaireVersion, Submission
from intake.models.submission import rank_of, see_by
from intake.publishing import Proof

REFERENCE_ALPHABET = "23456789BCDFGHJKMNPQRTVWXYZ"  # no vowels, no 0/O, 1/I/L: said on the phone
MOST_TRIES = 5
STREAMS = (
    "totals", "steps", "point_rules", "red_flag_rules", "rules", "self_help_needs", "hazards",
)  # fmt: skip


class IncompleteError(Exception):
    """Raised when answers are to be decided although required ones are missing."""


class BusyError(Exception):
    """Raised when the same answers were changed again and again at the same moment."""


def freeze_version(
    *, questionnaire: Questionnaire, proof: Proof, by: Any = None
) -> QuestionnaireVersion:
    """Freeze what is published as a new version; the same content gives the same version.

    The note of the change goes into the version, so that the next draft begins without one.
    Raise DefinitionError when the content is no questionnaire.
    """
    definition = questionnaire.definition()
    plain = codec.to_json(definition)
    sha256 = codec.sha256_of(plain)
    with transaction.atomic():
        # Two publishes at once take turns here, so that numbers follow each other.
        locked = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
        latest = locked.versions.order_by("-number").first()
        if latest and latest.sha256 == sha256:
            return latest
        version = QuestionnaireVersion.objects.create(
            questionnaire=locked,
            number=latest.number + 1 if latest else 1,
            key=definition.key,
            title=definition.title,
            language=definition.language,
            schema_version=codec.SCHEMA_VERSION,
            sha256=sha256,
            content=codec.canonical(plain),
            note=questionnaire.change_note,
            proof=proof.record(),
            published_by=by,
        )
        questionnaire.change_note = ""
        Questionnaire.objects.filter(pk=questionnaire.pk).update(change_note="")
    return version


def load_questionnaire(
    *,
    definition: Mapping[str, Any],
    cases: Iterable[Mapping[str, Any]] = (),
    replace: bool = False,
    by: Any = None,
) -> tuple[Questionnaire, bool]:
    """Put a JSON definition into the editor and publish it; return it and whether it was written.

    Its worked cases are loaded first, so that they are proved when it is published. A
    questionnaire with the same key and language is left as it is unless `replace`.
    Raise DefinitionError, CaseFileError or ValidationError when it cannot be asked.
    """
    wanted = codec.from_json(definition)
    locale = _locale(wanted.language)
    with transaction.atomic():
        found = Questionnaire.objects.filter(key=wanted.key, locale=locale).first()
        if found and not replace:
            return found, False
        questionnaire = found or Questionnaire(locale=locale, live=False)
        for name, value in freeze.to_fields(wanted).items():
            is_stream = name in STREAMS
            setattr(questionnaire, name, json.dumps(value) if is_stream else value)
        if not found:
            questionnaire.save()
        load_cases(questionnaire=questionnaire, items=cases, replace=replace, by=by)
        questionnaire.save_revision(user=by).publish(user=by)
    questionnaire.refresh_from_db()
    return questionnaire, True


def _locale(language: str) -> Locale:
    found = Locale.objects.filter(language_code__in=[language, language.split("-")[0]]).first()
    return found or Locale.get_default()


def start_submission(
    *,
    version: QuestionnaireVersion,
    page: Any = None,
    consent_text: str = "",
    came_from: str = "",
    now: datetime | None = None,
) -> tuple[Submission, str]:
    """Begin a submission pinned to a version; return it with its secret token.

    The token is not stored, only its keyed digest. `came_from` is the cause key of the article
    whose link was followed, "" for none.
    """
    now = now or timezone.now()
    token = crypto.new_token()
    for _ in range(MOST_TRIES):
        try:
            with transaction.atomic():
                submission = Submission.objects.create(
                    reference=new_reference(),
                    token_digest=crypto.keyed_digest(token),
                    version=version,
                    page=page,
                    came_from=came_from,
                    consent_text=consent_text,
                    consent_at=now if consent_text else None,
                    started_at=now,
                    updated_at=now,
                )
        except IntegrityError:  # another submission has this reference: draw again
            continue
        return submission, token
    raise BusyError("No free reference was found.")


def new_reference() -> str:
    """Return a random reference such as K7QF-3M2P, easy to say on the telephone."""
    letters = [secrets.choice(REFERENCE_ALPHABET) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def record_answers(
    *,
    submission: Submission,
    answers: Mapping[str, Any],
    step: str = "",
    now: datetime | None = None,
) -> Submission:
    """Add answers (question key → raw value; None takes one back); decide in an emergency.

    Two tabs may answer at once: each write holds only if nobody wrote in between, else it is
    merged again. A submission that is decided stays as it is. `step` is the step that was answered.
    """
    for _ in range(MOST_TRIES):
        if submission.is_complete:
            return submission
        merged = {**submission.answers, **answers}
        stated = {key: value for key, value in merged.items() if value is not None}
        if _store(submission, stated, now or timezone.now(), step=step):
            return submission
        submission.refresh_from_db()
    raise BusyError("These answers were changed in several places at once.")


def complete_submission(
    *, submission: Submission, now: datetime | None = None, zone: tzinfo = UTC
) -> Submission:
    """Decide a submission whose path is answered; a second call changes nothing.

    The day to look again is counted from today in `zone`. Raise IncompleteError when a required
    answer on the path is missing.
    """
    now = (now or timezone.now()).astimezone(zone)
    for _ in range(MOST_TRIES):
        if submission.is_complete:
            return submission
        answers, _ignored = read_answers(submission.definition, submission.answers)
        if not walk(submission.definition, answers).complete:
            raise IncompleteError(submission.reference)
        if _store(submission, submission.answers, now, finish=True):
            return submission
        submission.refresh_from_db()
    raise BusyError("These answers were changed in several places at once.")


def _store(
    submission: Submission,
    raw: dict[str, Any],
    now: datetime,
    *,
    step: str = "",
    finish: bool = False,
) -> bool:
    """Write the answers if nobody else did since they were read; tell whether it was written."""
    values: dict[str, Any] = {"answers": raw, "updated_at": now}
    if step:
        values["last_step"] = step
    answers, _ignored = read_answers(submission.definition, raw)
    emergency = walk(submission.definition, answers).urgency is Urgency.EMERGENCY_NOW
    if finish or emergency:
        values |= _decided(submission, raw, now)
    alarms = alert_actions.is_alarming(urgency=values.get("urgency", ""))
    with transaction.atomic() if alarms else nullcontext():
        unchanged = Submission.objects.filter(
            pk=submission.pk, revision=submission.revision, completed_at__isnull=True
        )
        if not unchanged.update(revision=submission.revision + 1, **values):
            return False
        for name, value in values.items():
            setattr(submission, name, value)
        submission.revision += 1
        if alarms:
            alert_actions.raise_alert(submission=submission, now=now)
    return True


def _decided(submission: Submission, raw: dict[str, Any], now: datetime) -> dict[str, Any]:
    definition = submission.definition
    decision = decide(definition, read_answers(definition, raw)[0])
    review_on = None
    if decision.review_after_days:
        review_on = (now + timedelta(days=decision.review_after_days)).date()
    return {
        "decision": report.to_record(definition, decision),
        "route": decision.route.value,
        "urgency": decision.urgency.value,
        "top_cause": decision.top_cause or "",
        "rank": rank_of(decision.route.value, decision.urgency.value),
        "see_by": see_by(decision.see_within_days, now.date()),
        "review_on": review_on,
        "completed_at": now,
    }
