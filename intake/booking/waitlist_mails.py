"""E-mails of the waitlist: which time, until when, never why. No health data."""

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from intake import subjects
from intake.booking import conf, texts
from intake.booking.models import WaitlistEntry, WaitlistOffer
from intake.conf import your_data_days
from intake.models import ClinicSettings


def joined(entry: WaitlistEntry) -> EmailMultiAlternatives:
    """Return the e-mail that says a client is on the list, with the link to their own page."""
    token = subjects.link_token("waitlist", entry.reference)
    return _mail(
        "waitlist_joined",
        entry,
        _("You are on the waitlist"),
        link=_page_of(entry),
        data_link=_address("intake:your_data", token),
        days=your_data_days(),
    )


def offer(offered: WaitlistOffer) -> EmailMultiAlternatives:
    """Return the e-mail that offers a time, with the page on which it is taken."""
    hold = offered.hold
    when = texts.lasting_words(hold.starts_at, hold.zone)
    return _mail(
        "waitlist_offer",
        offered.entry,
        _("A time is free: %(when)s") % {"when": when},
        appointment=hold,
        when=when,
        until=texts.lasting_words(offered.expires_at, hold.zone),
        link=_address("intake_booking:offer", offered.token),
        wait_link=_page_of(offered.entry),
    )


def _mail(
    template: str, entry: WaitlistEntry, title: str, **context: Any
) -> EmailMultiAlternatives:
    clinic = ClinicSettings.objects.filter(site__is_default_site=True).first()
    context |= {
        "name": entry.client_name,
        "reference": entry.reference,
        "clinic": clinic or ClinicSettings(),
        "subject": title,
    }
    message = EmailMultiAlternatives(
        subject=title,
        body=render_to_string(f"intake_booking/mail/{template}.txt", context),
        to=[entry.client_email],
        # Machines that answer for people on holiday leave such mail alone.
        headers={"Auto-Submitted": "auto-generated"},
    )
    html = render_to_string(f"intake_booking/mail/{template}.html", context)
    message.attach_alternative(html, "text/html")
    return message


def _page_of(entry: WaitlistEntry) -> str:
    return _address("intake_booking:waiting", entry.token)


def _address(name: str, token: str) -> str:
    return f"{conf.base_url()}{reverse(name, args=[token])}"
