"""Seeds fictitious clients: submissions of every route, visits, two who wait; by actions only."""

import json
from datetime import datetime, time, timedelta
from pathlib import Path

import intake
from intake.actions import complete_submission, record_answers, start_submission
from intake.booking import actions as booking
from intake.booking.availability import Diaries
from intake.booking.models import Location, Service
from intake.booking.waitlist_actions import Wishes, join_waitlist
from intake.engine.path import walk
from intake.engine.types import NOT_SURE
from intake.models import IntakePage, Submission

CASES = Path(intake.__file__).parent / "seed" / "lower_back_and_hip_cases.json"
STORIES = ("red-02", "ilp-01", "sij-02", "red-01", "tfl-01", "leg-01", "trp-01", "red-06", "pir-01")
HOURS_APART = 5
VISITORS = (
    booking.Contact("Alex Rivera", "alex.rivera@example.com", "+12125550191"),
    booking.Contact("Sam Okafor", "sam.okafor@example.com", "+12125550192"),
)
WAITING = (
    (
        booking.Contact("Noor Haddad", "noor.haddad@example.com", "+12125550193"),
        Wishes(weekdays=(0, 1, 3), latest=time(12)),
    ),
    (
        booking.Contact("Jules Bergmann", "jules.bergmann@example.com", "+12125550194"),
        Wishes(earliest=time(17)),
    ),
)
CONSENT = booking.Consent("I agree that the clinic keeps my contact details to hold my visit.")


def seed(*, now: datetime) -> None:
    """Give the staff screens something to show, once."""
    if Submission.objects.exists():
        return
    cases = {case["id"]: case["answers"] for case in json.loads(CASES.read_text(encoding="utf-8"))}
    answered = [
        _submission(cases[story], now - timedelta(hours=HOURS_APART * place))
        for place, story in enumerate(STORIES, start=1)
    ]
    to_book = [submission for submission in answered if submission.route == "booking"]
    for contact, submission in zip(VISITORS, to_book, strict=False):
        _visit(contact, submission, now)
    for (contact, wishes), answers in zip(WAITING, (to_book[-1], None), strict=True):
        _wait(contact, wishes, answers, now)


def _submission(answers: dict[str, object], when: datetime) -> Submission:
    page = IntakePage.objects.get()
    version = page.current_version
    if version is None:
        raise LookupError("The demo's questionnaire is not published.")
    submission, _token = start_submission(
        version=version, page=page, consent_text=page.consent_text, now=when
    )
    record_answers(submission=submission, answers=answers, now=when)
    while gaps := _gaps(submission):
        record_answers(submission=submission, answers=gaps, now=when)
    return complete_submission(submission=submission, now=when)


def _gaps(submission: Submission) -> dict[str, object]:
    """Return an evasive answer to each question that the story does not tell of."""
    if submission.is_complete:
        return {}
    found = walk(submission.definition, submission.read_answers())
    missing = [q for q in found.questions if q.key not in found.situation.answers]
    return {q.key: q.options[-1].key if q.options else NOT_SURE for q in missing}


def _visit(contact: booking.Contact, submission: Submission, now: datetime) -> None:
    service = Service.objects.get(key="first-visit")
    location = Location.objects.get()
    first = Diaries(service=service, location=location, now=now).next_free()[0]
    held = booking.hold_time(
        service=service,
        location=location,
        start=first.start,
        holder=contact.email,
        now=now,
        submission=submission,
    )
    booking.confirm_appointment(
        appointment=held, contact=contact, consent=CONSENT, now=now, submission=submission
    )


def _wait(
    contact: booking.Contact, wishes: Wishes, submission: Submission | None, now: datetime
) -> None:
    join_waitlist(
        form_id=contact.email,
        service=Service.objects.get(key="first-visit"),
        location=Location.objects.get(),
        wishes=wishes,
        contact=contact,
        consent=CONSENT,
        now=now,
        submission=submission,
    )
