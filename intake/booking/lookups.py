"""Which answers belong to a client, by the digests of their contact."""

from itertools import islice

from intake import lookups
from intake.booking.models import Appointment, FollowUp, WaitlistEntry


def submissions_of(text: str) -> set[int]:
    """Return the keys of the answers of clients with that name, surname, e-mail or phone.

    A reference of a visit, of a place on the waitlist or of a follow-up finds its answers, too.
    """
    rows = (
        Appointment.objects.ever_booked().of_client(text),
        WaitlistEntry.objects.of_client(text),
        # Whoever had a visit is found through it; what is left are the calls people asked for.
        FollowUp.objects.without_visit().of_client(text),
    )
    return {pk for found in rows for pk in islice(found.submission_ids(), lookups.MOST) if pk}
