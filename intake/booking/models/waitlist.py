"""People who wait for a time, and the freed times they were offered."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.booking import tokens
from intake.booking.models import scoped
from intake.booking.models.appointment import Appointment
from intake.booking.models.contact import ClientContact, matches_contact
from intake.booking.models.practice import Location, Practitioner, Service
from intake.booking.models.stateful import StatefulQuerySet
from intake.booking.states import OfferState, State, WaitState
from intake.engine.types import Route
from intake.scoping import Staff


class WaitlistQuerySet(StatefulQuerySet["WaitlistEntry"]):
    """The waitlist in the clinic's words."""

    def visible_to(self, user: Staff) -> Self:
        """Return those a member of staff may see."""
        return self.filter(
            scoped.visible_to(
                user,
                "intake_booking.view_waitlistentry",
                "appointment__practitioner__user",
                "submission__assigned_to",
            )
        )

    def waiting(self) -> Self:
        """Return those a freed time may be offered to."""
        return self.filter(state=WaitState.WAITING)

    def in_turn(self) -> Self:
        """Order by urgency of the intake, then by who has waited longest."""
        return self.order_by("-priority", "created_at", "pk")

    def ended_before(self, before: datetime) -> Self:
        """Return those whose wait was over before an instant."""
        return self.filter(ended_at__lt=before).exclude(submission__legal_hold=True)

    def waiting_first(self) -> Self:
        """Order those who wait in turn, then the others."""
        over = models.Case(models.When(state=WaitState.WAITING, then=0), default=1)
        return self.order_by(over, "-priority", "created_at", "pk")

    def to_ask(self, now: datetime) -> Self:
        """Return whom a freed time may be offered to, in turn.

        Nobody with an offer to answer, and nobody whose answers call for medical care.
        """
        asked = WaitlistOffer.objects.open_at(now).filter(entry=models.OuterRef("pk"))
        return (
            self.waiting()
            .filter(~models.Exists(asked))
            .exclude(submission__route=Route.URGENT.value)
            .in_turn()
        )

    def with_wishes(self) -> Self:
        """Load what each waits for along with it."""
        return self.select_related("service", "location", "submission").prefetch_related(
            "practitioners"
        )

    def joined_with(self, email: str, *, since: datetime) -> Self:
        """Return those put on the list with an e-mail address since an instant."""
        return self.filter(email_digest=tokens.contact_digest(email), created_at__gt=since)

    def same_wait(self, entry: "WaitlistEntry") -> Self:
        """Return an entry and any other with which the same client waits for the same."""
        twin = Q(
            client_digest=entry.client_digest, service=entry.service_id, location=entry.location_id
        )
        return self.waiting().filter(Q(pk=entry.pk) | twin)

    def locked(self) -> Self:
        """Return them locked until the transaction ends, always in the same order."""
        return self.order_by("pk").select_for_update(no_key=True)

    def over(self, location: Location, today: date, joined_before: datetime) -> Self:
        """Return those at a place whose last day has passed; without one, who joined long ago."""
        too_long = Q(last_day__isnull=True, created_at__lt=joined_before)
        return self.filter(Q(last_day__lt=today) | too_long, location=location)

    def forgotten(self, before: datetime) -> Self:
        """Return those who joined before an instant and still wait although nothing is to come."""
        no_day = Q(last_day__isnull=True) | Q(last_day__lt=before.date())
        found = self.waiting().filter(no_day, created_at__lt=before)
        return found.exclude(submission__legal_hold=True)

    def for_token(self, token: str) -> Self:
        """Return the entry a client's link stands for."""
        return self.filter(token_digest=tokens.digest(token))

    def of_client(self, text: str) -> Self:
        """Return those whose reference, name, surname, e-mail or phone is exactly `text`."""
        return self.filter(Q(reference=text.strip().upper()) | matches_contact(text))


class WaitlistEntry(ClientContact):
    """One client who would take a freed time; days and times are wall time of the place.

    `weekdays` are numbers, Monday 0, none of them meaning any day. `priority` is higher the
    sooner the intake says the client should be seen.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(
        _("reference"), max_length=9, unique=True, default=tokens.new_reference, editable=False
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    service = models.ForeignKey(
        Service, verbose_name=_("kind of visit"), on_delete=models.PROTECT, related_name="waiting"
    )
    location = models.ForeignKey(
        Location, verbose_name=_("location"), on_delete=models.PROTECT, related_name="waiting"
    )
    practitioners = models.ManyToManyField(
        Practitioner, verbose_name=_("practitioners"), related_name="waiting", blank=True
    )
    weekdays = models.JSONField(_("weekdays"), default=list, blank=True)
    earliest = models.TimeField(_("not before"), null=True, blank=True)
    latest = models.TimeField(_("not after"), null=True, blank=True)
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    submission = models.ForeignKey(
        "intake.Submission",
        verbose_name=_("answers"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="waiting",
    )
    priority = models.PositiveSmallIntegerField(_("urgency"), default=0)
    state = models.CharField(
        _("state"), max_length=12, choices=WaitState, default=WaitState.WAITING
    )
    appointment = models.ForeignKey(
        Appointment,
        verbose_name=_("visit"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = WaitlistQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("entry of the waitlist")
        verbose_name_plural = _("entries of the waitlist")
        ordering = ["-priority", "created_at", "pk"]
        indexes = [
            models.Index(
                fields=["service", "location", "-priority", "created_at"],
                condition=Q(state=WaitState.WAITING),
                name="intake_booking_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__isnull=True)
                | Q(last_day__isnull=True)
                | Q(last_day__gte=F("first_day")),
                name="intake_booking_wait_days_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def status(self) -> WaitState:
        """The state as a member of the state table."""
        return WaitState(self.state)

    @property
    def needs_care(self) -> bool:
        """Whether the client's answers call for medical care before any visit."""
        return self.submission is not None and self.submission.is_urgent

    @property
    def token(self) -> str:
        """The secret of the client's link; never stored, made anew from the key each time."""
        return tokens.link_token(self.uid)


