"""What the database keeps at hand of appointments, and what it never lets a row say."""

from django.db import models
from django.db.models import F, Q

from intake.booking import states
from intake.booking.states import State

WAS_BOOKED = ~Q(state=State.HELD) & ~Q(state=State.EXPIRED)
"""Whether clients were told that it is theirs. Said by what it is not, one by one: SQLite would
look up each of several states in an index of states and sort all it finds, and it recognizes the
condition of an index by no list."""

INDEXES = [
    models.Index(
        fields=["practitioner", "occupied_to"],
        condition=Q(state__in=states.OCCUPYING),
        name="intake_booking_diary",
    ),
    models.Index(fields=["state", "starts_at"], name="intake_booking_state_start"),
    models.Index(fields=["-starts_at", "-id"], condition=WAS_BOOKED, name="intake_booking_latest"),
    models.Index(
        fields=["practitioner", "submission", "state"],
        condition=Q(submission__isnull=False),
        name="intake_booking_own_clients",
    ),
    models.Index(
        fields=["room", "occupied_to"],
        condition=Q(state__in=states.OCCUPYING, room__isnull=False),
        name="intake_booking_room_diary",
    ),
    models.Index(fields=["holder_digest"], name="intake_booking_holder"),
    models.Index(
        fields=["address_digest"],
        condition=Q(state=State.HELD),
        name="intake_booking_address",
    ),
    models.Index(
        fields=["client_digest"],
        condition=Q(state__in=states.OCCUPYING),
        name="intake_booking_client",
    ),
    models.Index(
        fields=["confirmation_claimed_at"],
        condition=Q(confirmation_claimed_at__isnull=False, confirmation_sent_at__isnull=True),
        name="intake_booking_doubt",
    ),
    models.Index(fields=["email_digest"], name="intake_booking_email"),
    models.Index(fields=["phone_digest"], name="intake_booking_phone"),
    models.Index(fields=["name_digest"], name="intake_booking_name"),
    models.Index(fields=["surname_digest"], name="intake_booking_surname"),
]

CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(
        condition=Q(ends_at__gt=F("starts_at"))
        & Q(occupied_from__lte=F("starts_at"))
        & Q(occupied_to__gte=F("ends_at")),
        name="intake_booking_times_in_order",
    ),
    models.CheckConstraint(
        condition=~Q(state=State.HELD) | Q(hold_expires_at__isnull=False),
        name="intake_booking_hold_expires",
    ),
    models.CheckConstraint(
        condition=~Q(state=State.BOOKED) | Q(booked_at__isnull=False),
        name="intake_booking_booked_has_time",
    ),
    models.CheckConstraint(
        condition=~Q(state=State.CANCELLED) | Q(cancelled_at__isnull=False),
        name="intake_booking_cancelled_has_time",
    ),
    models.CheckConstraint(
        condition=~Q(state=State.ARRIVED) | Q(arrived_at__isnull=False),
        name="intake_booking_arrived_has_time",
    ),
    models.CheckConstraint(
        condition=~Q(state=State.NO_SHOW) | Q(missed_at__isnull=False),
        name="intake_booking_missed_has_time",
    ),
    models.CheckConstraint(
        condition=Q(overbooked=False) | ~Q(overbooked_reason=""),
        name="intake_booking_overbooked_has_reason",
    ),
]
