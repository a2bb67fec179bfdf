"""Reminders as rows: when each is due, and what became of it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.booking.models.appointment import Appointment
from intake.booking.models.stateful import StatefulQuerySet
from intake.booking.states import ReminderState


class ReminderQuerySet(StatefulQuerySet["Reminder"]):
    """Reminders in the clinic's words."""

    def due(self, now: datetime) -> Self:
        """Return those to decide about now, the longest waiting first."""
        return self.filter(state=ReminderState.DUE, due_at__lte=now).order_by("due_at", "pk")

    def undecided_of(self, appointment: Appointment) -> Self:
        """Return those of an appointment that nothing became of yet."""
        return self.filter(appointment=appointment, state=ReminderState.DUE)

    def claim(self, now: datetime) -> bool:
        """Take the right to send a due reminder; of two workers one gets it."""
        return bool(self.become(ReminderState.SENDING, claimed_at=now))


class Reminder(models.Model):
    """One e-mail before a visit; whether it is sent is decided when it is due.

    `for_start` is the start (UTC) it reminds of: a moved visit makes it pointless. `reason` says
    why it was skipped.
    """

    class Kind(models.TextChoices):
        """Which of the reminders."""

        DAY_BEFORE = "day_before", _("the day before")
        SECOND = "second", _("shortly before")

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    for_start = models.DateTimeField(_("reminds of"))
    due_at = models.DateTimeField(_("due"))
    state = models.CharField(
        _("state"), max_length=12, choices=ReminderState, default=ReminderState.DUE
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("why not"), max_length=40, blank=True, default="")

    objects = ReminderQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["due_at", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["state", "due_at"], name="intake_booking_reminder_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "kind", "for_start"], name="intake_booking_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.appointment}: {self.get_kind_display()}"
