"""An appointment, from the moment a time is kept for a client."""

import uuid
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.booking import generation, slots, states, tokens
from intake.booking.models.appointment_rules import CONSTRAINTS, INDEXES, WAS_BOOKED
from intake.booking.models.contact import ClientContact, matches_contact
from intake.booking.models.in_diary import InDiaryQuerySet
from intake.booking.models.mailed_once import MailedOnceQuerySet
from intake.booking.models.practice import Location, Practitioner, Room, Service
from intake.booking.models.series import Series
from intake.booking.states import State
from intake.fields import EncryptedTextField

WIDEST_ZONE = timedelta(hours=14)
"""How far the clocks of any place are from UTC at most."""


class AppointmentQuerySet(  # type: ignore[override]
    InDiaryQuerySet["Appointment"],
    MailedOnceQuerySet["Appointment"],
    generation.WatchedQuerySet["Appointment"],
):
    """Appointments in the clinic's words."""

    telling = frozenset(
        {"state", "hold_expires_at", "practitioner", "room", "occupied_from", "occupied_to"}
    )
    tell = staticmethod(generation.changed)
    claim_column = "confirmation_claimed_at"
    mail_column = "confirmation_sent_at"

    def with_names(self) -> Self:
        """Load who, what and where in the same query."""
        return self.select_related("practitioner", "service", "location", "room", "submission")

    def with_visit(self) -> Self:
        """Load whose diary and what kind of visit in the same query, as booking it needs."""
        return self.select_related("practitioner", "service")

    def for_token(self, token: str) -> Self:
        """Return the appointment a client's link stands for."""
        return self.filter(token_digest=tokens.digest(token))

    def with_account(self, user_id: int) -> Self:
        """Return the visits after answers of the practitioner who signs in with an account."""
        # Not joined: so each database looks for their key once, then in the index of their clients.
        who = Practitioner.objects.filter(user=user_id).values("pk")
        return self.ever_booked().filter(practitioner__in=who, submission__isnull=False)

    def never_booked(self, before: datetime) -> Self:
        """Return the kept times that ran out before an instant and were never booked."""
        held = [state for state in State if not state.was_booked]
        return self.filter(state__in=held, hold_expires_at__lt=before)

    def of_former_clients(self, before: datetime) -> Self:
        """Return the visits of clients whose last one was over before an instant.

        A legal hold on the answers of one of them keeps them all.
        """
        same = Q(email_digest=models.OuterRef("email_digest")) & ~Q(email_digest="")
        same |= Q(pk=models.OuterRef("pk"))
        kept = self.model.objects.filter(same).filter(
            Q(ends_at__gte=before) | Q(submission__legal_hold=True)
        )
        return self.ever_booked().filter(~models.Exists(kept), ends_at__lt=before)

    def in_diaries_or_rooms(
        self, practitioners: Iterable[Practitioner], rooms: Collection[Room]
    ) -> Self:
        """Return the appointments of some practitioners, and those that take some rooms."""
        theirs = Q(practitioner__in=practitioners)
        return self.filter(theirs | Q(room__in=rooms) if rooms else theirs)

    def unguarded(self, now: datetime) -> Self:
        """Return what no constraint settles: holds that have run out, and what was overbooked."""
        lapsed = Q(state=State.HELD, hold_expires_at__lte=now)
        return self.filter(lapsed | Q(state__in=states.OCCUPYING, overbooked=True))

    def are_overbooked(self) -> "models.QuerySet[Appointment, bool]":
        """Return of each whether staff put it on top of something else on purpose."""
        return self.order_by().values_list("overbooked", flat=True)

    def in_diaries(self, practitioners: Iterable[Practitioner]) -> Self:
        """Return the appointments of some practitioners."""
        return self.filter(practitioner__in=practitioners)

    def taking_time(self, now: datetime) -> Self:
        """Return what occupies the diary: bookings, and holds that have not run out."""
        return self.filter(state__in=states.OCCUPYING).exclude(
            state=State.HELD, hold_expires_at__lte=now
        )

    def ranges(self) -> "models.QuerySet[Appointment, tuple[int, int, int, datetime, datetime]]":
        """Return (pk, practitioner's pk, room's pk, occupied from, to) and nothing personal."""
        return self.order_by().values_list(
            "pk", "practitioner_id", "room_id", "occupied_from", "occupied_to"
        )

    def lapsed(self, now: datetime) -> Self:
        """Return holds that have run out."""
        return self.filter(state=State.HELD, hold_expires_at__lte=now)

    def kept_by(self, holder: str, now: datetime) -> Self:
        """Return the live holds of one browser, oldest first."""
        return self.filter(
            state=State.HELD, holder_digest=tokens.digest(holder), hold_expires_at__gt=now
        ).order_by("created_at", "pk")

    def kept_by_or_at(self, holder: str, address: str, now: datetime) -> Self:
        """Return the live holds of one browser and of one network address, oldest first."""
        near = Q(holder_digest=tokens.digest(holder))
        if address:
            near |= Q(address_digest=tokens.digest(address))
        found = self.filter(near, state=State.HELD, hold_expires_at__gt=now)
        return found.order_by("created_at", "pk")

    def for_visit(
        self, *, service: Service, location: Location, start: datetime, practitioner_id: int | None
    ) -> Self:
        """Return those of one kind, place and start; `practitioner_id` None means anybody."""
        found = self.filter(service=service, location=location, starts_at=start)
        return found if practitioner_id is None else found.filter(practitioner_id=practitioner_id)

    def of_same_client(self, client_digest: str) -> Self:
        """Return those of one client, as the guard tells clients apart."""
        return self.filter(client_digest=client_digest)

    def but(self, appointment: "Appointment") -> Self:
        """Leave out one."""
        return self.exclude(pk=appointment.pk)

    def visits(self) -> "models.QuerySet[Appointment, slots.Range]":
        """Return (start, end) and nothing personal."""
        return self.order_by().values_list("starts_at", "ends_at")

    def in_series_of(self, series_id: int) -> Self:
        """Return what is booked of a series, in order."""
        return self.booked().filter(series=series_id).order_by("starts_at", "pk")

    def for_calendars_of(self, practitioner: Practitioner, since: datetime) -> Self:
        """Return the visits a practitioner's calendar program shows, those long past left out."""
        shown = self.filter(state__in=[State.BOOKED, State.ARRIVED], ends_at__gt=since)
        return shown.filter(practitioner=practitioner).order_by("starts_at", "pk")

    def in_one_mail_with(self, appointment: "Appointment") -> Self:
        """Return the visits one confirmation tells of: a whole series, or the visit alone."""
        if appointment.series_id is None:
            return self.filter(pk=appointment.pk)
        return self.filter(series=appointment.series_id).order_by("pk")

    def starts(self) -> "list[tuple[int, datetime]]":
        """Return of each which it is and when it starts, in their order."""
        return list(self.values_list("pk", "starts_at"))

    def stay_booked(self, **changes: Any) -> int:
        """Change visits that are going to happen; return how many did."""
        return self.filter(state=State.BOOKED).update(**changes)

    def let_go(self) -> int:
        """End holds; return how many."""
        return self.filter(state=State.HELD).become(State.EXPIRED)

    def keep_until(self, until: datetime) -> int:
        """Keep held times longer; return how many were still kept."""
        return self.filter(state=State.HELD).update(hold_expires_at=until)

    def claim_confirmation(self, now: datetime) -> bool:
        """Take the right to write the confirmation of what is booked; one caller gets it."""
        return self.unconfirmed().claim_mail(now)

    def confirmed(self) -> Self:
        """Return the visits whose confirmation left."""
        return self.exclude(confirmation_sent_at=None)

    def unconfirmed(self) -> Self:
        """Return the booked visits whose client has an e-mail address and no confirmation yet."""
        return self.unmailed().filter(state=State.BOOKED).exclude(email_digest="")

    def without_confirmation(self, now: datetime) -> Self:
        """Return the visits to come whose confirmation has not left, the soonest first."""
        return self.unconfirmed().filter(ends_at__gt=now).order_by("starts_at", "pk")

    def confirmation_in_doubt(self, now: datetime) -> Self:
        """Return the visits to come whose client may or may not have been sent a confirmation."""
        return self.in_doubt(now).filter(state=State.BOOKED, ends_at__gt=now)

    def booked(self) -> Self:
        """Return the visits that are going to happen, or have."""
        return self.filter(state=State.BOOKED)

    def ever_booked(self) -> Self:
        """Return what clients were told is theirs: booked, or booked and cancelled since."""
        return self.filter(state__in=[state for state in State if state.was_booked])

    def unplanned(self, now: datetime) -> Self:
        """Return visits to come that no reminder was ever planned for."""
        return self.booked().filter(starts_at__gt=now, reminders__isnull=True)

    def latest_first(self) -> Self:
        """Return what clients were told is theirs, the latest first; in the order of the index.

        Its condition is the one of the index to the letter: SQLite uses it for no other.
        """
        return self.filter(WAS_BOOKED).order_by("-starts_at", "-pk")

    def how_many(self, most: int) -> int:
        """Count them, but no further than a limit."""
        return self.select_related(None).values("pk")[:most].count()

    def on_days(self, first: date | None, last: date | None) -> Self:
        """Return those that start on some days, as each place's own calendar has them.

        None leaves that side open. The instants, a zone wider, are what has an index.
        """
        found = self
        if first is not None:
            since = datetime.combine(first, time(), UTC) - WIDEST_ZONE
            found = found.filter(wall_start__gte=first.isoformat(), starts_at__gte=since)
        if last is not None:
            end = last + timedelta(days=1)
            before = datetime.combine(end, time(), UTC) + WIDEST_ZONE
            found = found.filter(wall_start__lt=end.isoformat(), starts_at__lt=before)
        return found

    def of_client(self, text: str) -> Self:
        """Return those whose reference, name, surname, e-mail or phone is exactly `text`."""
        return self.filter(Q(reference=text.strip().upper()) | matches_contact(text))


