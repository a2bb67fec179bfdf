"""Reminders as rows: when each is due, and what became of it."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.booking.models.appointment import Appointment
from intake.booking.models.mailed_once import PATIENCE
from intake.booking.models.stateful import StatefulQuerySet
from intake.booking.reminding import ALIKE, Skip
from intake.booking.states import ReminderState, State


class ReminderQuerySet(StatefulQuerySet["Reminder"]):
    """Reminders in the clinic's words."""

    def due(self, now: datetime) -> Self:
        """Return those to decide about now, the longest waiting first."""
        return self.filter(state=ReminderState.DUE, due_at__lte=now).order_by("due_at", "pk")

    def after_answers(self, submission: Any) -> Self:
        """Return those of the visits that belong to some answers."""
        return self.filter(appointment__submission=submission)

    def sent(self) -> Self:
        """Return those that left."""
        return self.filter(state=ReminderState.SENT)

    def of(self, appointment: Appointment) -> Self:
        """Return those of one appointment, of every start it had."""
        return self.filter(appointment=appointment)

    def undecided_of(self, appointment: Appointment) -> Self:
        """Return those of an appointment that nothing became of yet."""
        return self.of(appointment).filter(state=ReminderState.DUE)

    def for_another_start(self, start: datetime) -> Self:
        """Return those that remind of another start."""
        return self.exclude(for_start=start)

    def kinds_for(self, appointment: Appointment) -> "dict[str, Reminder]":
        """Return those that remind of the start an appointment has now, by kind."""
        found = self.of(appointment).filter(for_start=appointment.starts_at)
        return {reminder.kind: reminder for reminder in found}

    def with_visit(self) -> Self:
        """Load the appointment, who, what and where in the same query."""
        names = ("practitioner", "service", "location", "submission")
        return self.select_related(*(f"appointment__{name}" for name in names))

    def interrupted(self, now: datetime) -> Self:
        """Return those a worker began to send and never came back from."""
        return self.filter(state=ReminderState.SENDING, claimed_at__lte=now - PATIENCE)

    def in_doubt(self, now: datetime) -> Self:
        """Return those that may or may not have left, of visits to come at that very time."""
        to_come = self.filter(
            appointment__state=State.BOOKED,
            appointment__starts_at=models.F("for_start"),
            for_start__gt=now,
        )
        return to_come.filter(state=ReminderState.UNKNOWN) | to_come.interrupted(now)

    def leave_in_doubt(self, now: datetime) -> int:
        """Say that nobody knows whether they left; return how many."""
        return self.become(ReminderState.UNKNOWN, reason=Skip.INTERRUPTED, decided_at=now)

    def just_sent_beside(self, reminder: "Reminder", now: datetime) -> Self:
        """Return what the client was sent about the same start a moment ago."""
        others = self.filter(appointment=reminder.appointment_id, for_start=reminder.for_start)
        return others.filter(state=ReminderState.SENT, decided_at__gt=now - ALIKE)

    def next_due(self) -> datetime | None:
        """Return when the first of them is to be decided about, None where none is."""
        waiting = self.filter(state=ReminderState.DUE).order_by("due_at")
        return waiting.values_list("due_at", flat=True).first()

    def skip(self, why: Skip, now: datetime) -> int:
        """Let nothing become of them, and say why; return how many."""
        return self.become(ReminderState.SKIPPED, reason=why, decided_at=now)

    def put_off(self, due_at: datetime) -> int:
        """Let them be due (again) at a time; return how many."""
        return self.become(ReminderState.DUE, due_at=due_at, reason="", decided_at=None)

    def reschedule(self, due_at: datetime) -> int:
        """Let those that did not leave be due at another time; return how many changed."""
        moved = self.filter(state=ReminderState.DUE).exclude(due_at=due_at).update(due_at=due_at)
        return moved + self.filter(state=ReminderState.SKIPPED).put_off(due_at)

    def give_back(self) -> None:
        """Let them be tried again: they could not be sent."""
        self.become(ReminderState.DUE, claimed_at=None)

    def note_sent(self, now: datetime) -> None:
        """Write down that they left."""
        self.become(ReminderState.SENT, decided_at=now)

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

    @property
    def status(self) -> ReminderState:
        """The state as a member of the state table."""
        return ReminderState(self.state)

    @property
    def asks_before(self) -> bool:
        """Whether it leads to the questions before the visit."""
        return self.kind == self.Kind.DAY_BEFORE
