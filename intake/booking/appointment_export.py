"""Appointments as rows of an export: when, what, where, with whom, and what became of it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import ExpressionWrapper, F, TextField
from django.utils.translation import gettext as _

from intake import crypto
from intake.booking.models import Appointment
from intake.booking.states import State
from intake.export_formats import Cells, Column
from intake.exporting import Export, keys_of
from intake.scoping import Staff
from intake.submission_export import UNREADABLE, iso

KIND = "appointment"
KIND_WITH_CONTACTS = f"{KIND} with contacts"
INSTANTS = ("starts_at", "ends_at", "booked_at", "arrived_at", "missed_at", "cancelled_at")
NAMES = (
    "service__name", "practitioner__name", "location__name", "room__name", "submission__reference",
)  # fmt: skip
CONTACTS = ("client_name", "client_email", "client_phone")


def chosen(user: Staff, *, first: date | None, last: date | None, **wanted: Any) -> Any:
    """Return the visits clients were told of that a member of staff may see, narrowed.

    Days are those of each place's own calendar. `wanted` are values of columns; "" and None leave
    a side open.
    """
    found = Appointment.objects.visible_to(user).ever_booked().on_days(first, last)
    return found.filter(**{name: value for name, value in wanted.items() if value})


def export_of(appointments: Any, *, with_contacts: bool) -> Export:
    """Return appointments as an export; names and how to reach people only where asked for."""
    rows = Rows(with_contacts=with_contacts)
    kind = KIND_WITH_CONTACTS if with_contacts else KIND
    return Export(kind, rows.columns, keys_of(appointments), rows.read)


class Rows:
    """Reads slices of appointments, one query each."""

    def __init__(self, *, with_contacts: bool) -> None:
        self.contacts = CONTACTS if with_contacts else ()
        # In the reader's language: the rows leave when it is no longer set.
        self.states = {state.value: str(state.label) for state in State}
        self.yes, self.unreadable = _("yes"), str(UNREADABLE)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the order of the cells."""
        contacts = (
            Column("client_name", _("Client’s name")),
            Column("client_email", _("Client’s e-mail")),
            Column("client_phone", _("Client’s phone")),
        )
        return (
            Column("reference", _("Reference")),
            Column("state", _("State")),
            Column("time_zone", _("Time zone")),
            Column("starts", _("Starts")),
            Column("ends", _("Ends")),
            Column("booked", _("Booked")),
            Column("arrived", _("Arrived")),
            Column("missed", _("Marked as missed")),
            Column("cancelled", _("Cancelled")),
            Column("visit", _("Visit")),
            Column("with", _("With")),
            Column("where", _("Where")),
            Column("room", _("Room")),
            Column("submission", _("Answers")),
            Column("overbooked", _("On top of another visit")),
            *(contacts if self.contacts else ()),
        )

    def read(self, keys: Sequence[int]) -> Iterator[Cells]:
        """Yield a slice of the rows, in one query. Contacts are opened one by one."""
        sealed = [ExpressionWrapper(F(name), output_field=TextField()) for name in self.contacts]
        plain = ("reference", "state", "overbooked", "zone_name", *INSTANTS, *NAMES)
        fields: list[Any] = [*plain, *sealed]
        found = Appointment.objects.filter(pk__in=keys).order_by("pk").values_list(*fields)
        for reference, state, overbooked, zone_name, *more in list(found):
            instants, rest = more[: len(INSTANTS)], more[len(INSTANTS) :]
            names, contacts = rest[: len(NAMES)], rest[len(NAMES) :]
            yield [
                reference,
                self.states[state],
                zone_name,
                *self._times(instants, ZoneInfo(zone_name)),
                *(name or "" for name in names),
                self.yes if overbooked else "",
                *(self._opened(each) for each in contacts),
            ]

    def _times(self, instants: Iterable[datetime | None], zone: ZoneInfo) -> Iterator[str]:
        for instant in instants:
            yield iso(instant, zone)

    def _opened(self, sealed: str) -> str:
        try:
            return crypto.decrypt(sealed) if sealed else ""
        except crypto.UnreadableError:
            return self.unreadable
