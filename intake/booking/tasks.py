"""What booking does outside the request. Arguments are primary keys, never anything personal."""

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django_tasks import task

from intake.booking import mails, waitlist_mails
from intake.booking.errors import MailRefused
from intake.booking.models import (
    Appointment,
    AppointmentEvent,
    WaitlistEntry,
    WaitlistOffer,
)


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
def send_change(event_id: int) -> None:
    """Write to the client that the visit moved or is cancelled, once; raises MailRefused.

    Decided when it is sent: a move that was overtaken by another change tells nothing any more.
    """
    now = timezone.now()
    event = AppointmentEvent.objects.with_appointment().get(pk=event_id)
    write = mails.about(event)
    if write is None or not AppointmentEvent.objects.filter(pk=event_id).claim_mail(now):
        return
    try:
        _send(write(event.appointment, now))
    except Exception:
        AppointmentEvent.objects.filter(pk=event_id).give_mail_back()
        raise


@task()
@sensitive_variables()
def send_series(series_id: int) -> None:
    """Write to the client once about all visits of a series still booked; raises MailRefused."""
    now = timezone.now()
    visits = Appointment.objects.in_series_of(series_id)
    if not visits.claim_confirmation(now):
        return
    try:
        _send(mails.series(list(visits.with_names()), now))
    except Exception:
        visits.give_confirmation_back()
        raise


@task()
@sensitive_variables()
def send_joined(entry_id: int) -> None:
    """Write to a client that they are on the waitlist; raises MailRefused."""
    entry = WaitlistEntry.objects.with_wishes().get(pk=entry_id)
    _send(waitlist_mails.joined(entry))


@task()
@sensitive_variables()
def send_offer(offer_id: int) -> None:
    """Write to a client that a time is free, once, if they can still take it; raises MailRefused.

    A mail refused is tried again by `offer_freed_times`, as long as the offer stands.
    """
    now = timezone.now()
    if not WaitlistOffer.objects.filter(pk=offer_id).claim_mail(now):
        return
    offer = WaitlistOffer.objects.with_hold().select_related("entry").get(pk=offer_id)
    try:
        _send(waitlist_mails.offer(offer))
    except Exception:
        WaitlistOffer.objects.filter(pk=offer_id).give_mail_back()
        raise


def _send(message: EmailMultiAlternatives) -> None:
    """Send; what a mail server says quotes the client's address, so only its kind is told."""
    try:
        message.send()
    except Exception as error:
        raise MailRefused(type(error).__name__) from None
