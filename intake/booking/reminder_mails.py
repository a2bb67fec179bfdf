"""The e-mails that remind of a visit: when, where, how to change it. Never why."""

from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _

from intake.booking import conf, mails, texts
from intake.booking.models import Reminder


def reminder(about: Reminder, now: datetime) -> EmailMultiAlternatives:
    """Return the e-mail that reminds a client of a visit.

    That of the day before leads to the questions before the visit, where the clinic asks them.
    """
    visit = about.appointment
    house = mails.the_house()
    when = texts.lasting_words(visit.starts_at, visit.zone)
    asks = about.asks_before and house.rules.ask_red_flags
    before = reverse("intake_booking:before", args=[visit.token]) if asks else ""
    return mails.letter(
        visit,
        "reminder",
        _("Reminder: your visit on %(when)s") % {"when": when},
        house,
        now=now,
        line=house.rules.reminder_text,
        before=f"{conf.base_url()}{before}" if before else "",
    )
