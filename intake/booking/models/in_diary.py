"""Appointments as the desk looks them up: by place, by practitioner, by what is new."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q

from intake.booking import slots
from intake.booking.models import scoped
from intake.booking.models.practice import Location, Practitioner
from intake.booking.models.stateful import StatefulQuerySet
from intake.booking.states import State
from intake.scoping import Staff

Row = TypeVar("Row", bound=models.Model, covariant=True)


class InDiaryQuerySet(StatefulQuerySet[Row]):
    """Appointments in the desk's words."""

    def visible_to(self, user: Staff) -> Self:
        """Return those a member of staff may see."""
        return self.filter(
            scoped.visible_to(
                user,
                "intake_booking.view_appointment",
                "practitioner__user",
                "submission__assigned_to",
            )
        )

    def in_the_diary(
        self,
        practitioners: Iterable[Practitioner],
        location: Location,
        window: slots.Range,
        now: datetime,
    ) -> Self:
        """Return what staff see of a place and its practitioners in a UTC range, cancelled too."""
        told = Q(state__in=[state for state in State if state.was_booked])
        kept = Q(state=State.HELD, hold_expires_at__gt=now)
        ours = Q(practitioner__in=practitioners) | Q(location=location)
        names = ("practitioner", "service", "location", "room")
        found = self.filter(told | kept).filter(ours).meeting(window)
        return found.select_related(*names).order_by("starts_at", "pk")

    def expected(self) -> Self:
        """Return the visits that take place, or should have."""
        return self.filter(state__in=[each for each in State if each.was_booked]).exclude(
            state=State.CANCELLED
        )

    def still_to_come(self, now: datetime) -> Self:
        """Return the booked visits that have not begun, the next first."""
        return self.filter(state=State.BOOKED, starts_at__gt=now).order_by("starts_at", "pk")

    def came_or_missed(self, since: datetime, until: datetime) -> Self:
        """Return the visits of which it is noted whether the client came, with `missed`."""
        noted = self.filter(state__in=[State.ARRIVED, State.NO_SHOW])
        missed = models.Case(
            models.When(state=State.NO_SHOW, then=True),
            default=False,
            output_field=models.BooleanField(),
        )
        return (
            noted.filter(starts_at__gte=since, starts_at__lt=until)
            .order_by()
            .annotate(missed=missed)
        )

    def meeting(self, wanted: slots.Range) -> Self:
        """Return those whose occupied range meets another; touching ends do not meet."""
        return self.filter(occupied_from__lt=wanted[1], occupied_to__gt=wanted[0])

    def at(self, location: Location) -> Self:
        """Return the appointments at one place."""
        return self.filter(location=location)

    def any_of(self, *keys: "models.QuerySet[Any, Any]") -> Self:
        """Return those whose primary key one of some queries gives."""
        found = models.Q()
        for each in keys:
            found |= models.Q(pk__in=each)
        return self.filter(found)

    def of_practitioner(self, practitioner_id: int) -> Self:
        """Return the appointments in one practitioner's diary."""
        return self.filter(practitioner=practitioner_id)

    def booked_since(self, instant: datetime) -> Self:
        """Return what was booked after an instant."""
        return self.filter(booked_at__gt=instant)
