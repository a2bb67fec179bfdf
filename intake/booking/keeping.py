"""How many times one browser, and one network address, may keep at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from intake.booking import conf, tokens
from intake.booking.errors import TooManyHolds
from intake.booking.models import Appointment


class Asked(NamedTuple):
    """What is to be kept; `practitioner_id` None means whoever is free."""

    service_id: int
    location_id: int
    start: datetime
    practitioner_id: int | None


class Kept(NamedTuple):
    """A time that a browser keeps; nothing personal."""

    pk: int
    holder_digest: str
    service_id: int
    location_id: int
    starts_at: datetime
    practitioner_id: int

    def is_for(self, asked: Asked) -> bool:
        """Whether this is what is asked for."""
        visit = Asked(self.service_id, self.location_id, self.starts_at, self.practitioner_id)
        return asked in (visit, visit._replace(practitioner_id=None))


def kept_by(holder: str, address: str, now: datetime) -> tuple[list[Kept], int]:
    """Return what a browser keeps, oldest first, and how many others keep from its address."""
    found = Appointment.objects.kept_by_or_at(holder, address, now)
    rows = [Kept(*row) for row in found.values_list(*Kept._fields)]
    digest = tokens.digest(holder)
    mine = [each for each in rows if each.holder_digest == digest]
    return mine, len(rows) - len(mine)


def same_again(mine: Iterable[Kept], asked: Asked) -> Appointment | None:
    """Return the hold a browser already has of what it asks for."""
    found = next((each for each in mine if each.is_for(asked)), None)
    return Appointment.objects.get(pk=found.pk) if found else None


def make_room(mine: Sequence[Kept], others: int) -> None:
    """Let a browser keep one more, giving back its oldest; inside the caller's transaction.

    Raises TooManyHolds when the other browsers at its address keep as many as they may.
    """
    if others >= conf.holds_per_address():
        raise TooManyHolds
    surplus = mine[: max(0, len(mine) - conf.holds_per_browser() + 1)]
    if surplus:
        Appointment.objects.filter(pk__in=[each.pk for each in surplus]).let_go()
