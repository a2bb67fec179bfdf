"""Closing a clinic on public holidays, as a keyword-only verb."""

from collections.abc import Sequence

from django.db import transaction

from intake.booking.models import DayException, Location
from intake.booking.public_holidays import Holiday


def close_on_holidays(
    *, days: Sequence[Holiday], locations: Sequence[Location] = ()
) -> list[DayException]:
    """Close some places for everybody on some holidays, all places where none is named.

    Saying it again adds nothing: what a row already closes is left alone. Returns the new rows.
    """
    places: list[Location | None] = list(locations) or [None]
    with transaction.atomic():
        closed = DayException.objects.closing_everybody([each.day for each in days])
        there = closed.days_and_places()
        rows = [
            DayException(day=each.day, location=place, closed=True, holiday=each.name)
            for each in days
            for place in places
            if (each.day, None) not in there
            and (each.day, place.pk if place else None) not in there
        ]
        return DayException.objects.bulk_create(rows)
