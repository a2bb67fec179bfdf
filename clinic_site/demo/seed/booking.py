"""Seeds what can be booked: one place, two practitioners, three kinds of visit, their hours."""

from datetime import datetime, time

from intake.booking.models import Location, Practitioner, Service, WeeklyHours

LOCATION = {
    "name": "Maple Street",
    "address": "Suite 2, 118 Maple Street\nSpringfield, NY 10999",
    "directions": (
        "The entrance is beside the pharmacy; ring “Clinic”. There is an elevator. "
        "Parking is free for two hours behind the building."
    ),
    "time_zone": "America/New_York",
}
SERVICES = (
    {
        "key": "first-visit",
        "name": "First visit",
        "summary": "We listen, look and make a plan with you.",
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
        "summary": "For people we have seen before.",
        "length_minutes": 45,
        "buffer_after_minutes": 15,
        "step_minutes": 30,
        "minimum_notice_hours": 12,
        "price_text": "$90",
        "sort_order": 2,
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
        "sort_order": 3,
    },
)
MORNING, AFTERNOON = (time(9), time(12, 30)), (time(13, 30), time(17, 30))
PRACTITIONERS = (
    {
        "name": "Dana Whitfield",
        "title": "Physical therapist",
        "bio": "Dana has treated backs and hips for fifteen years.",
        "services": ("first-visit", "follow-up", "phone-call"),
        "hours": dict.fromkeys((0, 1, 2, 3), (MORNING, AFTERNOON)) | {4: (MORNING,)},
    },
    {
        "name": "Marcus Lee",
        "title": "Physical therapist",
        "bio": "Marcus works with runners, gardeners and people who sit all day.",
        "services": ("first-visit", "follow-up"),
        "hours": dict.fromkeys((1, 3), (AFTERNOON,)) | {4: (MORNING, AFTERNOON)},
    },
)


def seed(*, now: datetime) -> None:
    """Make the place, the kinds of visit and the practitioners; what is there already stays."""
    location, _created = Location.objects.get_or_create(name=LOCATION["name"], defaults=LOCATION)
    for service in SERVICES:
        Service.objects.get_or_create(key=service["key"], defaults=service)
    for order, person in enumerate(PRACTITIONERS, start=1):
        _practitioner(person, location, order)


def _practitioner(person: dict, location: Location, order: int) -> None:
    practitioner, created = Practitioner.objects.get_or_create(
        name=person["name"],
        defaults={"title": person["title"], "bio": person["bio"], "sort_order": order},
    )
    if not created:
        return
    practitioner.services.set(Service.objects.filter(key__in=person["services"]))
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            practitioner=practitioner, location=location, weekday=weekday, start=start, end=end
        )
        for weekday, spans in person["hours"].items()
        for start, end in spans
    )
