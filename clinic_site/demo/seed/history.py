"""Seeds ten weeks of fictitious history in bulk, so that the dashboard has something to show.

Each holds the answers of one of the worked cases, as the engine decides them. They are closed, so
that the worklist shows the few submissions that wait for somebody.
"""

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from causes.models import CausePage
from clinic_site.demo.seed.people import CASES
from intake import crypto
from intake.actions import new_reference
from intake.booking.models import Appointment, Location, Practitioner, Service
from intake.booking.states import State
from intake.engine import report
from intake.engine.answers import read_answers
from intake.engine.path import walk
from intake.engine.routing import decide
from intake.engine.types import NOT_SURE, Decision, Questionnaire
from intake.models import DailyCount, IntakePage, Submission, SubmissionEvent
from intake.models.submission import rank_of, see_by
from intake.stages import ClosedBecause, Stage

DAYS = 70
PER_DAY = 9
SEED = 20_270_301
ROUTES = ("booking", "self_help", "urgent")
SHARES = (46, 42, 12)
LEAVES, BOOKS, MISSES = 0.24, 0.6, 0.19
WEEKEND, HOURS = (5, 6), (9, 10, 11, 13, 14, 15)


@dataclass(frozen=True, slots=True)
class Told:
    """A worked case with every gap filled, and how it is decided."""

    answers: dict[str, object]
    decision: Decision
    record: dict[str, object]


def seed(*, now: datetime) -> None:
    """Make the history, once; what was left unfinished is there as numbers only."""
    if DailyCount.objects.exists():
        return
    chance = random.Random(SEED)  # noqa: S311 - the same demo every time
    version = IntakePage.objects.get().current_version
    if version is None:
        raise LookupError("The demo's questionnaire is not published.")
    keys = list(
        CausePage.objects.exclude(cause_key="").order_by("path").values_list("cause_key", flat=True)
    )
    steps = [step.key for step in version.definition.steps]
    stories = _stories(version.definition)
    finished: list[Submission] = []
    counts: dict[tuple[datetime, str, str], int] = {}
    for day in range(DAYS, 0, -1):
        midday = now - timedelta(days=day)
        for key in keys:
            counts[midday, "read", key] = chance.randint(1, max(2, 8 - keys.index(key)))
        for _ in range(chance.randint(PER_DAY - 3, PER_DAY + 4)):
            came_from = chance.choice(["", *keys])
            if chance.random() < LEAVES:
                weights = range(len(steps) + 1, 0, -1)
                left = chance.choices(["", *steps], weights)[0]
                for kind, key in (("left", left), ("started", came_from)):
                    counts[midday, kind, key] = counts.get((midday, kind, key), 0) + 1
                continue
            finished.append(_finished(chance, midday, version.pk, came_from, stories))
    Submission.objects.bulk_create(finished)
    SubmissionEvent.objects.bulk_create(
        event for submission in finished for event in _events(chance, submission)
    )
    DailyCount.objects.bulk_create(
        DailyCount(day=timezone.localdate(when), kind=kind, key=key, count=number)
        for (when, kind, key), number in counts.items()
    )
    _visits(chance, now)


def _stories(definition: Questionnaire) -> dict[str, list[Told]]:
    """Return the worked cases by the route they lead to."""
    found: dict[str, list[Told]] = {route: [] for route in ROUTES}
    for case in json.loads(CASES.read_text(encoding="utf-8")):
        told = _told(definition, case["answers"])
        found[told.decision.route.value].append(told)
    return found


def _told(definition: Questionnaire, raw: dict[str, object]) -> Told:
    """Fill the gaps of a case with an evasive answer each, and decide it."""
    while True:
        answers = read_answers(definition, raw)[0]
        found = walk(definition, answers)
        missing = [q for q in found.questions if q.key not in found.situation.answers]
        if not missing or found.ended_early:
            decision = decide(definition, answers)
            return Told(raw, decision, report.to_record(definition, decision))
        raw = raw | {q.key: q.options[-1].key if q.options else NOT_SURE for q in missing}


def _finished(
    chance: random.Random,
    midday: datetime,
    version: int,
    came_from: str,
    stories: dict[str, list[Told]],
) -> Submission:
    started = midday + timedelta(minutes=chance.randint(-300, 300))
    route = chance.choices(ROUTES, SHARES)[0]
    about = [told for told in stories[route] if told.decision.top_cause == came_from]
    told = chance.choice(about or stories[route])
    return Submission(
        reference=new_reference(),
        token_digest=crypto.keyed_digest(crypto.new_token()),
        version_id=version,
        answers=told.answers,
        decision=told.record,
        route=route,
        urgency=told.decision.urgency.value,
        top_cause=told.decision.top_cause or "",
        rank=rank_of(route, told.decision.urgency.value),
        see_by=see_by(told.decision.see_within_days, started.date()),
        came_from=came_from,
        stage=Stage.CLOSED,
        closed_because=ClosedBecause.HELPED,
        started_at=started,
        updated_at=started + timedelta(minutes=6),
        completed_at=started + timedelta(minutes=6),
    )


def _events(chance: random.Random, submission: Submission) -> list[SubmissionEvent]:
    done = submission.completed_at or submission.started_at
    kinds = []
    if submission.route != "self_help":
        hours = chance.expovariate(1 / (3 if submission.route == "urgent" else 14))
        kinds.append((SubmissionEvent.Kind.CALL, "", hours))
    if submission.route == "booking" and chance.random() < BOOKS:
        kinds.append((SubmissionEvent.Kind.STAGE, Stage.BOOKED, 24.0))
    return [
        SubmissionEvent(
            submission=submission, kind=kind, stage=stage, at=done + timedelta(hours=hours)
        )
        for kind, stage, hours in kinds
    ]


def _visits(chance: random.Random, now: datetime) -> None:
    """Make past visits of nobody, on days on which nothing else is in the diary."""
    service, location = Service.objects.get(key="first-visit"), Location.objects.get()
    made: list[Appointment] = []
    for practitioner in Practitioner.objects.order_by("pk"):
        taken = {
            start.astimezone(location.zone).date()
            for start in Appointment.objects.filter(practitioner=practitioner).values_list(
                "starts_at", flat=True
            )
        }
        for days in range(DAYS, 1, -1):
            day = (now - timedelta(days=days)).astimezone(location.zone)
            if day.weekday() in WEEKEND or day.date() in taken:
                continue
            for hour in HOURS:
                wall = day.replace(hour=hour, minute=0, second=0, microsecond=0)
                made.append(
                    Appointment(
                        token_digest=crypto.keyed_digest(crypto.new_token()),
                        practitioner=practitioner,
                        service=service,
                        location=location,
                        zone_name=location.time_zone,
                        wall_start=wall.strftime("%Y-%m-%dT%H:%M"),
                        **_noted(chance, wall.astimezone(UTC), service),
                    )
                )
    Appointment.objects.bulk_create(made)


def _noted(chance: random.Random, start: datetime, service: Service) -> dict[str, object]:
    end = start + timedelta(minutes=service.length_minutes)
    came = chance.random() > MISSES
    return {
        "starts_at": start,
        "ends_at": end,
        "occupied_from": start,
        "occupied_to": end,
        "booked_at": start - timedelta(days=4),
        "state": State.ARRIVED if came else State.NO_SHOW,
        "arrived_at": start if came else None,
        "missed_at": None if came else end,
    }
