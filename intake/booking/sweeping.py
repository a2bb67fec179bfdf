"""What of booking is over: visits long past with their answers, holds, waitlist, follow-ups."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from intake import counting
from intake.booking.models import Appointment, BookingSettings, FollowUp, WaitlistEntry
from intake.models import DeskSettings, Submission
from intake.pruning import Sweep

KEEP_HOLDS = timedelta(days=1)
"""Long enough for a client to come back to a time that was kept for them."""


def sweeps(now: datetime, settings: DeskSettings) -> Iterator[Sweep]:
    """Yield what is over, those that point at others first."""
    long_ago = now - relativedelta(months=settings.keep_clients_months)
    waited = now - timedelta(days=settings.keep_without_contact_days)
    yield Sweep("holds that were not booked", Appointment.objects.never_booked(now - KEEP_HOLDS))
    yield Sweep("waitlist entries", WaitlistEntry.objects.ended_before(waited))
    wait = BookingSettings.objects.longest_wait()
    yield Sweep("waits nobody ended", WaitlistEntry.objects.forgotten(waited - wait))
    yield Sweep("follow-ups", FollowUp.objects.over_before(long_ago))
    # The answers go with the client's last visit, and before it: nothing points at them then.
    yield Sweep(
        "answers of former clients",
        Submission.objects.deletable().filter(
            pk__in=Appointment.objects.of_former_clients(long_ago).submission_ids()
        ),
        counting.outlive,
    )
    yield Sweep("visits of former clients", Appointment.objects.of_former_clients(long_ago))
    calls = FollowUp.objects.of_nobody_with_visits()
    yield Sweep("follow-ups of people without a visit", calls.over_before(waited))
