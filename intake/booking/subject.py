"""A visit, a wait or a follow-up as the record of a client: all kept under the same contact."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from intake import counting, subjects
from intake.booking import texts, withdrawing
from intake.booking.models import Appointment, FollowUp, SafetyCheck, WaitlistEntry
from intake.booking.models.contact import ClientContact
from intake.engine.answers import read_answers
from intake.engine.report import answer_words
from intake.models import Submission
from intake.subjects import Extent, Section


class ClientSubject:
    """All visits, places on the waitlist and follow-ups of one client, with their answers.

    The record that is found may be any of them.
    """

    def find(self, reference: str) -> Any:
        """Return the visit with a reference code, None when there is none."""
        return Appointment.objects.with_names().ever_booked().filter(reference=reference).first()

    def references(self, record: Any) -> Iterable[str]:
        """Return the codes of all that is kept about the client, answers included."""
        for rows in (self._visits(record), *self._lists(record), self._submissions(record)):
            yield from rows.values_list("reference", flat=True)

    def sections(self, appointment: Any) -> Iterator[Section]:
        """Yield the contact, every visit, list and follow-up, and the answers before them."""
        yield Section(_("You"), tuple(_contact(appointment)))
        for visit in self._visits(appointment):
            yield Section(_("Visit"), tuple(_visit(visit)))
            for check in visit.safety_checks.all():
                yield Section(_("Warning signs before the visit"), tuple(_signs(check)))
        for entry in WaitlistEntry.objects.of_client_of(appointment):
            yield Section(_("Waitlist"), tuple(_entry(entry)))
        for follow_up in FollowUp.objects.of_client_of(appointment):
            yield Section(_("Follow-up"), tuple(_follow_up(follow_up)))
        told = {each.reference for rows in self._lists(appointment) for each in rows}
        answers = subjects.subject_of("submission")
        for submission in self._submissions(appointment):
            for section in answers.sections(submission):
                if told.isdisjoint(content for _what, content in section.rows):
                    yield section

    def extent(self, record: Any) -> Extent:
        """Return all visits, places on the waitlist, follow-ups and answers of the client."""
        tables = (self._visits(record), *self._lists(record), self._submissions(record))
        return {each.model._meta.label: set(each.values_list("pk", flat=True)) for each in tables}

    def held(self, appointment: Any) -> bool:
        """Tell whether a legal hold keeps any of the answers."""
        return any(submission.legal_hold for submission in self._submissions(appointment))

    def erase(self, appointment: Any, *, now: datetime) -> dict[str, int]:
        """Cancel what is still to come, then erase everything about the client."""
        withdrawing.cancel_visits(appointment, None, now)
        counts: Counter[str] = Counter()
        submissions = [each.pk for each in self._submissions(appointment)]
        counting.outlive(submissions)
        for rows in (
            WaitlistEntry.objects.of_client_of(appointment),
            FollowUp.objects.of_client_of(appointment),
            self._visits(appointment),
            Submission.objects.filter(pk__in=submissions),
        ):
            counts.update(rows.delete()[1])
        return dict(counts)

    def withdraw(self, appointment: Any, *, by: Any, now: datetime) -> dict[str, int]:
        """Cancel what is still to come, leave the lists, and get in touch no more."""
        counts = Counter(withdrawing.stop(appointment, by, now))
        answers = subjects.subject_of("submission")
        for submission in self._submissions(appointment):
            counts.update(answers.withdraw(submission, by=by, now=now))
        return dict(counts)

    def _visits(self, record: Any) -> Any:
        return Appointment.objects.with_names().of_client_of(record)

    def _lists(self, record: Any) -> tuple[Any, Any]:
        waiting = WaitlistEntry.objects.of_client_of(record)
        return waiting, FollowUp.objects.of_client_of(record)

    def _submissions(self, record: Any) -> Any:
        tables = (self._visits(record), *self._lists(record))
        keys = {key for rows in tables for key in rows.submission_ids()}
        return Submission.objects.with_version().filter(pk__in=keys)


class WaitingSubject(ClientSubject):
    """The same client, found by a place on the waitlist."""

    def find(self, reference: str) -> Any:
        """Return the place with a reference code, None when there is none."""
        return WaitlistEntry.objects.filter(reference=reference).first()


class FollowUpSubject(ClientSubject):
    """The same client, found by a follow-up, such as a call they asked for."""

    def find(self, reference: str) -> Any:
        """Return the follow-up with a reference code, None when there is none."""
        return FollowUp.objects.filter(reference=reference).first()


def _contact(row: ClientContact) -> Iterator[tuple[str, str]]:
    yield _("Name"), row.client_name
    yield _("E-mail"), row.client_email
    yield _("Phone"), row.client_phone
    if row.consented_at:
        zone = getattr(row, "zone", None) or timezone.get_current_timezone()
        yield _("You agreed on"), texts.lasting_words(row.consented_at, zone)
        yield _("You agreed to"), row.consent_text


def _visit(visit: Appointment) -> Iterator[tuple[str, str]]:
    yield _("Reference"), visit.reference
    yield _("When"), texts.lasting_words(visit.starts_at, visit.zone)
    yield _("What"), f"{visit.service}, {visit.practitioner}, {visit.location}"
    yield _("State"), capfirst(visit.get_state_display())
    for event in visit.events.all():
        yield str(event.get_kind_display()), texts.lasting_words(event.at, visit.zone)


def _signs(check: SafetyCheck) -> Iterator[tuple[str, str]]:
    definition = check.version.definition
    answers = read_answers(definition, check.answers)[0]
    for question in definition.questions:
        if answer := answers.get(question.key):
            said = answer_words(question, answer.options, answer.number)
            yield question.label, "; ".join(said) or answer.text
    yield _("Answered"), texts.lasting_words(check.answered_at, check.appointment.zone)


def beside_answers(submission: Submission) -> Iterator[Section]:
    """Yield what is kept of a client who gave a name without a visit: a wait, a call asked for."""
    for entry in submission.waiting.select_related("service", "location"):
        yield Section(_("Waitlist"), (*_contact(entry), *_entry(entry)))
    for follow_up in submission.follow_ups.all():
        yield Section(_("Follow-up"), (*_contact(follow_up), *_follow_up(follow_up)))


def _entry(entry: WaitlistEntry) -> Iterator[tuple[str, str]]:
    yield _("Reference"), entry.reference
    yield _("What"), f"{entry.service}, {entry.location}"
    yield _("State"), capfirst(entry.get_state_display())
    yield _("Since"), texts.lasting_words(entry.created_at, entry.location.zone)


def _follow_up(follow_up: FollowUp) -> Iterator[tuple[str, str]]:
    yield _("Reference"), follow_up.reference
    yield _("Why"), str(follow_up.get_kind_display())
    yield _("Due"), texts.date_words(follow_up.due_on)
    if follow_up.best_time:
        yield _("Best time to call"), str(follow_up.get_best_time_display())
    yield _("State"), capfirst(follow_up.get_state_display())
