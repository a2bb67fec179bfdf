"""What the admin shows of a submission. Nothing here asks the database."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone

from intake.admin.account import Account, account
from intake.admin.ledger import Ledger, ledger
from intake.models import SecondLook, Submission


@dataclass(frozen=True, slots=True)
class Record:
    """A submission as staff read it; the clinical parts are empty for who may not.

    safety_url leads to the safety file of its version; "" for who may not open it.
    """

    submission: Submission
    version: str
    safety_url: str
    may_read: bool
    account: Account | None
    ledger: Ledger | None
    second_looks: tuple[SecondLook, ...]
    local_zone: str


def worklist_url() -> str:
    """Return the address of the worklist."""
    return reverse("submission:index")


def submission_url(submission: Submission) -> str:
    """Return the address of a submission's page in the admin."""
    return reverse("submission:inspect", args=[submission.pk])


def submission_record(
    submission: Submission,
    *,
    with_answers: bool,
    with_safety_file: bool = False,
    second_looks: Iterable[SecondLook] = (),
) -> Record:
    """Return a submission with its decision made again from the frozen version."""
    version = submission.version
    address = [version.questionnaire_id, version.number]
    record = Record(
        submission=submission,
        version=f"{version.title} · {version.number}",
        safety_url=reverse("intake_admin:safety", args=address) if with_safety_file else "",
        may_read=with_answers,
        account=None,
        ledger=None,
        second_looks=(),
        local_zone=timezone.get_current_timezone_name(),
    )
    if not with_answers:
        return record
    definition, answers = submission.definition, submission.read_answers()
    found = account(definition, answers)
    return replace(
        record,
        account=found,
        ledger=ledger(definition, answers, found.decision),
        second_looks=tuple(second_looks),
    )
