"""A submission as the record of a client: what it holds in words, and how it is erased."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from intake import alert_actions, counting, moments, presenters, subjects
from intake.engine.path import walk
from intake.engine.report import decision_reasons
from intake.models import ClinicSettings, Submission, SubmissionEvent
from intake.models.submission import relations_of_client
from intake.stages import Stage
from intake.subjects import Extent, Section

KIND = "submission"
VISIT = "appointment"
"""The kind that deals with every record of a client who gave a name, where booking is installed."""


class SubmissionSubject:
    """Answers without a name.

    Whoever gave a name after them, for a visit, a place on the waitlist or a call, is erased with
    everything under the same name and contact: one keyed digest of both tells one from another.
    """

    def find(self, reference: str) -> Submission | None:
        """Return the submission with a reference code, None when there is none."""
        return Submission.objects.with_version().for_reference(reference)

    def references(self, submission: Submission) -> Iterator[str]:
        """Yield its own code, and those of every client who gave these answers."""
        yield submission.reference
        for record in _clients(submission):
            yield from subjects.subject_of(VISIT).references(record)

    def sections(self, submission: Submission) -> Iterator[Section]:
        """Yield answers, decision, consent and the times that are kept."""
        found = walk(submission.definition, submission.read_answers())
        for title, rows in presenters.summary(found):
            yield Section(title, tuple((row.question, "; ".join(row.answers)) for row in rows))
        if submission.is_complete:
            yield Section(_("What we advised"), tuple(self._advice(submission)))
        yield Section(_("About these answers"), tuple(self._times(submission)))
        yield from subjects.beside(submission)

    def extent(self, submission: Submission) -> Extent:
        """Return these answers, and everything of the clients who gave them."""
        found = {Submission._meta.label: {submission.pk}}
        for record in _clients(submission):
            for label, keys in subjects.subject_of(VISIT).extent(record).items():
                found.setdefault(label, set()).update(keys)
        return found

    def held(self, submission: Submission) -> bool:
        """Tell whether a legal hold keeps these answers, or others of the same client."""
        clients = _clients(submission)
        return submission.legal_hold or any(map(subjects.subject_of(VISIT).held, clients))

    def erase(self, submission: Submission, *, now: datetime) -> dict[str, int]:
        """Erase the answers, and everything of the clients who gave them."""
        counts: Counter[str] = Counter()
        for record in _clients(submission):
            counts.update(subjects.subject_of(VISIT).erase(record, now=now))
        if Submission.objects.filter(pk=submission.pk).exists():
            counting.outlive([submission.pk])
            counts.update(submission.delete()[1])
        return dict(counts)

    def withdraw(self, submission: Submission, *, by: Any, now: datetime) -> dict[str, int]:
        """End what is to come and the work on the answers: nobody gets in touch any more."""
        counts = subjects.stop_beside(submission, by, now)
        closed = Submission.objects.close_as_not_wanted(submission.pk)
        if closed:
            submission.events.create(
                kind=SubmissionEvent.Kind.STAGE,
                stage=Stage.CLOSED,
                at=now,
                by=by,
                text=_("Consent withdrawn"),
            )
        why = _("Consent withdrawn before anybody saw to it")
        alert_actions.see_to(submission_id=submission.pk, by=by, now=now, why=why)
        return counts | {Submission._meta.label: closed}

    def _advice(self, submission: Submission) -> Iterator[tuple[str, str]]:
        decision = submission.decide_again()
        yield _("Leads to"), str(submission.get_route_display())
        yield _("How soon"), str(submission.get_urgency_display())
        for reason in decision_reasons(submission.definition, decision):
            yield _("Because"), reason

    def _times(self, submission: Submission) -> Iterator[tuple[str, str]]:
        zone = ClinicSettings.for_page(submission.page).zone
        yield _("Reference"), submission.reference
        yield _("Questions"), str(submission.version)
        yield _("Begun"), moments.lasting_words(submission.started_at, zone)
        yield _("Last answer"), moments.lasting_words(submission.updated_at, zone)
        if submission.completed_at:
            yield _("Finished"), moments.lasting_words(submission.completed_at, zone)
        if submission.review_on:
            yield _("Look again on"), date_format(submission.review_on, "l j F Y")
        if submission.consent_at:
            yield _("You agreed on"), moments.lasting_words(submission.consent_at, zone)
            yield _("You agreed to"), submission.consent_text
        for look in submission.second_looks.all():
            yield _("You came back on"), moments.lasting_words(look.looked_at, zone)
            yield _("You said it was"), str(look.get_progress_display())


def _clients(submission: Submission) -> list[Any]:
    """Return the records of everybody who gave a name after some answers."""
    relations = relations_of_client()
    return [record for name in relations for record in getattr(submission, name).all()]
