"""Seeds what can be booked: a place with its rooms, practitioners, kinds of visit, their hours.

Holidays and a vacation come along, so that the demo shows days that are closed for a reason.
"""

from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import User

from intake.booking.holiday_actions import close_on_holidays
from intake.booking.models import Location, Practitioner, Room, Service, TimeOff, WeeklyHours
from intake.booking.public_holidays import holidays_of

LOCATION = {
    "name": "Maple Street",
    "address": "Suite 2, 118 Maple Street\nSpringfield, NY 10999",
    "directions": (
        "The entrance is beside the pharmacy; ring “Clinic”. There is an elevator. "
        "Parking is free for two hours behind the building."
    ),
    "time_zone": "America/New_York",
}
ROOMS = ("Garden room", "Street room")
HOLIDAYS_OF = ("US", "NY")
SERVICES = (
    {
        "key": "first-visit",
        "name": "First visit",
        "summary": "We listen, look and make a plan with you.",
        "audience": Service.Audience.NEW,
        "uses_room": True,
        "length_minutes": 60,
        "buffer_after_minutes": 15,
        "step_minutes": 30,
        "minimum_notice_hours": 12,
        "price_text": "$120",
        "sort_order": 1,
    },
    {
        "key": "follow-up",
        "name": "Follow-up",
        "summary": "We see how far you have come and adjust the plan.",
        "audience": Service.Audience.KNOWN,
        "uses_room": True,
        "length_minutes": 45,
        "buffer_after_minutes": 15,
        "step_minutes": 30,
        "minimum_notice_hours": 12,
        "price_text": "$90",
        "sort_order": 2,
    },
    {
        "key": "video-follow-up",
        "name": "Video follow-up",
        "summary": "We go through your exercises together.",
        "kind": Service.Kind.VIDEO,
        "audience": Service.Audience.KNOWN,
        "joining": "You get a link by e-mail on the morning of the visit. It opens in any browser.",
        "length_minutes": 30,
        "buffer_after_minutes": 10,
        "step_minutes": 30,
        "minimum_notice_hours": 12,
        "price_text": "$70",
        "sort_order": 3,
    },
    {
        "key": "phone-call",
        "name": "Phone call",
        "summary": "A short talk about what to do next.",
        "kind": Service.Kind.PHONE,
        "joining": "We call you at this time, on the number you gave us.",
        "length_minutes": 15,
        "step_minutes": 15,
        "minimum_notice_hours": 4,
        "price_text": "Free",
        "sort_order": 4,
    },
)
MORNING, AFTERNOON = (time(9), time(12, 30)), (time(13, 30), time(17, 30))
PRACTITIONERS = (
    {
        "name": "Dana Whitfield",
        "title": "Physical therapist",
        "bio": "Dana has treated backs and hips for fifteen years.",
        "services": ("first-visit", "follow-up", "video-follow-up", "phone-call"),
        "hours": dict.fromkeys((0, 1, 2, 3), (MORNING, AFTERNOON)) | {4: (MORNING,)},
    },
    {
        "name": "Marcus Lee",
        "title": "Physical therapist",
        "bio": "Marcus works with runners, gardeners and people who sit all day.",
        "services": ("first-visit", "follow-up", "video-follow-up"),
        "hours": dict.fromkeys((1, 3), (AFTERNOON,)) | {4: (MORNING, AFTERNOON)},
    },
)


def seed(*, now: datetime) -> None:
    """Make all that can be booked, and the days that cannot; what is there already stays."""
    location, _created = Location.objects.get_or_create(name=LOCATION["name"], defaults=LOCATION)
    for order, name in enumerate(ROOMS, start=1):
        Room.objects.get_or_create(location=location, name=name, defaults={"sort_order": order})
    for service in SERVICES:
        Service.objects.get_or_create(key=service["key"], defaults=service)
    for order, person in enumerate(PRACTITIONERS, start=1):
        _practitioner(person, location, order)
    today = now.astimezone(location.zone).date()
    close_on_holidays(days=holidays_of(*HOLIDAYS_OF, years=(today.year, today.year + 1)))
    _vacation(Practitioner.objects.get(name=PRACTITIONERS[-1]["name"]), today)


def _account_of(practitioner: Practitioner) -> User | None:
    """Return the login of the same name, which opens the practitioner's own diary."""
    first, last = practitioner.name.split(" ", maxsplit=1)
    return User.objects.filter(first_name=first, last_name=last).first()


def _vacation(practitioner: Practitioner, today: date) -> None:
    """Give somebody the first whole week of next month off."""
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    monday = first + timedelta(days=-first.weekday() % 7)
    TimeOff.objects.get_or_create(
        practitioner=practitioner,
        note="Vacation",
        defaults={"first_day": monday, "last_day": monday + timedelta(days=6)},
    )


def _practitioner(person: dict, location: Location, order: int) -> None:
    practitioner, created = Practitioner.objects.get_or_create(
        name=person["name"],
        defaults={"title": person["title"], "bio": person["bio"], "sort_order": order},
    )
    if not created:
        return
    practitioner.user = _account_of(practitioner)
    practitioner.save()
    practitioner.services.set(Service.objects.filter(key__in=person["services"]))
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            practitioner=practitioner, location=location, weekday=weekday, start=start, end=end
        )
        for weekday, spans in person["hours"].items()
        for start, end in spans
    )
