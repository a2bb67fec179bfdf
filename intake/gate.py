"""The one gate before clients: what is published is proved and frozen in the same transaction."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.log_actions import log
from wagtail.models import Revision

from intake.actions import freeze_version
from intake.engine import codec
from intake.engine.codec import DefinitionError
from intake.models import Questionnaire, SignOff, WorkedCase
from intake.publishing import CaseRow, Proof, prove

logger = logging.getLogger(__name__)

SCHEDULED = "wagtail.publish.scheduled"
"""How Wagtail names a publish that `publish_scheduled` makes when its time has come."""

REFUSED = "intake.publish.refused"
SIGNED_OFF = "intake.sign_off"
SIGN_OFF_PERMISSION = "intake.sign_off_questionnaire"
SHORTEST_REASON = 10
LONGEST_NAME = 200


class PublishRefusedError(ValidationError):
    """Raised when a questionnaire may not go live; one message for everything in its way."""

    def __init__(self, proof: Proof) -> None:
        super().__init__(proof.blocks_publishing)
        self.proof = proof


class SignOffRefusedError(ValidationError):
    """Raised when a case cannot be signed off; the message says why."""


@contextmanager
def going_live(questionnaire: Questionnaire) -> Iterator[None]:
    """Prove a questionnaire, let it be stored live, and freeze it; raise PublishRefusedError.

    What is live with the same content is not proved again, so that nothing done to it later,
    such as a lock or an edited case, takes it from its clients.
    """
    with transaction.atomic():
        is_live_as_it_is = _is_live_as(questionnaire)
        _keep_newer_draft(questionnaire)
        if is_live_as_it_is:
            yield
            return
        _hold_cases(questionnaire)
        proof = prove(questionnaire)
        if not proof.is_ready:
            raise PublishRefusedError(proof)
        yield
        freeze_version(questionnaire=questionnaire, by=_publisher(questionnaire), proof=proof)


def _is_live_as(questionnaire: Questionnaire) -> bool:
    """Tell whether clients are asked just this already; others who publish it wait here."""
    rows = Questionnaire.objects.select_for_update().filter(pk=questionnaire.pk)
    stored = rows.only("live").first()
    if stored is None or not stored.live:
        return False
    newest = stored.versions.order_by("-number").values_list("sha256", flat=True).first()
    try:
        return bool(newest == codec.sha256(questionnaire.definition()))
    except DefinitionError:
        return False


def _keep_newer_draft(questionnaire: Questionnaire) -> None:
    """Leave a draft that somebody saved meanwhile as the one that the editor opens."""
    newest_first = questionnaire.revisions.order_by("-created_at", "-pk")
    newest = newest_first.values_list("pk", flat=True).first()
    if newest and newest != questionnaire.latest_revision_id:
        questionnaire.latest_revision_id = newest
        questionnaire.has_unpublished_changes = True


def _hold_cases(questionnaire: Questionnaire) -> None:
    """Let nobody change a case between its check and the freeze."""
    rows = WorkedCase.objects.of(questionnaire).select_for_update(of=("self",))
    list(rows.values_list("pk", flat=True))


def _publisher(questionnaire: Questionnaire) -> Any:
    revision = questionnaire.live_revision
    return questionnaire.publisher or (revision.user if revision else None)


# --- Wagtail's way of publishing -------------------------------------------------------------


class PublishQuestionnaireAction(PublishRevisionAction):
    """Publish a revision whole or not at all; refuse to schedule what could not go live now."""

    def execute(self, skip_permission_checks: bool = False) -> Any:
        """Publish or schedule; raise PublishRefusedError."""
        self.object.publisher = self.user or self.revision.user
        with transaction.atomic():
            if _is_scheduled(self.object) and not (proof := prove(self.object)).is_ready:
                raise PublishRefusedError(proof)
            return super().execute(skip_permission_checks=skip_permission_checks)


def _is_scheduled(questionnaire: Questionnaire) -> bool:
    return bool(questionnaire.go_live_at and questionnaire.go_live_at > timezone.now())


def publish(
    *, revision: Revision, log_action: Any, skip_permission_checks: bool, **settings: Any
) -> Any:
    """Publish a revision; raise PublishRefusedError, unless only a clock would hear it.

    A scheduled publish that is refused stays a draft, and says why in the history, so that the
    other publications of that hour go on.
    """
    action = PublishQuestionnaireAction(revision, log_action=log_action, **settings)
    try:
        return action.execute(skip_permission_checks=skip_permission_checks)
    except PublishRefusedError as refused:
        if log_action != SCHEDULED:
            raise
        refuse_schedule(revision=revision, proof=refused.proof)


def refuse_schedule(*, revision: Revision, proof: Proof) -> None:
    """Take a publication off the schedule and keep the reasons in the history."""
    with transaction.atomic():
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
        log(
            instance=revision.content_object,
            action=REFUSED,
            revision=revision,
            data={"reasons": proof.blocks_publishing},
        )
    logger.error(
        "The scheduled publication of questionnaire %s was refused; its history says why.",
        revision.object_id,
    )


# --- sign-offs -------------------------------------------------------------------------------


def sign_off(*, row: CaseRow, questionnaire: Questionnaire, reason: str, by: Any) -> SignOff:
    """Record for ever that a person accepts how a case ends now.

    Raise PermissionDenied for whoever may not, SignOffRefusedError for what nobody may.
    """
    if not by.has_perm(SIGN_OFF_PERMISSION):
        raise PermissionDenied
    if row.is_less_urgent:
        raise SignOffRefusedError(_("A case that became less urgent cannot be signed off."))
    if not row.differs:
        raise SignOffRefusedError(_("This case ends as expected; there is nothing to sign off."))
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise SignOffRefusedError(
            _("Give a reason of at least %(least)s characters.") % {"least": SHORTEST_REASON}
        )
    route, urgency, top_cause = row.result.outcome
    signed = SignOff.objects.create(
        questionnaire_id=questionnaire.pk,
        case_name=row.name,
        case_sha256=row.sha256,
        expected=row.expected[:255],
        route=route,
        urgency=urgency,
        top_cause=top_cause,
        reason=reason,
        signed_by=by,
        signed_name=(by.get_full_name() or by.get_username())[:LONGEST_NAME],
    )
    log(
        instance=questionnaire,
        action=SIGNED_OFF,
        user=by,
        data={"case": row.name, "reason": reason},
    )
    return signed
