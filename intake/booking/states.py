"""The states of an appointment: one table of what may follow what, compared nowhere else."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where an appointment stands."""

    HELD = "held", _("kept for a client")
    BOOKED = "booked", _("booked")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("not booked")

    @property
    def is_held(self) -> bool:
        """Whether a client is still filling in the details."""
        return self is State.HELD

    @property
    def is_booked(self) -> bool:
        """Whether the visit is going to happen."""
        return self is State.BOOKED

    @property
    def is_cancelled(self) -> bool:
        """Whether the visit was booked and will not happen."""
        return self is State.CANCELLED

    @property
    def was_booked(self) -> bool:
        """Whether the client was ever told that the visit is booked."""
        return self in (State.BOOKED, State.CANCELLED)


OCCUPYING = (State.HELD, State.BOOKED)
"""The states that take time from the diary; the database lets no two of them overlap."""

FOLLOWERS: dict[State, frozenset[State]] = {
    State.HELD: frozenset({State.BOOKED, State.EXPIRED}),
    # A client may come back late: if the time is still free, the booking goes through.
    State.EXPIRED: frozenset({State.BOOKED}),
    State.BOOKED: frozenset({State.CANCELLED}),
    State.CANCELLED: frozenset(),
}


def sources(target: State) -> list[State]:
    """Return the states from which an appointment may get to `target`."""
    return [state for state, followers in FOLLOWERS.items() if target in followers]


def may_become(current: State, target: State) -> bool:
    """Tell whether an appointment may go from one state to the other."""
    return target in FOLLOWERS[current]
