"""What a client wants to book, read from an address or a form and checked against what exists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlencode

from intake.booking.at_hand import at_hand
from intake.booking.models import Location, Practitioner, Service

DAYS_SHOWN = 4
MOST_DAYS = 60

Row = TypeVar("Row", Service, Location, Practitioner)


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind of visit, a place and a practitioner, None where nothing valid was chosen.

    `practitioner_id` None means whoever is free first. `days` is how many days to list.
    """

    services: tuple[Service, ...]
    locations: tuple[Location, ...]
    service: Service | None
    location: Location | None
    practitioner_id: int | None
    days: int

    @property
    def is_ready(self) -> bool:
        """Whether times can be looked up."""
        return self.service is not None and self.location is not None

    def without_strangers(self) -> "Choice":
        """Return the choice, with nobody chosen where the one chosen does not give this visit."""
        if self.practitioner_id is None or self.service is None or self.location is None:
            return self
        offering = Practitioner.objects.offering(self.service, self.location)
        if offering.filter(pk=self.practitioner_id).exists():
            return self
        return replace(self, practitioner_id=None)

    def of(self, practitioner_id: int | None) -> "Choice":
        """Return the choice, of another practitioner or of nobody."""
        return replace(self, practitioner_id=practitioner_id)

    def query(self, **changes: object) -> str:
        """Return the choice as the query of an address, with some parts changed."""
        parts = {
            "visit": self.service.key if self.service else "",
            "place": self.location.pk if self.location else "",
            "who": self.practitioner_id or "",
            "days": self.days if self.days != DAYS_SHOWN else "",
        } | changes
        return urlencode({key: value for key, value in parts.items() if value not in ("", None)})


def read_choice(data: Mapping[str, str], *, straight_to_times: bool = False) -> Choice:
    """Return what an address or form asks for; what does not exist counts as not chosen.

    A choice of one is no choice. `straight_to_times` takes the first of several, for clients whose
    answers have already been read.
    """
    services = at_hand(("services",), lambda: tuple(Service.objects.open_for_booking()))
    locations = at_hand(("locations",), lambda: tuple(Location.objects.open_for_booking()))
    service = next((each for each in services if each.key == data.get("visit")), None)
    place = whole_number(data.get("place"))
    location = next((each for each in locations if each.pk == place), None)
    return Choice(
        services=services,
        locations=locations,
        service=service or _only(services, straight_to_times),
        location=location or _only(locations, service is not None or straight_to_times),
        practitioner_id=whole_number(data.get("who")),
        days=days_asked(data),
    )


def days_asked(data: Mapping[str, str]) -> int:
    """Return how many days of free times an address asks for."""
    return min(max(whole_number(data.get("days")) or DAYS_SHOWN, DAYS_SHOWN), MOST_DAYS)


def _only(rows: Sequence[Row], take_first: bool) -> Row | None:
    return rows[0] if rows and (take_first or len(rows) == 1) else None


def whole_number(text: str | None) -> int | None:
    """Return a number written in digits, None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None
