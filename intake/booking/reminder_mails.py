"""The e-mails that remind of a visit: when, where, how to change it. Never why."""

from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from intake.booking import before_visit, mails, texts
from intake.booking.models import BookingSettings, Reminder, SafetyCheck


def reminder(about: Reminder, now: datetime) -> EmailMultiAlternatives:
    """Return the e-mail that reminds a client of a visit.

    It leads to the questions before the visit, where the clinic asks them: that of the day before
    always, the second while they are not answered, as after a visit booked late.
    """
    visit = about.appointment
    house = mails.the_house()
    when = texts.lasting_words(visit.starts_at, visit.zone)
    is_wanted = about.asks_before or not SafetyCheck.objects.shortly_before(visit).exists()
    asks = is_wanted and house.rules.ask_red_flags
    return mails.letter(
        visit,
        "reminder",
        _("Reminder: your visit on %(when)s") % {"when": when},
        house,
        now=now,
        line=_line(about, house.rules),
        before=before_visit.address(visit) if asks else "",
    )


def _line(about: Reminder, rules: BookingSettings) -> str:
    """Return what the clinic adds in its own words."""
    own = "" if about.asks_before else rules.second_reminder_text
    return own or rules.reminder_text
