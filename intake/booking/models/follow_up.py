"""People the clinic should get in touch with, and each attempt to reach them."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.booking import tokens
from intake.booking.models import scoped
from intake.booking.models.appointment import Appointment
from intake.booking.models.contact import ClientContact, matches_contact
from intake.booking.models.practice import Practitioner, Service
from intake.booking.models.stateful import StatefulQuerySet
from intake.booking.states import FollowUpState
from intake.fields import EncryptedTextField
from intake.models import Submission, SubmissionEvent
from intake.scoping import Staff


class FollowUpQuerySet(StatefulQuerySet["FollowUp"]):
    """Follow-ups in the clinic's words."""

    def visible_to(self, user: Staff) -> Self:
        """Return those a member of staff may see."""
        return self.filter(
            scoped.visible_to(
                user,
                "intake_booking.view_followup",
                "practitioner__user",
                "appointment__practitioner__user",
                "submission__assigned_to",
            )
        )

    def due(self, today: date) -> Self:
        """Return the open ones whose day has come, the longest waiting first."""
        return self.open().filter(due_on__lte=today).order_by("due_on", "pk")

    def due_after(self, today: date) -> Self:
        """Return those whose day is still to come."""
        return self.filter(due_on__gt=today)

    def ended(self) -> Self:
        """Return those with a visit, and those staff closed."""
        return self.exclude(state=FollowUpState.OPEN)

    def with_attempts(self) -> Self:
        """Load what was tried, the latest first, without the notes."""
        tried = ContactAttempt.objects.order_by("-at", "-pk").defer("note")
        return self.prefetch_related(models.Prefetch("attempts", tried))

    def open(self) -> Self:
        """Return those somebody should still get in touch about."""
        return self.filter(state=FollowUpState.OPEN)

    def serve(self, appointment: Appointment, now: datetime) -> int:
        """Note that the client of a visit just booked has one; return how many were waiting."""
        if not appointment.client_digest:
            return 0
        waiting = self.open().filter(client_digest=appointment.client_digest)
        return waiting.become(FollowUpState.SERVED, booked=appointment, closed_at=now)

    def open_again(self, appointment: Appointment) -> int:
        """Open what a visit had served that does not take place; return how many."""
        return self.filter(booked=appointment).open_up()

    def open_up(self) -> int:
        """Open what was served or closed; return how many."""
        return self.become(
            FollowUpState.OPEN, booked=None, closing_reason="", closed_by=None, closed_at=None
        )

    def closed(self) -> Self:
        """Return those that staff closed."""
        return self.filter(state=FollowUpState.DONE)

    def locked(self, pk: int) -> "FollowUp":
        """Return one, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).get(pk=pk)

    def calls_for(self, submission: Submission) -> Self:
        """Return the calls asked for after some answers."""
        return self.filter(kind=FollowUp.Kind.CALL, submission=submission)

    def with_visit(self) -> Self:
        """Load the visit it follows, what is suggested, and the visit it led to."""
        return self.select_related(
            "service",
            "booked",
            *(f"appointment__{name}" for name in ("location", "practitioner", "service")),
        )

    def suggested_after(self, appointment: Appointment) -> "FollowUp | None":
        """Return the next visit staff suggested after one, if there is one to book or booked."""
        suggested = self.about(appointment, FollowUp.Kind.NEXT_VISIT).exclude(
            state=FollowUpState.DONE
        )
        return suggested.with_visit().first()

    def about(self, appointment: Appointment, kind: "FollowUp.Kind") -> Self:
        """Return the one of a kind after a visit, whatever its state."""
        return self.filter(appointment=appointment, kind=kind)

    def over_before(self, before: datetime) -> Self:
        """Return those that ended, or were due and never ended, before an instant."""
        never_ended = Q(closed_at__isnull=True, due_on__lt=before.date())
        over = self.filter(Q(closed_at__lt=before) | never_ended)
        return over.exclude(submission__legal_hold=True)

    def with_names(self) -> Self:
        """Load whom it is about in the same query."""
        return self.select_related("appointment__location", "practitioner", "service", "booked")

    def without_visit(self) -> Self:
        """Return those of people who had no visit, such as the calls they asked for."""
        return self.filter(appointment=None)

    def of_nobody_with_visits(self) -> Self:
        """Return those of people who had no visit and booked none."""
        return self.without_visit().filter(booked=None)

    def of_client(self, text: str) -> Self:
        """Return those whose reference, name, surname, e-mail or phone is exactly `text`."""
        return self.filter(Q(reference=text.strip().upper()) | matches_contact(text))


class FollowUp(ClientContact):
    """One reason to get in touch with a client, from its day until a visit or a closing word.

    The contact is kept with it: a client who asks for a call has no appointment.
    """

    class Kind(models.TextChoices):
        """Why to get in touch."""

        NEXT_VISIT = "next_visit", _("Next visit is due")
        NO_SHOW = "no_show", _("Did not come")
        CALL = "call", _("Asked for a call")

    class BestTime(models.TextChoices):
        """When a client likes to be called."""

        ANY = "", _("Any time")
        MORNING = "morning", _("In the morning")
        MIDDAY = "midday", _("Around midday")
        AFTERNOON = "afternoon", _("In the afternoon")

    class ClosingReason(models.TextChoices):
        """Why nobody needs to get in touch any more."""

        WELL = "well", _("Feels well, no visit needed")
        ELSEWHERE = "elsewhere", _("Is seen elsewhere")
        NOT_REACHED = "not_reached", _("Could not be reached")
        NOT_WANTED = "not_wanted", _("Does not want to be contacted")
        MISTAKE = "mistake", _("Was on the list by mistake")

    reference = models.CharField(
        _("reference"), max_length=9, unique=True, default=tokens.new_reference, editable=False
    )
    kind = models.CharField(_("why"), max_length=12, choices=Kind)
    appointment = models.ForeignKey(
        Appointment,
        verbose_name=_("after the visit"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="follow_ups",
    )
    submission = models.ForeignKey(
        "intake.Submission",
        verbose_name=_("answers"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="follow_ups",
    )
    practitioner = models.ForeignKey(
        Practitioner,
        verbose_name=_("practitioner"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="follow_ups",
    )
    service = models.ForeignKey(
        Service,
        verbose_name=_("kind of visit"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    best_time = models.CharField(
        _("best time to call"), max_length=12, choices=BestTime, blank=True, default=BestTime.ANY
    )
    due_on = models.DateField(_("due"))
    state = models.CharField(
        _("state"), max_length=12, choices=FollowUpState, default=FollowUpState.OPEN
    )
    booked = models.ForeignKey(
        Appointment,
        verbose_name=_("led to the visit"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    closing_reason = models.CharField(
        _("closed because"), max_length=12, choices=ClosingReason, blank=True, default=""
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("closed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    objects = FollowUpQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="intake_booking_follow_up_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "kind"],
                condition=Q(appointment__isnull=False),
                name="intake_booking_follow_up_once",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def status(self) -> FollowUpState:
        """The state as a member of the state table."""
        return FollowUpState(self.state)

    @property
    def offers_own_page(self) -> bool:
        """Whether the page of the visit before is where the client books the next one."""
        return self.kind == self.Kind.NEXT_VISIT and self.appointment is not None


class ContactAttemptQuerySet(models.QuerySet["ContactAttempt"]):
    """Attempts in the clinic's words."""

    def after_answers(self, submission: Submission) -> Self:
        """Return what was tried about the follow-ups that belong to some answers."""
        return self.filter(follow_up__submission=submission).select_related("by")

    def not_with_answers(self) -> Self:
        """Leave out calls that are noted with the answers as well."""
        called = SubmissionEvent.objects.filter(
            kind=SubmissionEvent.Kind.CALL,
            submission=models.OuterRef("follow_up__submission"),
            at=models.OuterRef("at"),
        )
        return self.exclude(models.Exists(called), way=ContactAttempt.Way.CALL)

    def of(self, follow_up: FollowUp) -> Self:
        """Return what was tried about one follow-up, the latest first."""
        return self.filter(follow_up=follow_up).select_related("by").order_by("-at", "-pk")

    def same_since(
        self, follow_up: FollowUp, by: AbstractBaseUser, way: str, since: datetime
    ) -> Self:
        """Return what a member of staff has just noted: the other half of a double click."""
        return self.filter(follow_up=follow_up, by_id=by.pk, way=way, at__gt=since)


