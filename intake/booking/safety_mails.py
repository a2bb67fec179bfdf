"""The e-mail that calls the staff to the site: no name, no answer, only where to look."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from intake.booking import conf, mails
from intake.booking.models import BookingSettings, SafetyNotice


def alert() -> EmailMessage:
    """Return the e-mail to those the clinic wants to be told, addressed to nobody if none are."""
    return _call(BookingSettings.objects.of_default_site().alert_addresses)


def notice(about: SafetyNotice) -> EmailMessage:
    """Return the e-mail to one member of staff who is called."""
    return _call([about.person.email])


def _call(addresses: list[str]) -> EmailMessage:
    page = f"{conf.base_url()}{reverse('intake_booking_signs')}"
    return EmailMessage(
        subject=_("Look at this now: a client answered before a visit"),
        body=render_to_string(
            "intake_booking/mail/alert.txt", {"link": page, "clinic": mails.the_clinic()}
        ),
        to=addresses,
        headers={"Auto-Submitted": "auto-generated"},
    )
