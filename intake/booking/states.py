"""The states of booking: one table each of what may follow what, compared nowhere else."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where an appointment stands."""

    HELD = "held", _("kept for a client")
    BOOKED = "booked", _("booked")
    ARRIVED = "arrived", _("arrived")
    NO_SHOW = "no_show", _("did not come")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("not booked")

    @property
    def is_held(self) -> bool:
        """Whether a client is still filling in the details."""
        return self is State.HELD

    @property
    def is_booked(self) -> bool:
        """Whether the visit is going to happen, or should have."""
        return self is State.BOOKED

    @property
    def is_arrived(self) -> bool:
        """Whether the client came."""
        return self is State.ARRIVED

    @property
    def is_missed(self) -> bool:
        """Whether the client did not come."""
        return self is State.NO_SHOW

    @property
    def is_cancelled(self) -> bool:
        """Whether the visit was booked and will not happen."""
        return self is State.CANCELLED

    @property
    def was_booked(self) -> bool:
        """Whether the client was ever told that the visit is booked."""
        return self in (State.BOOKED, State.ARRIVED, State.NO_SHOW, State.CANCELLED)


OCCUPYING = (State.HELD, State.BOOKED, State.ARRIVED)
"""The states that take time from the diary; the database lets no two of them overlap."""

FOLLOWERS: dict[State, frozenset[State]] = {
    State.HELD: frozenset({State.BOOKED, State.EXPIRED}),
    # A client may come back late: if the time is still free, the booking goes through.
    State.EXPIRED: frozenset({State.BOOKED}),
    # The desk may take a wrong click back; a missed time may have been given away meanwhile.
    State.BOOKED: frozenset({State.ARRIVED, State.NO_SHOW, State.CANCELLED}),
    State.ARRIVED: frozenset({State.BOOKED}),
    State.NO_SHOW: frozenset({State.BOOKED, State.ARRIVED}),
    State.CANCELLED: frozenset(),
}


class WaitState(models.TextChoices):
    """Where somebody on the waitlist stands."""

    WAITING = "waiting", _("waiting")
    SERVED = "served", _("has a visit")
    LEFT = "left", _("left the list")
    LAPSED = "lapsed", _("waited until the last day")

    @property
    def is_waiting(self) -> bool:
        """Whether a freed time may be offered."""
        return self is WaitState.WAITING

    @property
    def is_served(self) -> bool:
        """Whether the wait ended with a visit."""
        return self is WaitState.SERVED

    @property
    def is_lapsed(self) -> bool:
        """Whether the last day passed without a time."""
        return self is WaitState.LAPSED


WAIT_FOLLOWERS: dict[WaitState, frozenset[WaitState]] = {
    WaitState.WAITING: frozenset({WaitState.SERVED, WaitState.LEFT, WaitState.LAPSED}),
    WaitState.SERVED: frozenset(),
    WaitState.LEFT: frozenset(),
    WaitState.LAPSED: frozenset(),
}


class OfferState(models.TextChoices):
    """Where the offer of a freed time stands."""

    OPEN = "open", _("waits for an answer")
    CLAIMED = "claimed", _("taken")
    DECLINED = "declined", _("turned down")
    MISSED = "missed", _("somebody was faster, or it ran out")

    @property
    def is_open(self) -> bool:
        """Whether the time can still be taken."""
        return self is OfferState.OPEN

    @property
    def is_claimed(self) -> bool:
        """Whether this client took the time."""
        return self is OfferState.CLAIMED

    @property
    def is_declined(self) -> bool:
        """Whether this client turned the time down."""
        return self is OfferState.DECLINED


OFFER_FOLLOWERS: dict[OfferState, frozenset[OfferState]] = {
    OfferState.OPEN: frozenset({OfferState.CLAIMED, OfferState.DECLINED, OfferState.MISSED}),
    OfferState.CLAIMED: frozenset(),
    OfferState.DECLINED: frozenset(),
    OfferState.MISSED: frozenset(),
}


class ReminderState(models.TextChoices):
    """Where a reminder stands."""

    DUE = "due", _("to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    SKIPPED = "skipped", _("not needed")
    UNKNOWN = "unknown", _("not known whether sent")

    @property
    def is_sent(self) -> bool:
        """Whether the e-mail left."""
        return self is ReminderState.SENT

    @property
    def is_decided(self) -> bool:
        """Whether nothing more will come of it."""
        return self in (ReminderState.SENT, ReminderState.SKIPPED, ReminderState.UNKNOWN)


REMINDER_FOLLOWERS: dict[ReminderState, frozenset[ReminderState]] = {
    ReminderState.DUE: frozenset({ReminderState.SENDING, ReminderState.SKIPPED}),
    # Back to due when the mail server refused it; unknown when its worker crashed.
    ReminderState.SENDING: frozenset(
        {ReminderState.SENT, ReminderState.SKIPPED, ReminderState.DUE, ReminderState.UNKNOWN}
    ),
    ReminderState.SENT: frozenset(),
    # A visit that is moved back to a time has its reminder again.
    ReminderState.SKIPPED: frozenset({ReminderState.DUE}),
    # Staff may have it sent once more.
    ReminderState.UNKNOWN: frozenset({ReminderState.DUE}),
}


class FollowUpState(models.TextChoices):
    """Where a follow-up stands."""

    OPEN = "open", _("open")
    SERVED = "served", _("has a visit")
    DONE = "done", _("closed")

    @property
    def is_open(self) -> bool:
        """Whether somebody should still get in touch."""
        return self is FollowUpState.OPEN

    @property
    def is_closed(self) -> bool:
        """Whether staff closed it."""
        return self is FollowUpState.DONE


FOLLOW_UP_FOLLOWERS: dict[FollowUpState, frozenset[FollowUpState]] = {
    FollowUpState.OPEN: frozenset({FollowUpState.SERVED, FollowUpState.DONE}),
    # A cancelled visit, or a wrong click, opens it again.
    FollowUpState.SERVED: frozenset({FollowUpState.OPEN}),
    FollowUpState.DONE: frozenset({FollowUpState.OPEN}),
}

AnyState = State | WaitState | OfferState | ReminderState | FollowUpState

TABLES: dict[type, dict[Any, frozenset[Any]]] = {
    State: FOLLOWERS,
    WaitState: WAIT_FOLLOWERS,
    OfferState: OFFER_FOLLOWERS,
    ReminderState: REMINDER_FOLLOWERS,
    FollowUpState: FOLLOW_UP_FOLLOWERS,
}


def sources(target: AnyState) -> list[Any]:
    """Return the states of the same kind from which something may get to `target`."""
    table = TABLES[type(target)]
    return [state for state, followers in table.items() if target in followers]


def may_become(current: AnyState, target: AnyState) -> bool:
    """Tell whether something may go from one state to the other."""
    return target in TABLES[type(target)][current]
