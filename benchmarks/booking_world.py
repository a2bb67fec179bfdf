"""The clinic that both booking sides are filled with: no Django, no side's own words."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = "America/New_York"
OPENS, CLOSES = 9, 17
STEP_MINUTES, LENGTH_MINUTES = 30, 60
VISITS_ON_THE_DAY = (10, 13, 15)
"""At which hours of tomorrow the practitioner of the single day has visits."""
FULL_DAYS = (40, 90)

PRACTITIONERS, STORED, DAYS_AHEAD = 10, 20_000, 60
FREE_HOUR = 16
"""The one hour of each day that the many practitioners have left."""


def today() -> date:
    """Return the date at the clinic."""
    return datetime.now(ZoneInfo(ZONE)).date()


def tomorrow() -> date:
    """Return the day whose free times are asked for."""
    return today() + timedelta(days=1)


def free_on_the_day() -> list[datetime]:
    """Return the local starts that the visits of tomorrow leave free."""
    step, length = timedelta(minutes=STEP_MINUTES), timedelta(minutes=LENGTH_MINUTES)
    opens, closes = (datetime.combine(tomorrow(), time(hour)) for hour in (OPENS, CLOSES))
    taken = [datetime.combine(tomorrow(), time(hour)) for hour in VISITS_ON_THE_DAY]
    starts = [opens + number * step for number in range((closes - opens) // step)]
    return [
        start
        for start in starts
        if start + length <= closes and all(abs(start - other) >= length for other in taken)
    ]


def visits_of_full_days(days: int) -> Iterator[datetime]:
    """Yield the local starts that fill a diary, today included."""
    for ahead in range(days):
        for hour in range(OPENS, CLOSES):
            yield datetime.combine(today() + timedelta(days=ahead), time(hour))


def visits_of_a_busy_practitioner() -> Iterator[datetime]:
    """Yield the local starts of one of the many, the last days of the horizon included."""
    each_day = CLOSES - OPENS - 1
    for number in range(STORED // PRACTITIONERS):
        back, place = divmod(number, each_day)
        day = today() + timedelta(days=DAYS_AHEAD - back)
        yield datetime.combine(day, time(OPENS + place))
