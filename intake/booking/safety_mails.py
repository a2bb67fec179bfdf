"""The e-mail that calls the staff to the site: no name, no answer, only where to look."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from intake.booking import conf, mails
from intake.booking.models import BookingSettings


def alert() -> EmailMessage:
    """Return the e-mail to those the clinic wants to be told, addressed to nobody if none are."""
    address = f"{conf.base_url()}{reverse('intake_booking_signs')}"
    return EmailMessage(
        subject=_("Look at this now: a client answered before a visit"),
        body=render_to_string(
            "intake_booking/mail/alert.txt", {"link": address, "clinic": mails.the_clinic()}
        ),
        to=BookingSettings.objects.of_default_site().alert_addresses,
        headers={"Auto-Submitted": "auto-generated"},
    )
