"""The warning signs a client was asked about before a visit, and what they said."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.booking.models import scoped
from intake.booking.models.appointment import Appointment
from intake.engine.answers import read_answers
from intake.engine.report import answer_words
from intake.engine.types import Urgency
from intake.fields import EncryptedJSONField
from intake.models import QuestionnaireVersion
from intake.models.notice import Notice, NoticeQuerySet
from intake.models.submission import URGENCIES
from intake.scoping import Staff

STILL_TRUE = timedelta(days=2)
"""How long before a visit an answer counts: the page is sent the day before, or the evening."""


class SafetyCheckQuerySet(models.QuerySet["SafetyCheck"]):
    """Safety checks in the clinic's words."""

    def visible_to(self, user: Staff) -> Self:
        """Return those a member of staff may see: those they were called to, too."""
        called = SafetyNotice.objects.filter(safety_check=models.OuterRef("pk"), person=user.pk)
        return self.filter(
            scoped.visible_to(
                user,
                "intake.read_answers",
                "appointment__practitioner__user",
                "appointment__submission__assigned_to",
                also=models.Q(models.Exists(called)),
            )
        )

    def raised(self) -> Self:
        """Return those with a warning sign, however soon care is needed."""
        return self.exclude(urgency=Urgency.NONE.value)

    def unacknowledged(self) -> Self:
        """Return the warning signs nobody of the staff has seen to yet."""
        return self.raised().filter(acknowledged_at__isnull=True)

    def for_staff(self) -> Self:
        """Load visit and reader; what nobody has seen to comes first, emergencies before all."""
        is_emergency = models.Q(urgency=Urgency.EMERGENCY_NOW.value)
        rank = models.Case(models.When(is_emergency, then=0), default=1)
        is_seen = models.ExpressionWrapper(
            models.Q(acknowledged_at__isnull=False), output_field=models.BooleanField()
        )
        names = ("appointment__practitioner", "appointment__location", "acknowledged_by")
        return self.select_related(*names, "version").order_by(is_seen, rank, "-answered_at", "-pk")

    def of(self, appointment: Appointment) -> Self:
        """Return those of one appointment, the latest first."""
        return self.filter(appointment=appointment).select_related("version", "acknowledged_by")

    def latest_of(self, appointment: Appointment) -> "SafetyCheck | None":
        """Return what the client of an appointment answered last, or None."""
        return self.filter(appointment=appointment).order_by("-answered_at", "-pk").first()

    def shortly_before(self, appointment: Appointment) -> Self:
        """Return those answered so shortly before a visit that they still say how the client is."""
        return self.filter(
            appointment=appointment, answered_at__gt=appointment.starts_at - STILL_TRUE
        )

    def unseen_emergencies(self) -> Self:
        """Return the emergencies nobody has seen to yet."""
        return self.filter(urgency=Urgency.EMERGENCY_NOW.value, acknowledged_at__isnull=True)

    def calling(self, now: datetime) -> Self:
        """Return those of them before visits to come."""
        return self.unseen_emergencies().filter(appointment__ends_at__gt=now)

    def untold(self, now: datetime) -> Self:
        """Return those that no e-mail told the staff of."""
        return self.calling(now).filter(alarmed_at__isnull=True)

    def locked(self, pk: int, now: datetime) -> "SafetyCheck | None":
        """Return one that calls, locked until the transaction ends; None once it is seen to."""
        return self.calling(now).filter(pk=pk).select_for_update(of=("self",)).first()

    def note_told(self, now: datetime) -> None:
        """Note when the staff was told; the first time stays noted."""
        self.filter(alarmed_at__isnull=True).update(alarmed_at=now)

    def claim_alert(self, now: datetime) -> bool:
        """Take the right to tell the staff; one caller gets it."""
        return self.untold(now).update(alarmed_at=now) == 1

    def give_alert_back(self) -> None:
        """Let the alert be tried again: it could not be sent."""
        self.update(alarmed_at=None)

    def acknowledge(self, *, by: object, now: datetime) -> bool:
        """Note who sees to an alarm; the first one stays noted."""
        unseen = self.filter(acknowledged_at__isnull=True)
        return unseen.update(acknowledged_at=now, acknowledged_by=by) == 1


class SafetyCheck(models.Model):
    """One answered page of warning signs; a client may answer it again.

    `alarmed_at` is when the staff was told by e-mail, empty where nothing called for it.
    """

    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, related_name="safety_checks"
    )
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    answers = EncryptedJSONField(_("answers"), default=dict)
    urgency = models.CharField(_("urgency"), max_length=20, choices=URGENCIES)
    answered_at = models.DateTimeField(_("answered"))
    alarmed_at = models.DateTimeField(_("staff told"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("seen to"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("seen to by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = SafetyCheckQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("safety check")
        verbose_name_plural = _("safety checks")
        ordering = ["-answered_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.appointment)

    @property
    def level(self) -> Urgency:
        """How soon medical care is needed."""
        return Urgency(self.urgency)

    @property
    def is_emergency(self) -> bool:
        """Whether the client was told to call for help at once."""
        return self.level is Urgency.EMERGENCY_NOW

    @property
    def is_same_day(self) -> bool:
        """Whether the client was told to get medical advice today."""
        return self.level is Urgency.SAME_DAY

    @property
    def needs_care(self) -> bool:
        """Whether there was a warning sign at all."""
        return bool(self.level.rank)

    @property
    def said(self) -> list[tuple[str, str]]:
        """What was asked and answered, in the words of the form."""
        definition = self.version.definition
        answers, _ignored = read_answers(definition, self.answers)
        return [
            (each.label, ", ".join(answer_words(each, given.options, given.number)))
            for each in definition.questions
            if (given := answers.get(each.key)) is not None
        ]


class SafetyNoticeQuerySet(NoticeQuerySet["SafetyNotice"]):
    """Notices of emergencies before a visit, in the clinic's words."""

    seen_to = "safety_check__acknowledged_at"

    def untold(self, now: datetime) -> Self:
        """Return those whose e-mail has not left although nobody sees to the client yet."""
        found = self.unsent().filter(safety_check__in=SafetyCheck.objects.calling(now))
        return found.order_by("due_at", "pk").select_related("safety_check__appointment")


class SafetyNotice(Notice):
    """One person who was told of an emergency before a visit, and when; told once each."""

    safety_check = models.ForeignKey(SafetyCheck, on_delete=models.CASCADE, related_name="notices")

    objects = SafetyNoticeQuerySet.as_manager()

    class Meta(Notice.Meta):
        verbose_name = _("notice of a safety check")
        verbose_name_plural = _("notices of safety checks")
        constraints = [
            models.UniqueConstraint(
                fields=["safety_check", "person"], name="intake_booking_sign_told_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.safety_check)
