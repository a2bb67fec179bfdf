"""Offering freed times, outside the request. Arguments name a diary and a stretch of it."""

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from intake.afterwards import after_commit
from intake.booking import waitlist_actions
from intake.booking.models import Appointment
from intake.booking.waitlist_freed import Stretch


@task()
def offer_freed_times(practitioner_id: int, room_id: int | None, begins: str, ends: str) -> None:
    """Offer a stretch of a diary (ISO 8601) to the waitlist, after what has run out since."""
    now = timezone.now()
    waitlist_actions.sweep_waitlist(now=now)
    freed = Stretch(
        practitioner_id, room_id, datetime.fromisoformat(begins), datetime.fromisoformat(ends)
    )
    waitlist_actions.offer_freed_time(freed=freed, now=now)


def offer_on_commit(appointment: Appointment) -> None:
    """Have the time an appointment takes now offered to the waitlist, once the change stands."""
    freed = Stretch.of(appointment)
    begins, ends = freed.begins.isoformat(), freed.ends.isoformat()
    after_commit(offer_freed_times.enqueue, freed.practitioner_id, freed.room_id, begins, ends)
