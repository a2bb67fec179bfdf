"""Whether the work was done: what is stored is what was sent, and decided as it must be."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.management import call_command
from django.db import connection

from benchmarks.ours import booking
from causes.models import CausePage
from intake.crypto import keyed_digest
from intake.engine.types import Route, Urgency
from intake.models import Submission

FERNET_BEGINS = "gAAAA"
PUBLISHED_TITLE = "Published by the benchmark"

Json = Mapping[str, Any]


def verify(facts: Json, sent: Mapping[str, int]) -> list[str]:
    """Return what was not done, in words, given how many requests of each name were sent."""
    # The worker that runs beside a site writes the e-mails of the bookings.
    call_command("db_worker", "--batch", "--no-startup-delay", "--no-reload", "--verbosity=0")
    people = facts["people"]
    found: list[str] = []
    for name in ("answer_first", "answer_last"):
        found += answered(people[name], sent.get(name, 0))
    for token in people["answer_emergency"]["tokens"][: sent.get("answer_emergency", 0)]:
        found += decided(token, urgency=Urgency.EMERGENCY_NOW)
    for token in people["decide"]["tokens"][: sent.get("decide", 0)]:
        found += decided(token)
    return [*found, *booking.verify(sent.get("book", 0))]


def answered(person: Json, times: int) -> Iterator[str]:
    """Say what is wrong with answers sent `times` times: their number, their words, their cover."""
    if not times:
        return
    submission = _of(person["token"])
    turns: Sequence[Json] = person["turns"]
    before = 1 if person["base"] else 0
    if submission.revision != before + times:
        yield f"{submission.revision - before} of {times} answers were stored"
    expected = {**person["base"], **turns[(times - 1) % len(turns)]}
    if submission.answers != expected:
        yield "the stored answers are not those sent last"
    if submission.is_complete:
        yield "answers were decided before their end"
    yield from covered(submission)


def decided(token: str, urgency: Urgency | None = None) -> Iterator[str]:
    """Say what is wrong with a decision, compared with what the engine decides now."""
    submission = _of(token)
    if not submission.is_complete:
        yield f"{submission.reference} was not decided"
        return
    expected = submission.decide_again()
    stored = (submission.route, submission.urgency, submission.decision["route"])
    if stored != (expected.route.value, expected.urgency.value, expected.route.value):
        yield f"{submission.reference} was decided {stored}, not {expected.route.value}"
    if urgency and (expected.urgency is not urgency or expected.route is not Route.URGENT):
        yield f"{submission.reference} is not urgent, {urgency.value}"
    yield from covered(submission)


def covered(submission: Submission) -> Iterator[str]:
    """Say which personal columns can be read without the key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT answers, decision, consent_text FROM intake_submission WHERE id = %s",
            [submission.pk],
        )
        row = cursor.fetchone()
    for name, value in zip(("answers", "decision", "consent_text"), row, strict=True):
        if value and not str(value).startswith(FERNET_BEGINS):
            yield f"{name} of {submission.reference} is stored in plain text"


def publish(facts: Json) -> str:
    """Give the article another title, publish it and return the title its page must now show."""
    article = CausePage.objects.get(pk=facts["article"]["pk"])
    article.title = PUBLISHED_TITLE
    article.save_revision().publish()
    return PUBLISHED_TITLE


def _of(token: str) -> Submission:
    return Submission.objects.get(token_digest=keyed_digest(token))
