"""What can go wrong in booking, each as a named exception."""

from datetime import datetime
from typing import TYPE_CHECKING

from intake.booking.slots import Refusal

if TYPE_CHECKING:
    from intake.booking.availability import FreeTime
    from intake.booking.series import Planned


class BookingError(Exception):
    """The base of all refusals of booking."""


class OverlapError(BookingError):
    """The database refused a range that meets another in the same diary."""


class ClientBusyError(OverlapError):
    """The database refused a second visit of the same client at the same time."""


class TimeTaken(BookingError):  # noqa: N818 (a normal outcome, not a failure)
    """A time is not free any more, or never was; carries the next free times."""

    def __init__(self, start: datetime, refusal: Refusal, next_free: "list[FreeTime]") -> None:
        super().__init__(f"{start.isoformat()} is not free: {refusal}")
        self.start = start
        self.refusal = refusal
        self.next_free = next_free


class SeriesClash(BookingError):  # noqa: N818
    """Some visits of a series cannot be; carries each with its rule and the nearest free times."""

    def __init__(self, clashes: "list[Planned]") -> None:
        super().__init__(", ".join(f"{each.start.isoformat()}: {each.refusal}" for each in clashes))
        self.clashes = clashes


class ClientBusy(BookingError):  # noqa: N818
    """The client has another visit at that time; carries free times at which they have none."""

    def __init__(self, start: datetime, next_free: "list[FreeTime]") -> None:
        super().__init__(f"the client has another visit at {start.isoformat()}")
        self.start = start
        self.next_free = next_free


class MayNotOverbook(BookingError):  # noqa: N818
    """Only some of the staff may book against the rules, and never without a reason."""


class TooManyHolds(BookingError):  # noqa: N818
    """One network address keeps as many times as it may."""


class TooLate(BookingError):  # noqa: N818
    """The visit is too near for its client to change it online."""


class CareFirst(BookingError):  # noqa: N818
    """The client's answers call for medical care before any visit."""


class AnswersFirst(BookingError):  # noqa: N818
    """The client has begun the questions, and the answers so far call for medical care."""


class QuestionsFirst(BookingError):  # noqa: N818
    """The clinic books only after its questions."""


class MailRefused(BookingError):  # noqa: N818
    """An e-mail could not be sent; carries the name of the failure's class and nothing else."""


class NotChangeable(BookingError):  # noqa: N818
    """The appointment is in a state this cannot follow."""


class OfferGone(BookingError):  # noqa: N818
    """An offered time ran out, was turned down, or somebody was faster."""


class TooManyEntries(BookingError):  # noqa: N818
    """One e-mail address was put on the waitlist as often as it may be within a day."""
