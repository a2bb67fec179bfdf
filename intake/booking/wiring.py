"""What booking hands to the intake when Django has loaded."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext_lazy

from intake import privacy_types, pruning, scoping, subjects
from intake.booking import next_step, privacy, subject, sweeping
from intake.booking.models import Appointment


def connect() -> None:
    """Offer booking as a next step; say what it keeps, how long, and whose clients are whose."""
    next_step.offer()
    privacy_types.register("intake_booking", privacy.INVENTORY)
    pruning.register("intake_booking", sweeping.sweeps)
    scoping.register("intake_booking", own_clients)
    subjects.register(subject.KIND, gettext_lazy("visit"), subject.ClientSubject())


def own_clients(user: scoping.Staff) -> Q:
    """Return the condition of submissions whose client has a visit with a member of staff."""
    if isinstance(user, AnonymousUser):
        return Q(pk__in=[])
    return Q(pk__in=Appointment.objects.with_account(user.pk).submission_ids())
