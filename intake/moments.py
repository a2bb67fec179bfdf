"""How an instant is written wherever people read one: with the name of the clock it is told by."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def zone_words(zone: ZoneInfo) -> str:
    """Return a zone as people say it: "New York time"."""
    city = zone.key.rpartition("/")[2].replace("_", " ")
    return _("%(city)s time") % {"city": city}


def clock(local: datetime) -> str:
    """Return what the clock on the wall shows: "09:00"."""
    return date_format(local, "H:i")


def lasting_words(instant: datetime, zone: ZoneInfo) -> str:
    """Return an instant to be read in any year: "Tue 9 March 2027, 09:00 (New York time)"."""
    return words("D j F Y", instant, zone)


def words(day_format: str, instant: datetime, zone: ZoneInfo) -> str:
    """Return an instant with its day in some format: "Tue 9 March, 09:00 (New York time)"."""
    local = instant.astimezone(zone)
    day = date_format(local, day_format)
    parts = {"day": day, "clock": clock(local), "zone": zone_words(zone)}
    return _("%(day)s, %(clock)s (%(zone)s)") % parts
