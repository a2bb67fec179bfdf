"""What booking does outside the request. Arguments are primary keys, never anything personal."""

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django_tasks import task

from intake.booking import mails
from intake.booking.models import Appointment


@task()
@sensitive_variables()
def send_confirmation(appointment_id: int) -> None:
    """Write to the client that the visit is booked, once, if it still is."""
    now = timezone.now()
    if not Appointment.objects.filter(pk=appointment_id).claim_confirmation(now):
        return
    appointment = Appointment.objects.with_names().get(pk=appointment_id)
    try:
        mails.confirmation(appointment, now).send()
    except Exception:
        Appointment.objects.filter(pk=appointment_id).give_confirmation_back()
        raise


@task()
@sensitive_variables()
def send_cancellation(appointment_id: int) -> None:
    """Write to the client that the visit is cancelled."""
    appointment = Appointment.objects.with_names().get(pk=appointment_id)
    if appointment.status.is_cancelled and appointment.client_email:
        mails.cancellation(appointment, timezone.now()).send()
