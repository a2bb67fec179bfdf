"""What clients ask for about their records, and what the staff does about it."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from intake import access_log, pruning, subjects
from intake.access_log import Action
from intake.models import DeletionRecord, PrivacyRequest

Kind = PrivacyRequest.Kind
Decision = PrivacyRequest.Decision


class HeldError(Exception):
    """Raised when a legal hold keeps what should be erased."""


def ask(
    *, kind: PrivacyRequest.Kind, kind_of_record: str, reference: str, now: datetime
) -> PrivacyRequest:
    """Note what a client asks for; asking again while it waits changes nothing."""
    wanted = {"kind": kind, "kind_of_record": kind_of_record, "reference": reference}
    try:
        with transaction.atomic():
            return PrivacyRequest.objects.create(**wanted, asked_at=now)
    except IntegrityError:
        return PrivacyRequest.objects.waiting().get(**wanted)


def carry_out(*, request: PrivacyRequest, by: Any, now: datetime) -> DeletionRecord | None:
    """Do what a client asked for and account for it; return the proof of an erasure.

    Doing it again does nothing. A client who is gone already counts as done. Raise HeldError when
    a legal hold keeps the records.
    """
    with transaction.atomic():
        if not PrivacyRequest.objects.claim(request, Decision.DONE, by=by, now=now):
            return None
        subject = subjects.subject_of(request.kind_of_record)
        record = subject.find(request.reference)
        if record is None:
            return None
        if request.kind == Kind.WITHDRAW:
            subject.withdraw(record, by=by, now=now)
            _note(request, Action.CHANGE, by, now)
            return None
        return _erase(subject, record, request, by, now)


def refuse(*, request: PrivacyRequest, reason: str, by: Any, now: datetime) -> bool:
    """Note why the clinic must keep what a client asked to erase; tell whether it was noted."""
    return PrivacyRequest.objects.claim(request, Decision.REFUSED, by=by, now=now, reason=reason)


def erase_record(
    *, kind_of_record: str, reference: str, by: Any, now: datetime
) -> DeletionRecord | None:
    """Erase a client without a request, such as after a call; None when there is none.

    Raise HeldError when a legal hold keeps the records.
    """
    asked = ask(kind=Kind.ERASE, kind_of_record=kind_of_record, reference=reference, now=now)
    return carry_out(request=asked, by=by, now=now)


def _erase(
    subject: subjects.Subject, record: Any, request: PrivacyRequest, by: Any, now: datetime
) -> DeletionRecord:
    if subject.held(record):
        raise HeldError(request.reference)
    counts = subject.erase(record, now=now)
    _note(request, Action.ERASE, by, now)
    # Who asked to withdraw as well has nothing left to withdraw from.
    same = PrivacyRequest.objects.about(request.kind_of_record, request.reference)
    same.fulfil(by=by, now=now)
    still = subject.find(request.reference)
    left = {request.kind_of_record: 0 if still is None else 1}
    name = by.get_username() if by else ""
    kind = DeletionRecord.Kind.ERASURE
    return pruning.record_deletion(kind=kind, counts=counts, left=left, now=now, by_name=name)


def _note(request: PrivacyRequest, action: access_log.Action, by: Any, now: datetime) -> None:
    kind, reference = request.kind_of_record, request.reference
    access_log.note(by=by, action=action, kind=kind, reference=reference, now=now)
