"""Every write about follow-ups, as a keyword-only verb with its own transaction.

A follow-up is opened by a suggestion after a visit, by a visit missed, or by a client who asks for
a call. A visit serves it, staff close it, and either can be taken back.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from intake import desk_actions
from intake.afterwards import after_commit
from intake.booking import follow_up_mails, gate, mails, slots, tasks
from intake.booking.availability import Diaries, Place
from intake.booking.booked import insert_booked
from intake.booking.contacts import Consent, Contact
from intake.booking.errors import ClientBusy, ClientBusyError, MailRefused, NotChangeable
from intake.booking.models import (
    Appointment,
    AppointmentEvent,
    ContactAttempt,
    FollowUp,
    Service,
)
from intake.booking.states import FollowUpState
from intake.booking.taking import first_to_take, free_besides, refuse, times
from intake.booking.timetable import next_working_day
from intake.models import Submission

Kind = FollowUp.Kind
SAME_CLICK = timedelta(minutes=1)
"""Two equal attempts of one person within this time are one."""


def suggest_follow_up(
    *,
    appointment: Appointment,
    weeks: int,
    by: AbstractBaseUser,
    now: datetime,
    service: Service | None = None,
) -> FollowUp:
    """Suggest the next visit so many weeks after this one; saying it again changes the day.

    Where the client already has a later visit, that one serves it. Raises NotChangeable where the
    visit has not begun, or did not take place.
    """
    if not (appointment.status.is_arrived or appointment.status.is_booked):
        raise NotChangeable(f"{appointment} did not take place")
    if not appointment.status.is_arrived and appointment.starts_at > now:
        raise NotChangeable(f"{appointment} has not begun")
    day = slots.wall_of(appointment.starts_at, appointment.zone).date()
    with transaction.atomic():
        Appointment.objects.filter(pk=appointment.pk).update(follow_up_weeks=weeks, updated_at=now)
        follow_up = _open(
            Kind.NEXT_VISIT,
            appointment,
            due_on=day + timedelta(weeks=weeks),
            service=service or Service.objects.after(appointment),
        )
        if (later := _later_visit(appointment)) is not None:
            FollowUp.objects.filter(pk=follow_up.pk).become(
                FollowUpState.SERVED, booked=later, closed_at=now
            )
        _note(appointment, AppointmentEvent.Kind.SUGGESTED, by=by, now=now)
    follow_up.refresh_from_db()
    return follow_up


def withdraw_suggestion(*, appointment: Appointment, by: AbstractBaseUser, now: datetime) -> None:
    """Take a suggested next visit back."""
    with transaction.atomic():
        Appointment.objects.filter(pk=appointment.pk).update(follow_up_weeks=None, updated_at=now)
        _close_as_mistake(appointment, Kind.NEXT_VISIT, by, now)


def follow_attendance(*, appointment: Appointment, by: AbstractBaseUser, now: datetime) -> None:
    """Let somebody get in touch with a client who did not come, from the next working day on.

    Where that was taken back, nobody needs to. Called inside the transaction of the change.
    """
    if not appointment.status.is_missed:
        _close_as_mistake(appointment, Kind.NO_SHOW, by, now)
        return
    today = slots.wall_of(now, appointment.zone).date()
    _open(
        Kind.NO_SHOW,
        appointment,
        due_on=next_working_day(appointment.location, today),
        service=appointment.service,
    )


@sensitive_variables()
def ask_for_call(
    *,
    submission: Submission,
    contact: Contact,
    consent: Consent,
    best_time: str,
    now: datetime,
) -> FollowUp:
    """Put a client whose answers led to self-help on the list of calls, once per submission.

    Raises CareFirst or NotChangeable where the answers lead elsewhere.
    """
    gate.admit_call(submission)
    with transaction.atomic():
        Submission.objects.select_for_update().get(pk=submission.pk)
        waiting = FollowUp.objects.open().calls_for(submission).first()
        if waiting is not None:
            return waiting
        return FollowUp.objects.create(
            kind=Kind.CALL,
            submission=submission,
            best_time=best_time,
            due_on=slots.wall_of(now, mails.the_clinic().zone).date(),
            **contact.as_fields(),
            **consent.as_fields(now),
        )


@sensitive_variables()
def log_attempt(
    *,
    follow_up: FollowUp,
    way: str,
    outcome: str,
    by: AbstractBaseUser,
    now: datetime,
    note: str = "",
) -> ContactAttempt:
    """Write down an attempt to reach a client; the second half of a double click is no other.

    A call about answers is noted with them too: who was reached counts as contacted there.
    """
    with transaction.atomic():
        FollowUp.objects.locked(follow_up.pk)
        same = ContactAttempt.objects.same_since(follow_up, by, way, now - SAME_CLICK)
        if (just_now := same.filter(outcome=outcome).first()) is not None:
            return just_now
        attempt = ContactAttempt.objects.create(
            follow_up=follow_up, way=way, outcome=outcome, note=note, by_id=by.pk, at=now
        )
        if attempt.is_call and follow_up.submission is not None:
            desk_actions.log_call(
                submission=follow_up.submission,
                by=by,
                reached=attempt.has_reached,
                text=attempt.in_words,
                now=now,
            )
        return attempt


def keep_call(
    *, submission: Submission, by: AbstractBaseUser, reached: bool, now: datetime
) -> None:
    """Write a call noted on answers down as an attempt on the call the client asked for."""
    way, outcome = ContactAttempt.Way.CALL, ContactAttempt.Outcome
    for waiting in FollowUp.objects.open().calls_for(submission):
        same = ContactAttempt.objects.same_since(waiting, by, way, now - SAME_CLICK)
        # The same call, where it was noted on the list of follow-ups.
        if not same.exists():
            ContactAttempt.objects.create(
                follow_up=waiting,
                way=way,
                outcome=outcome.REACHED if reached else outcome.NO_ANSWER,
                by_id=by.pk,
                at=now,
            )


@sensitive_variables()
def write_to_client(
    *, follow_up: FollowUp, subject: str, text: str, by: AbstractBaseUser, now: datetime
) -> ContactAttempt:
    """Send an e-mail that staff have read and changed, once; the attempt says whether it left.

    The words are sent within the request: no task may carry them. Raises NotChangeable where there
    is no address.
    """
    if not follow_up.client_email:
        raise NotChangeable(f"{follow_up} has no e-mail address")
    way, sent = ContactAttempt.Way.EMAIL, ContactAttempt.Outcome.SENT
    with transaction.atomic():
        FollowUp.objects.locked(follow_up.pk)
        same = ContactAttempt.objects.same_since(follow_up, by, way, now - SAME_CLICK)
        if (just_now := same.filter(outcome=sent).first()) is not None:
            return just_now
        attempt = ContactAttempt.objects.create(
            follow_up=follow_up, way=way, outcome=sent, by_id=by.pk, at=now
        )
    try:
        follow_up_mails.send(follow_up, subject, text)
    except MailRefused:
        attempt.outcome = ContactAttempt.Outcome.REFUSED
        attempt.save(update_fields=["outcome"])
    return attempt


def close_follow_up(
    *, follow_up: FollowUp, reason: str, by: AbstractBaseUser, now: datetime
) -> FollowUp:
    """Take somebody off the list for a reason; raises NotChangeable where a visit has done it."""
    FollowUp.objects.filter(pk=follow_up.pk).become(
        FollowUpState.DONE, closing_reason=reason, closed_by_id=by.pk, closed_at=now
    )
    follow_up.refresh_from_db()
    if not follow_up.status.is_closed:
        raise NotChangeable(f"{follow_up} has a visit")
    return follow_up


def reopen_follow_up(*, follow_up: FollowUp) -> FollowUp:
    """Put somebody back on the list; doing it again changes nothing."""
    FollowUp.objects.filter(pk=follow_up.pk).open_up()
    follow_up.refresh_from_db()
    return follow_up


@sensitive_variables()
def book_follow_up(
    *,
    follow_up: FollowUp,
    start: datetime,
    now: datetime,
    practitioner_id: int | None = None,
    submission: Submission | None = None,
) -> Appointment:
    """Book the visit a client was asked to come back for, with the contact they gave before.

    All rules are asked, as for every client. Saying it again returns the visit that is booked.
    `submission` is what this browser has answered. Raises TimeTaken, ClientBusy, CareFirst,
    AnswersFirst or NotChangeable.
    """
    gate.admit(submission)
    origin = follow_up.appointment
    if origin is None or follow_up.service is None:
        raise NotChangeable(f"{follow_up} belongs to no visit")
    service, location = follow_up.service, origin.location
    contact = Contact.of(follow_up)
    columns = contact.as_fields() | Consent.of(follow_up).as_fields(now)
    columns |= times(service, location, start)
    columns |= {"service": service, "location": location, "submission": origin.submission}
    columns |= {"practitioner_chosen": practitioner_id is not None}

    def insert(place: Place) -> Appointment:
        # The other half of a double click may have been here while we waited for the lock.
        if (mine := _led_to(follow_up)) is not None:
            return mine
        booked = insert_booked(place, columns=columns, by=None, now=now)
        if contact.email:
            after_commit(tasks.send_confirmation.enqueue, booked.pk)
        return booked

    if (mine := _led_to(follow_up)) is not None:
        return mine
    diaries = Diaries(service=service, location=location, now=now, practitioner_id=practitioner_id)
    try:
        wanted = service.visit.occupied(start)
        booked = first_to_take(diaries.places(start), wanted, now, insert)
    except ClientBusyError as busy:
        others = Appointment.objects.booked().of_same_client(contact.client_digest)
        raise ClientBusy(start, free_besides(others, diaries, near=max(start, now))) from busy
    return booked or refuse(service, location, practitioner_id, start, now)


def _later_visit(appointment: Appointment) -> Appointment | None:
    """Return the first visit the same client has booked after one."""
    if not appointment.client_digest:
        return None
    booked = Appointment.objects.booked().of_same_client(appointment.client_digest)
    return booked.filter(starts_at__gt=appointment.starts_at).order_by("starts_at").first()


def _led_to(follow_up: FollowUp) -> Appointment | None:
    """Return the visit a follow-up has led to by now; raise NotChangeable where it is closed."""
    current = FollowUp.objects.with_visit().get(pk=follow_up.pk)
    if current.status.is_closed:
        raise NotChangeable(f"{follow_up} is closed")
    return current.booked


def _open(kind: FollowUp.Kind, appointment: Appointment, **changes: object) -> FollowUp:
    """Make the follow-up of a kind after a visit, or open the one there is with these changes."""
    follow_up, created = FollowUp.objects.get_or_create(
        appointment=appointment,
        kind=kind,
        defaults={
            "submission_id": appointment.submission_id,
            "practitioner_id": appointment.practitioner_id,
            **appointment.contact_columns(),
            **changes,
        },
    )
    if not created:
        this = FollowUp.objects.filter(pk=follow_up.pk)
        this.update(**changes)
        this.closed().open_up()
    return follow_up


def _close_as_mistake(
    appointment: Appointment, kind: FollowUp.Kind, by: AbstractBaseUser, now: datetime
) -> None:
    FollowUp.objects.about(appointment, kind).become(
        FollowUpState.DONE,
        closing_reason=FollowUp.ClosingReason.MISTAKE,
        closed_by_id=by.pk,
        closed_at=now,
    )


def _note(
    appointment: Appointment, kind: AppointmentEvent.Kind, *, by: AbstractBaseUser, now: datetime
) -> None:
    AppointmentEvent.objects.create(appointment=appointment, kind=kind, at=now, by_id=by.pk)
