"""What happened to an appointment since it was booked, one row each."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.booking.models.appointment import Appointment
from intake.booking.models.mailed_once import MailedOnceQuerySet
from intake.booking.states import State
from intake.fields import EncryptedTextField


class AppointmentEventQuerySet(MailedOnceQuerySet["AppointmentEvent"]):
    """Events in the clinic's words."""

    def of(self, appointment: Appointment) -> Self:
        """Return what happened to one appointment, the latest first."""
        return self.filter(appointment=appointment).order_by("-at", "-pk")

    def after_answers(self, submission: Any) -> Self:
        """Return what happened to the visits that belong to some answers, the latest first."""
        return self.filter(appointment__submission=submission).order_by("-at", "-pk")

    def with_appointment(self) -> Self:
        """Load the appointment, who, what and where in the same query."""
        names = ("practitioner", "service", "location", "room")
        return self.select_related(*(f"appointment__{name}" for name in names))

    def changes_since(self, instant: datetime, appointments: Any) -> int:
        """Return how many of some appointments were moved or cancelled after an instant."""
        kinds = (AppointmentEvent.Kind.MOVED, AppointmentEvent.Kind.CANCELLED)
        found = self.filter(kind__in=kinds, at__gt=instant, appointment__in=appointments)
        return found.order_by().values("appointment").distinct().count()

    def with_staff(self) -> Self:
        """Load who did it in the same query."""
        return self.select_related("by")

    def moves(self) -> Self:
        """Return the changes of time."""
        return self.filter(kind=AppointmentEvent.Kind.MOVED)

    def without_mail(self, now: datetime) -> Self:
        """Return the moves and cancellations of visits to come that no e-mail told of."""
        return self.unmailed().changes_to_come(now).order_by("at", "pk")

    def changes_to_come(self, now: datetime) -> Self:
        """Return the last words on visits to come whose client has an address."""
        found = self.last_words().filter(appointment__ends_at__gt=now)
        return found.exclude(appointment__email_digest="")

    def last_words(self) -> Self:
        """Return the moves and cancellations no other change of the visit overtook."""
        same = AppointmentEvent.objects.moves().filter(appointment=models.OuterRef("appointment"))
        later = models.Exists(same.filter(pk__gt=models.OuterRef("pk")))
        cancelled = models.Q(
            kind=AppointmentEvent.Kind.CANCELLED, appointment__state=State.CANCELLED
        )
        moved = models.Q(kind=AppointmentEvent.Kind.MOVED, appointment__state=State.BOOKED)
        return self.filter(cancelled | (moved & ~later))

    def mail_in_doubt(self, now: datetime) -> Self:
        """Return the changes the client may or may not have been told of, visits to come only."""
        return self.in_doubt(now).changes_to_come(now)


class AppointmentEvent(models.Model):
    """One thing that happened: who did it, when, and what was before.

    `starts_before` is the start (UTC) before a move. `by` is empty where the client did it.
    """

    class Kind(models.TextChoices):
        """What happened."""

        BOOKED = "booked", _("Booked")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        ARRIVED = "arrived", _("Arrived")
        NO_SHOW = "no_show", _("Did not come")
        UNDONE = "undone", _("Taken back")
        SUGGESTED = "suggested", _("Follow-up suggested")
        SENT_AGAIN = "sent_again", _("E-mail sent again")

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    starts_before = models.DateTimeField(_("start before"), null=True, blank=True)
    reason = EncryptedTextField(_("reason"), max_length=200, blank=True, default="")
    mail_claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    mailed_at = models.DateTimeField(_("client told"), null=True, blank=True)

    objects = AppointmentEventQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("event of an appointment")
        verbose_name_plural = _("events of appointments")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["appointment", "-at"], name="intake_booking_event_of"),
            models.Index(
                fields=["mail_claimed_at"],
                name="intake_booking_event_doubt",
                condition=models.Q(mail_claimed_at__isnull=False, mailed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment}: {self.get_kind_display()}"

    @property
    def still_holds(self) -> bool:
        """Whether a move or a cancellation is still the last word on the visit."""
        return AppointmentEvent.objects.filter(pk=self.pk).last_words().exists()
