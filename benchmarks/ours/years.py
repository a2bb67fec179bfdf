"""Years of data: submissions and appointments in any number, within minutes.

Submissions are copies of real ones, each with the answers and the decision of a worked case;
appointments are copies of one. No two appointments of a practitioner or of a client overlap, as
the database demands.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from benchmarks.copies import Copies, store
from benchmarks.ours.inside import published, worked_cases
from intake.actions import IncompleteError, complete_submission, record_answers, start_submission
from intake.booking import tokens
from intake.booking.models import Appointment, Location, Practitioner, Service
from intake.booking.states import State
from intake.models import QuestionnaireVersion, Submission
from intake.staff_groups import THERAPISTS, load_groups
from intake.stages import ClosedBecause, Stage

Json = dict[str, Any]
Row = tuple[Copies, Json]

MINUTES_BETWEEN = 7
CLOSED_OF_TEN = 7
"""How many of ten submissions are done with; the others are spread over the open stages."""
ASSIGNED_ONE_IN = 7
"""How many submissions there are to one that the therapist looks after."""
PRACTITIONERS = 10
VISITS_A_DAY = 8
CASE_SHOWN = 50
"""Which submission the detail page is of: the same case however many there are."""
LEAD, THERAPIST = "years-lead", "years-therapist"
SURNAME = "Sample"


def fill(submissions: int, appointments: int) -> None:
    """Store as many as that; the newest are from today."""
    call_command("migrate", verbosity=0)
    version = published()
    therapist = _people()
    store_submissions(version, submissions, therapist)
    store_appointments(appointments, submissions, therapist)
    if connection.vendor == "postgresql":
        # What its own housekeeping does within minutes. SQLite has no such habit.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _people() -> User:
    load_groups()
    User.objects.create_superuser(LEAD)
    therapist = User.objects.create_user(THERAPIST)
    therapist.groups.add(Group.objects.get(name=THERAPISTS))
    return therapist


def store_submissions(version: QuestionnaireVersion, count: int, therapist: User) -> None:
    """Store submissions a few minutes apart, most of them closed."""
    now = timezone.now()
    patterns = list(_patterns(version))
    open_stages = [stage for stage in Stage if not stage.is_closed]

    def rows() -> Iterator[Row]:
        for number in range(count):
            done = now - timedelta(minutes=MINUTES_BETWEEN * (count - number))
            is_closed = number % 10 < CLOSED_OF_TEN
            yield (
                patterns[number % len(patterns)],
                {
                    "reference": _reference("S", number),
                    "token_digest": f"{number:064x}",
                    "started_at": done - timedelta(minutes=6),
                    "updated_at": done,
                    "completed_at": done,
                    "stage": Stage.CLOSED if is_closed else open_stages[number % len(open_stages)],
                    "closed_because": ClosedBecause.HELPED if is_closed else "",
                    "assigned_to_id": therapist.pk if number % ASSIGNED_ONE_IN == 0 else None,
                },
            )

    store(rows())


def _patterns(version: QuestionnaireVersion) -> Iterator[Copies]:
    """Yield a submission of each worked case that answers everything, decided as a client does."""
    for case in worked_cases():
        submission, _token = start_submission(version=version, consent_text="I agree.")
        record_answers(submission=submission, answers=case.answers)
        with suppress(IncompleteError):
            yield Copies(complete_submission(submission=submission))
    Submission.objects.all().delete()


def store_appointments(count: int, submissions: int, therapist: User) -> None:
    """Store past visits, each of another client, for every second submission while there are.

    The oldest come first, as they do in a clinic: what the guard of SQLite compares a visit with
    are those that end after it begins.
    """
    place = Location.objects.create(name="Main Street", address="1 Main Street")
    service = Service.objects.create(key="years", name="First visit", length_minutes=60)
    people = [
        Practitioner.objects.create(name=f"Practitioner {number}")
        for number in range(PRACTITIONERS - 1)
    ]
    people.append(Practitioner.objects.create(name="Practitioner", user=therapist))
    today = timezone.now().replace(hour=13, minute=0, second=0, microsecond=0)
    pattern = Copies(
        Appointment(
            practitioner=people[0], service=service, location=place, zone_name=place.time_zone,
            starts_at=today, ends_at=today, occupied_from=today, occupied_to=today,
            state=State.ARRIVED, booked_at=today, arrived_at=today, confirmation_sent_at=today,
            client_name=f"Robin {SURNAME}", client_email="robin@example.com",
            client_phone="+12125550134", created_at=today, updated_at=today,
        )
    )  # fmt: skip
    first = Submission.objects.order_by("pk").values_list("pk", flat=True).first() or 0
    surname = tokens.surname_digest(f"Robin {SURNAME}")
    days = -(-count // (PRACTITIONERS * VISITS_A_DAY))

    def rows() -> Iterator[Row]:
        for number in range(count):
            turn, who = divmod(number, PRACTITIONERS)
            day, hour = divmod(turn, VISITS_A_DAY)
            start = today - timedelta(days=days - day) + timedelta(hours=hour)
            yield (
                pattern,
                {
                    "uid": UUID(int=number),
                    "reference": _reference("A", number)[:9],
                    "token_digest": f"{number:064x}",
                    "practitioner_id": people[who].pk,
                    "submission_id": first + 2 * number if 2 * number < submissions else None,
                    **dict.fromkeys(("starts_at", "occupied_from"), start),
                    **dict.fromkeys(("ends_at", "occupied_to"), start + timedelta(hours=1)),
                    "wall_start": _wall(start, place.zone),
                    "client_digest": f"{number:064x}",
                    # One client can be found by their surname; nobody looks for the others.
                    "surname_digest": surname if number == 0 else f"{number:064x}",
                },
            )

    store(rows())


def _wall(start: datetime, zone: Any) -> str:
    return start.astimezone(zone).isoformat()[:16]


def _reference(letter: str, number: int) -> str:
    digits = f"{letter}{number:07d}"
    return f"{digits[:4]}-{digits[4:]}"
