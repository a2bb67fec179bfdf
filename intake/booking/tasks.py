"""What booking does outside the request. Arguments are primary keys, never anything personal."""

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django_tasks import task

from intake.booking import mails
from intake.booking.errors import MailRefused
from intake.booking.models import Appointment


@task()
@sensitive_variables()
def send_confirmation(appointment_id: int) -> None:
    """Write to the client that the visit is booked, once, if it still is; raises MailRefused."""
    now = timezone.now()
    if not Appointment.objects.filter(pk=appointment_id).claim_confirmation(now):
        return
    appointment = Appointment.objects.with_names().get(pk=appointment_id)
    try:
        _send(mails.confirmation(appointment, now))
    except Exception:
        Appointment.objects.filter(pk=appointment_id).give_confirmation_back()
        raise


@task()
@sensitive_variables()
def send_cancellation(appointment_id: int) -> None:
    """Write to the client that the visit is cancelled; raises MailRefused."""
    appointment = Appointment.objects.with_names().get(pk=appointment_id)
    if appointment.status.is_cancelled and appointment.client_email:
        _send(mails.cancellation(appointment, timezone.now()))


def _send(message: EmailMultiAlternatives) -> None:
    """Send; what a mail server says quotes the client's address, so only its kind is told."""
    try:
        message.send()
    except Exception as error:
        raise MailRefused(type(error).__name__) from None
