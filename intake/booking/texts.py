"""Fixed sentences of booking, and how times are written."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import moments
from intake.booking.slots import Refusal

zone_words = moments.zone_words
clock = moments.clock
lasting_words = moments.lasting_words

NAME_MISSING = gettext_lazy("Enter your name")
NAME_LONG = gettext_lazy("Shorten your name to 100 characters")
EMAIL_MISSING = gettext_lazy("Enter your e-mail address")
EMAIL_WRONG = gettext_lazy("Enter an e-mail address such as name@example.com")
PHONE_MISSING = gettext_lazy("Enter your phone number")
PHONE_WRONG = gettext_lazy("Enter a phone number with its area code, such as 212 555 0134")
CONSENT_MISSING = gettext_lazy("Select the box to agree that we keep your details")
CONSENT_CHANGED = gettext_lazy(
    "Select the box again once you have read it: we have just changed the words beside it"
)
BEST_TIME_WRONG = gettext_lazy("Select when it is best to call")
TIME_MISSING = gettext_lazy("Select a time")
DAY_WRONG = gettext_lazy("Enter a day such as 2027-03-09")
DAY_OVER = gettext_lazy("Enter a last day that is still to come")
DAYS_TURNED_ROUND = gettext_lazy("Enter a last day that is not before the first day")
ON_THE_LIST = gettext_lazy("Use the link in our e-mail: this address is on the waitlist already")
STRANGE_CHARACTER = gettext_lazy("Remove the characters that cannot be printed")


def day_words(local: datetime) -> str:
    """Return a day of the clinic's calendar: "Tuesday 9 March", with the year if it is another."""
    return date_format(local, "l j F" if _is_this_year(local) else "l j F Y")


def date_words(day: date) -> str:
    """Return a day that belongs to no place: "Tuesday 9 March 2027"."""
    return date_format(day, "l j F Y")


def time_words(instant: datetime, zone: ZoneInfo) -> str:
    """Return an instant as clients read it: "Tue 9 March, 09:00 (New York time)".

    The year is added when it is not the current one.
    """
    if not _is_this_year(instant.astimezone(zone)):
        return lasting_words(instant, zone)
    return moments.words("D j F", instant, zone)


def taken_words(start: datetime, refusal: Refusal, zone: ZoneInfo) -> str:
    """Return what to tell a client whose time is not free."""
    when = time_words(start, zone)
    if refusal in (Refusal.OCCUPIED, Refusal.NO_ROOM):
        return _("Someone has just booked %(when)s.") % {"when": when}
    if refusal is Refusal.TOO_SOON:
        return _("%(when)s is too soon to book online.") % {"when": when}
    return _("%(when)s cannot be booked.") % {"when": when}


def busy_words(start: datetime, zone: ZoneInfo) -> str:
    """Return what to tell a client who has another visit at that time."""
    return _("You have another visit at that time: %(when)s.") % {"when": time_words(start, zone)}


def clash_words(refusal: Refusal | None, *, client_busy: bool) -> str:
    """Return what stands against a visit, for staff; "" where nothing does."""
    if client_busy:
        return _("The client has another visit then.")
    words = {
        Refusal.TOO_SOON: _("It is in the past."),
        Refusal.TOO_FAR: _("It is more than two years ahead."),
        Refusal.CLOSED: _("Nobody can be visited then: it is outside the hours."),
        Refusal.NOT_A_START: _("No visit begins at that time of day."),
        Refusal.PAST_CLOSING: _("It would end after closing time."),
        Refusal.TIME_OFF: _("It is time off."),
        Refusal.OCCUPIED: _("Another visit is in the way."),
        Refusal.NO_ROOM: _("No room is free."),
    }
    return words[refusal] if refusal is not None else ""


def _is_this_year(local: datetime) -> bool:
    return local.year == timezone.localtime(timezone=local.tzinfo).year
