"""Where the work on a submission stands: one table of what may follow what."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where the staff's work on a submission stands."""

    NEW = "new", _("New")
    IN_REVIEW = "in_review", _("In review")
    CONTACTED = "contacted", _("Contacted")
    BOOKED = "visit_booked", _("Booked")
    CLOSED = "closed", _("Closed")

    @property
    def is_new(self) -> bool:
        """Whether nobody has begun."""
        return self is Stage.NEW

    @property
    def is_before_contact(self) -> bool:
        """Whether nobody has reached the client yet."""
        return self in (Stage.NEW, Stage.IN_REVIEW)

    @property
    def is_closed(self) -> bool:
        """Whether there is nothing left to do."""
        return self is Stage.CLOSED


class ClosedBecause(models.TextChoices):
    """Why there is nothing left to do."""

    HELPED = "helped", _("Helped, nothing more to do")
    IN_CARE = "in_care", _("Is in medical care")
    NOT_REACHED = "not_reached", _("Could not be reached")
    NOT_WANTED = "not_wanted", _("Does not want to be contacted")
    TEST = "test", _("Was a test or a mistake")


FOLLOWERS: dict[Stage, frozenset[Stage]] = {
    Stage.NEW: frozenset({Stage.IN_REVIEW, Stage.CONTACTED, Stage.BOOKED, Stage.CLOSED}),
    Stage.IN_REVIEW: frozenset({Stage.NEW, Stage.CONTACTED, Stage.BOOKED, Stage.CLOSED}),
    Stage.CONTACTED: frozenset({Stage.IN_REVIEW, Stage.BOOKED, Stage.CLOSED}),
    Stage.BOOKED: frozenset({Stage.IN_REVIEW, Stage.CONTACTED, Stage.CLOSED}),
    # A wrong click, or a client who calls again.
    Stage.CLOSED: frozenset({Stage.IN_REVIEW}),
}


def sources(target: Stage) -> list[Stage]:
    """Return the stages from which a submission may get to `target`."""
    return [stage for stage, followers in FOLLOWERS.items() if target in followers]


def may_become(current: Stage, target: Stage) -> bool:
    """Tell whether a submission may go from one stage to the other."""
    return target in FOLLOWERS[current]
