"""What booking knows of the client of a submission: the contact, and what happened since."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from intake.booking import texts
from intake.booking.models import (
    Appointment,
    AppointmentEvent,
    ContactAttempt,
    FollowUp,
    Reminder,
    WaitlistEntry,
)
from intake.booking.models.contact import ClientContact
from intake.client_files import Happening, Person
from intake.models import Submission
from intake.models.settings import dialable

VIEW = "intake_booking.view_appointment"
ADD = "intake_booking.add_appointment"
MOST = 100
"""How many rows of one kind a timeline reads at most."""


class BookedClient:
    """The client who booked, waits or asked for a call after some answers."""

    def person(self, submission: Submission, user: Any) -> Person | None:
        """Return how to reach the client, from the newest row that says so."""
        if not user.has_perm(VIEW):
            return None
        row = next(self._contacts(submission), None)
        if row is None:
            return None
        tel = dialable(row.client_phone)
        return Person(row.client_name, row.client_email, row.readable_phone, tel)

    def book_url(self, submission: Submission, user: Any) -> str:
        """Return the desk's page that books for a client."""
        if not (user.has_perm(VIEW) and user.has_perm(ADD)):
            return ""
        return f"{reverse('intake_diary:book')}?submission={submission.pk}"

    def happenings(self, submission: Submission, user: Any) -> Iterable[Happening]:
        """Return visits with their e-mails, reminders, the waitlist, and calls."""
        if not user.has_perm(VIEW):
            return
        yield from self._visits(submission)
        yield from self._mails(submission)
        yield from self._waiting(submission)
        yield from self._attempts(submission)

    def _contacts(self, submission: Submission) -> Iterator[ClientContact]:
        for model in (Appointment, WaitlistEntry, FollowUp):
            named = model.objects.after_answers(submission).exclude(name_digest="")
            yield from named.order_by("-pk")[:1]

    def _visits(self, submission: Submission) -> Iterator[Happening]:
        events = AppointmentEvent.objects.after_answers(submission).with_appointment().with_staff()
        for event in events[:MOST]:
            visit = event.appointment
            yield Happening(
                at=event.at,
                what=_("Visit: %(what)s") % {"what": event.get_kind_display()},
                who=_staff(event.by) or _("The client"),
                text=_("%(visit)s, %(when)s, %(with)s")
                % {
                    "visit": visit.service,
                    "when": texts.lasting_words(visit.starts_at, visit.zone),
                    "with": visit.practitioner,
                },
                url=reverse("appointment:inspect", args=[visit.pk]),
            )
            if event.mailed_at:
                yield Happening(event.mailed_at, _("E-mail: about a change"))

    def _mails(self, submission: Submission) -> Iterator[Happening]:
        for visit in Appointment.objects.after_answers(submission).confirmed()[:MOST]:
            if visit.confirmation_sent_at:
                yield Happening(visit.confirmation_sent_at, _("E-mail: confirmation"))
        for reminder in Reminder.objects.after_answers(submission).sent()[:MOST]:
            if reminder.decided_at:
                words = _("E-mail: reminder, %(which)s") % {"which": reminder.get_kind_display()}
                yield Happening(reminder.decided_at, words)

    def _waiting(self, submission: Submission) -> Iterator[Happening]:
        for entry in WaitlistEntry.objects.after_answers(submission)[:MOST]:
            yield Happening(
                entry.created_at,
                _("Joined the waitlist"),
                url=reverse("waitlistentry:inspect", args=[entry.pk]),
            )
            if entry.ended_at:
                yield Happening(
                    entry.ended_at,
                    _("Waitlist: %(state)s") % {"state": entry.get_state_display()},
                )

    def _attempts(self, submission: Submission) -> Iterator[Happening]:
        for call in FollowUp.objects.after_answers(submission)[:MOST]:
            yield Happening(call.created_at, str(call.get_kind_display()), text=call.reference)
        for attempt in ContactAttempt.objects.after_answers(submission).not_with_answers()[:MOST]:
            yield Happening(
                at=attempt.at,
                what=f"{attempt.get_way_display()}: {attempt.get_outcome_display()}",
                who=_staff(attempt.by),
                text=attempt.note,
            )


def _staff(person: Any) -> str:
    return (person.get_full_name() or person.get_username()) if person else ""