class WaitlistOfferQuerySet(StatefulQuerySet["WaitlistOffer"]):
    """Offers in the clinic's words."""

    def open_at(self, now: datetime) -> Self:
        """Return those that can still be taken."""
        return self.filter(state=OfferState.OPEN, expires_at__gt=now)

    def run_out(self, now: datetime) -> Self:
        """Return those nobody took in time."""
        return self.filter(state=OfferState.OPEN, expires_at__lte=now)

    def of(self, hold: Appointment) -> Self:
        """Return the offers of one kept time."""
        return self.filter(hold=hold)

    def to(self, entries: Iterable[WaitlistEntry]) -> Self:
        """Return the offers some people got."""
        return self.filter(entry__in=entries)

    def with_hold(self) -> Self:
        """Load the kept time, who, what and where in the same query."""
        names = ("practitioner", "service", "location", "room")
        return self.select_related("hold", *(f"hold__{name}" for name in names))

    def for_token(self, token: str) -> Self:
        """Return the offer a client's link stands for, with all it is about."""
        found = self.with_hold().select_related(
            "entry__service", "entry__location", "entry__submission"
        )
        return found.filter(token_digest=tokens.digest(token))

    def turned_down(self, now: datetime) -> Self:
        """Return those of times to come that a client refused or let run out."""
        ran_out = Q(state=OfferState.MISSED, ended_at__gte=F("expires_at"))
        return self.filter(Q(state=OfferState.DECLINED) | ran_out, hold__starts_at__gt=now)

    def ranges(self) -> "models.QuerySet[WaitlistOffer, tuple[int, datetime, datetime]]":
        """Return (entry's pk, start, end) and nothing personal."""
        return self.order_by().values_list("entry_id", "hold__starts_at", "hold__ends_at")

    def unanswered_holds(self, now: datetime) -> "models.QuerySet[Appointment]":
        """Return the times kept for the list that nobody can take any more."""
        kept = self.filter(hold__state=State.HELD).values("hold")
        still = self.open_at(now).values("hold")
        return Appointment.objects.with_names().filter(pk__in=kept).exclude(pk__in=still)

    def claim_mail(self, now: datetime) -> bool:
        """Take the right to write to the client about an offer; one caller gets it."""
        return self.open_at(now).filter(mailed_at__isnull=True).update(mailed_at=now) == 1

    def give_mail_back(self) -> None:
        """Let the e-mail be tried again: it could not be sent."""
        self.update(mailed_at=None)

    def without_mail(self, now: datetime) -> Self:
        """Return the open offers that no e-mail told of."""
        return self.open_at(now).filter(mailed_at__isnull=True).order_by("offered_at", "pk")


class WaitlistOffer(models.Model):
    """A freed time, offered to one client for a while; `hold` keeps it from everybody else.

    Several clients may be offered the same hold: the first to take it has the visit.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    entry = models.ForeignKey(WaitlistEntry, on_delete=models.CASCADE, related_name="offers")
    hold = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="offers")
    state = models.CharField(_("state"), max_length=12, choices=OfferState, default=OfferState.OPEN)
    offered_at = models.DateTimeField(_("offered"))
    expires_at = models.DateTimeField(_("stands until"))
    mailed_at = models.DateTimeField(_("client told"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = WaitlistOfferQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["-offered_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["entry", "hold"], name="intake_booking_offer_once"),
            models.UniqueConstraint(
                fields=["hold"],
                condition=Q(state=OfferState.CLAIMED),
                name="intake_booking_offer_claimed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.get_state_display()}"

    @property
    def status(self) -> OfferState:
        """The state as a member of the state table."""
        return OfferState(self.state)

    def stands(self, now: datetime) -> bool:
        """Tell whether the client can still take the time."""
        return self.status.is_open and now < self.expires_at and self.hold.hold_is_live(now)

    @property
    def token(self) -> str:
        """The secret of the client's link; never stored, made anew from the key each time."""
        return tokens.link_token(self.uid)