class ContactAttempt(models.Model):
    """One attempt to reach a client about a follow-up: how, by whom, when, what came of it."""

    class Way(models.TextChoices):
        """How somebody got in touch."""

        CALL = "call", _("Phone call")
        EMAIL = "email", _("E-mail")
        OTHER = "other", _("In another way")

    class Outcome(models.TextChoices):
        """What came of it."""

        REACHED = "reached", _("Reached")
        NO_ANSWER = "no_answer", _("No answer")
        MESSAGE = "message", _("Left a message")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("Could not be sent")

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="attempts")
    way = models.CharField(_("how"), max_length=12, choices=Way)
    outcome = models.CharField(_("what came of it"), max_length=12, choices=Outcome)
    note = EncryptedTextField(_("note"), blank=True, default="")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(_("when"))

    objects = ContactAttemptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("contact attempt")
        verbose_name_plural = _("contact attempts")
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.follow_up}: {self.get_way_display()}"

    @property
    def is_call(self) -> bool:
        """Whether somebody called."""
        return self.way == self.Way.CALL

    @property
    def has_reached(self) -> bool:
        """Whether somebody spoke with the client."""
        return self.outcome == self.Outcome.REACHED

    @property
    def in_words(self) -> str:
        """What came of it, and the note."""
        outcome = str(self.get_outcome_display())
        return f"{outcome}. {self.note}" if self.note else outcome