class Appointment(ClientContact):
    """A time taken from a practitioner's diary, kept or booked for one client.

    All instants are UTC. `occupied_*` includes the buffers. `wall_start` and `zone_name` keep
    what the client was promised, should the rules of the zone change later.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(
        _("reference"), max_length=9, unique=True, default=tokens.new_reference, editable=False
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    holder_digest = models.CharField(max_length=64, blank=True, editable=False)
    address_digest = models.CharField(max_length=64, blank=True, default="", editable=False)

    practitioner = models.ForeignKey(
        Practitioner,
        verbose_name=_("practitioner"),
        on_delete=models.PROTECT,
        related_name="appointments",
    )
    practitioner_chosen = models.BooleanField(_("client chose the practitioner"), default=False)
    service = models.ForeignKey(
        Service,
        verbose_name=_("kind of visit"),
        on_delete=models.PROTECT,
        related_name="appointments",
    )
    location = models.ForeignKey(
        Location, verbose_name=_("location"), on_delete=models.PROTECT, related_name="appointments"
    )
    room = models.ForeignKey(
        Room,
        verbose_name=_("room"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
    )
    series = models.ForeignKey(
        Series,
        verbose_name=_("series"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="appointments",
    )
    submission = models.ForeignKey(
        "intake.Submission",
        verbose_name=_("answers"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="appointments",
    )

    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    occupied_from = models.DateTimeField()
    occupied_to = models.DateTimeField()
    zone_name = models.CharField(_("time zone"), max_length=64)
    wall_start = models.CharField(_("local start"), max_length=16)

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.HELD)
    hold_expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)
    booked_at = models.DateTimeField(_("booked"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    missed_at = models.DateTimeField(_("marked as missed"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    overbooked = models.BooleanField(_("booked on top of something else"), default=False)
    overbooked_reason = EncryptedTextField(
        _("why on top of something else"), max_length=200, blank=True, default=""
    )
    confirmation_claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmation_sent_at = models.DateTimeField(_("confirmation sent"), null=True, blank=True)
    ics_sequence = models.PositiveIntegerField(default=0, editable=False)

    client_zone = models.CharField(_("client's time zone"), max_length=64, blank=True, default="")
    follow_up_weeks = models.PositiveSmallIntegerField(
        _("next visit in weeks"), null=True, blank=True
    )

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("cancelled by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        permissions = [
            ("overbook", _("Can book on top of another visit")),
            ("see_all_appointments", _("Can see every client's booking, not only their own")),
            ("export_appointment", _("Can export appointments")),
        ]
        ordering = ["starts_at", "pk"]
        indexes = INDEXES
        constraints = CONSTRAINTS

    def __str__(self) -> str:
        return self.reference

    @property
    def status(self) -> State:
        """The state as a member of the state table."""
        return State(self.state)

    @property
    def token(self) -> str:
        """The secret of the client's link; never stored, made anew from the key each time."""
        return tokens.link_token(self.uid)

    @property
    def zone(self) -> ZoneInfo:
        """The zone the client was promised the time in."""
        return ZoneInfo(self.zone_name)

    @property
    def length_minutes(self) -> int:
        """How long the visit takes, in minutes of elapsed time."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    def is_to_come(self, now: datetime) -> bool:
        """Tell whether the visit is booked and has not begun."""
        return self.status.is_booked and now < self.starts_at

    def hold_is_live(self, now: datetime) -> bool:
        """Tell whether the time is still kept for the client who is filling in the details."""
        return (
            self.status.is_held and self.hold_expires_at is not None and now < self.hold_expires_at
        )
