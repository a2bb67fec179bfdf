"""Fills the site with django-appointment and says which requests belong to which entry."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from appointment.models import Appointment, AppointmentRequest, Service, StaffMember, WorkingHours
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from benchmarks import booking_world as world

CSRF = "b" * 32
AJAX = {"X-Requested-With": "XMLHttpRequest"}
LENGTH = timedelta(minutes=world.LENGTH_MINUTES)

Json = dict[str, Any]


def prepare(*, pool: int) -> Json:
    """Return the requests by name; `pool` times for the bookings."""
    _make_migrations()
    call_command("migrate", verbosity=0)
    service = Service.objects.create(name="A visit", duration=LENGTH, price=0)
    client = User.objects.create_user("client", "client@example.com", first_name="Client")
    day = _practitioner("day", service)
    _book(day, service, client, _on_the_day())
    requests = {"day": [_day(day, service)]}
    for days in world.FULL_DAYS:
        practitioner = _practitioner(f"full {days}", service)
        _book(practitioner, service, client, world.visits_of_full_days(days))
        requests[f"full_{days}"] = [_next(practitioner, service, days)]
    booked = _practitioner("booked", service)
    session = _session_of(client)
    requests["book"] = [_booking(booked, service, session, number) for number in range(pool)]
    return {"requests": requests}


def _make_migrations() -> None:
    folder = Path(settings.VAR_DIR) / "appointment_migrations"
    folder.mkdir()
    (folder / "__init__.py").touch()
    call_command("makemigrations", "appointment", verbosity=0)


def _practitioner(name: str, service: Service) -> StaffMember:
    user = User.objects.create_user(name, f"{name.replace(' ', '')}@example.com", first_name=name)
    practitioner = StaffMember.objects.create(
        user=user,
        slot_duration=world.STEP_MINUTES,
        lead_time=time(world.OPENS),
        finish_time=time(world.CLOSES),
        appointment_buffer_time=0,
        work_on_saturday=True,
        work_on_sunday=True,
    )
    practitioner.services_offered.add(service)
    for weekday in range(7):
        WorkingHours.objects.create(
            staff_member=practitioner,
            day_of_week=weekday,
            start_time=time(world.OPENS),
            end_time=time(world.CLOSES),
        )
    return practitioner


def _on_the_day() -> Iterator[datetime]:
    for hour in world.VISITS_ON_THE_DAY:
        yield datetime.combine(world.tomorrow(), time(hour))


def _book(
    practitioner: StaffMember, service: Service, client: User, starts: Iterable[datetime]
) -> None:
    asked = AppointmentRequest.objects.bulk_create(
        AppointmentRequest(
            date=start.date(),
            start_time=start.time(),
            end_time=(start + LENGTH).time(),
            service=service,
            staff_member=practitioner,
            id_request=f"{practitioner.pk}-{number}",
        )
        for number, start in enumerate(starts)
    )
    Appointment.objects.bulk_create(
        Appointment(client=client, appointment_request=each, id_request=each.id_request)
        for each in asked
    )


def _day(practitioner: StaffMember, service: Service) -> Json:
    day = world.tomorrow()
    query = urlencode(
        {"selected_date": day, "staff_member": practitioner.pk, "service_id": service.pk}
    )
    free = datetime.combine(day, time(world.OPENS)).isoformat()
    return {
        "method": "GET",
        "path": f"/appointment/ajax/available_slots/?{query}",
        "headers": AJAX,
        "contains": [free],
    }


def _next(practitioner: StaffMember, service: Service, days: int) -> Json:
    found = f'"next_available_date": "{world.today() + timedelta(days=days)}"'
    gives_up = "No availability in the next 90 days"
    return {
        "method": "GET",
        "path": f"/appointment/ajax/request_next_available_slot/{service.pk}/"
        f"?staff_member={practitioner.pk}",
        "headers": AJAX,
        "contains": [gives_up if days >= 90 else found],
    }


def _session_of(client: User) -> str:
    """Return the cookie of a client who is signed in: two requests book, without a mailed code."""
    browser = Client()
    browser.force_login(client)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def _booking(practitioner: StaffMember, service: Service, session: str, number: int) -> Json:
    day, hour = divmod(number, world.CLOSES - world.OPENS)
    start = datetime.combine(world.tomorrow() + timedelta(days=day), time(world.OPENS + hour))
    asked = {
        "date": start.date(),
        "start_time": start.time(),
        "end_time": (start + LENGTH).time(),
        "service": service.pk,
        "staff_member": practitioner.pk,
    }
    details = {
        "name": f"Client {number}",
        "email": "client@example.com",
        "phone_0": "US",
        "phone_1": "2125550134",
        "address": "1 Main Street",
        "payment_type": "full",
    }
    cookies = {"csrftoken": CSRF, settings.SESSION_COOKIE_NAME: session}
    return _post("/appointment/request-submit/", asked, cookies, "/client-info/") | {
        "then": _post("", details, cookies, "/thank-you/")
    }


def _post(path: str, data: Json, cookies: dict[str, str], leads_to: str) -> Json:
    return {
        "method": "POST",
        "path": path,
        "cookies": cookies,
        "body": urlencode({"csrfmiddlewaretoken": CSRF, **data}),
        "status": 302,
        "contains": [leads_to],
    }
