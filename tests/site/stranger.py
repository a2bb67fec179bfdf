"""A client of somebody else's, with words in every record that only the right people may read."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from intake.booking.contacts import Contact
from intake.booking.models import (
    Appointment,
    AppointmentEvent,
    ContactAttempt,
    FollowUp,
    SafetyCheck,
    WaitlistEntry,
)
from intake.models import PrivacyRequest, Submission, SubmissionEvent
from tests.factories import booking as make
from tests.factories import intake as factory

KEY = 4242
"""The key of every record of the stranger, so that a page that is new is walked as well."""

NAME = "Zephyrine Quillfeather"
EMAIL = "zephyrine.quillfeather@example.com"
PHONE = "5550187"
ANSWER = "4177"
NOTE = "Marzipan-note"
REFERENCE = "ZQ7-ZQ7Q"

ANSWERED = re.compile(rf"(?<![\w-]){ANSWER}(?![\w-])")
"""The answer as a number of its own: ids that are made at random hold the same digits at times."""

CONTACT = (NAME, "Quillfeather", EMAIL, PHONE, NOTE)
CLIENT = Contact(NAME, EMAIL, "+12125550187")


def plant() -> None:
    """Write everything the clinic can know about one client, all of it another therapist's."""
    owner = User.objects.create_user("somebody-else", first_name="Sol", last_name="Else")
    now = timezone.now()
    clinic = make.make_clinic()
    clinic.practitioner.user = owner
    clinic.practitioner.save()
    submission = _submission(owner, now)
    visit = make.insert(
        clinic,
        now + timedelta(minutes=5),
        60,
        pk=KEY,
        reference=REFERENCE,
        submission=submission,
        wall_start=timezone.localtime(now).strftime("%Y-%m-%dT%H:%M"),
        booked_at=now,
        **_client(),
    )
    AppointmentEvent.objects.create(
        pk=KEY, appointment=visit, kind=AppointmentEvent.Kind.MOVED, at=now, by=owner, reason=NOTE
    )
    SafetyCheck.objects.create(
        pk=KEY,
        appointment=visit,
        version=submission.version,
        answers=submission.answers,
        urgency="same_day",
        answered_at=now,
    )
    WaitlistEntry.objects.create(
        pk=KEY,
        reference="ZQ8-ZQ8Q",
        token_digest="stranger-waits",
        service=clinic.service,
        location=clinic.location,
        submission=submission,
        **_client(),
    )
    follow_up = FollowUp.objects.create(
        pk=KEY,
        reference="ZQ9-ZQ9Q",
        kind=FollowUp.Kind.CALL,
        appointment=visit,
        practitioner=clinic.practitioner,
        submission=submission,
        due_on=timezone.localdate(),
        **_client(),
    )
    ContactAttempt.objects.create(
        pk=KEY,
        follow_up=follow_up,
        way=ContactAttempt.Way.CALL,
        outcome=ContactAttempt.Outcome.NO_ANSWER,
        note=NOTE,
        by=owner,
        at=now,
    )
    PrivacyRequest.objects.create(
        pk=KEY,
        kind=PrivacyRequest.Kind.ERASE,
        kind_of_record="appointment",
        reference=REFERENCE,
        asked_at=now,
    )


def words_in(text: str, words: Iterable[str]) -> set[str]:
    """Return which of these words of the stranger stand in a text."""
    found = {word for word in words if word in text}
    return found if ANSWERED.search(text) else found - {ANSWER}


def snapshot() -> list[list[dict[str, Any]]]:
    """Return all that is kept about clients, to see whether anything changed."""
    models = (Submission, SubmissionEvent, Appointment, AppointmentEvent, WaitlistEntry)
    models += (FollowUp, ContactAttempt, SafetyCheck, PrivacyRequest)
    return [list(model.objects.order_by("pk").values()) for model in models]


def _submission(owner: User, now: Any) -> Submission:
    answers = {**factory.BOOKING, "duration_weeks": int(ANSWER)}
    submission = factory.completed(answers)
    Submission.objects.filter(pk=submission.pk).delete()
    submission.pk, submission.reference, submission.assigned_to = KEY, "ZQ6-ZQ6Q", owner
    submission.save(force_insert=True)
    SubmissionEvent.objects.create(
        pk=KEY, submission=submission, kind=SubmissionEvent.Kind.NOTE, at=now, by=owner, text=NOTE
    )
    return submission


def _client() -> dict[str, Any]:
    return CLIENT.as_fields() | make.CONSENT.as_fields(timezone.now())
