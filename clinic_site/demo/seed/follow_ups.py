"""Seeds people to hear from: one due, one who did not come, one to call, and a series of three."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from intake.booking import change_actions, follow_up_actions, series, staff_actions
from intake.booking.availability import Diaries
from intake.booking.contacts import Consent, Contact
from intake.booking.models import Appointment, FollowUp, Location, Service
from intake.models import Submission

DUE = Contact("Priya Raman", "priya.raman@example.com", "+12125550195")
MISSED = Contact("Tomas Lindqvist", "", "+12125550196")
TO_CALL = Contact("Grace Oduya", "", "+12125550197")
REGULAR = Contact("Hanna Novak", "hanna.novak@example.com", "+12125550198")
CONSENT_WORDS = "I agree that the clinic keeps my contact details to hold my visit."
EARLIER = timedelta(weeks=4)


def seed(*, now: datetime) -> None:
    """Give the list of follow-ups something to show, once."""
    if FollowUp.objects.exists():
        return
    by = User.objects.get(username="owner")
    seen = _visit(DUE, by, now - EARLIER)
    change_actions.note_arrival(appointment=seen, by=by, now=seen.starts_at)
    follow_up_actions.suggest_follow_up(appointment=seen, weeks=2, by=by, now=seen.ends_at)
    missed = _visit(MISSED, by, now - EARLIER / 4)
    change_actions.note_no_show(appointment=missed, by=by, now=missed.ends_at)
    _call(now)
    _series(by, now)


def _visit(contact: Contact, by: User, then: datetime) -> Appointment:
    """Book the first free time after an instant, as it was then."""
    service, location = Service.objects.get(key="follow-up"), Location.objects.get()
    free = Diaries(service=service, location=location, now=then).next_free()[0]
    return staff_actions.book_for_client(
        service=service,
        location=location,
        start=free.start,
        practitioner_id=free.practitioners[0].pk,
        contact=contact,
        consent=Consent.by_phone(CONSENT_WORDS, by),
        by=by,
        now=then,
    )


def _call(now: datetime) -> None:
    """Let somebody who can help themselves ask for a call."""
    submission = Submission.objects.filter(route="self_help").first()
    if submission is not None:
        follow_up_actions.ask_for_call(
            submission=submission,
            contact=TO_CALL,
            consent=Consent(CONSENT_WORDS),
            best_time=FollowUp.BestTime.MORNING,
            now=now,
        )


def _series(by: User, now: datetime) -> None:
    """Book three visits, two weeks apart, from the first time next week."""
    service, location = Service.objects.get(key="follow-up"), Location.objects.get()
    diaries = Diaries(service=service, location=location, now=now + timedelta(weeks=1))
    wishes = (
        series.Wish(
            service=service,
            location=location,
            practitioner=free.practitioners[0],
            first=free.start,
            every=2,
            visits=3,
        )
        for free in diaries.free_times()
    )
    wish = next(
        wish
        for wish in wishes
        if all(each.is_free for each in series.plan(wish, series.diaries_for(wish, now)))
    )
    staff_actions.book_series(
        wish=wish, contact=REGULAR, consent=Consent.by_phone(CONSENT_WORDS, by), by=by, now=now
    )
