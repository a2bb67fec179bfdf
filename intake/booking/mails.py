"""E-mails of booking: when and where, never why. No health data, no name of a complaint."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Site

from intake.booking import before_visit, conf, ics, texts, visit_page
from intake.booking.models import Appointment, AppointmentEvent, BookingSettings
from intake.models import ClinicSettings


@dataclass(frozen=True, slots=True)
class House:
    """What every e-mail to a client stands on: the clinic, and its rules for booking."""

    clinic: ClinicSettings
    rules: BookingSettings


Writer = Callable[[Appointment, datetime], EmailMultiAlternatives]
P = ParamSpec("P")
R = TypeVar("R")


def in_the_sites_language(write: Callable[P, R]) -> Callable[P, R]:
    """Write an e-mail in the site's language, whatever the staff who cause it read themselves."""

    @wraps(write)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        with translation.override(settings.LANGUAGE_CODE):
            return write(*args, **kwargs)

    return inner


@in_the_sites_language
def confirmation(appointment: Appointment, now: datetime) -> EmailMultiAlternatives:
    """Return the e-mail that says a visit is booked, with its calendar file.

    Booked late, it asks what the reminder of the day before would have asked.
    """
    when = texts.lasting_words(appointment.starts_at, appointment.zone)
    subject = _("Your visit: %(when)s") % {"when": when}
    asks = before_visit.is_due(appointment, now)
    before = before_visit.address(appointment) if asks else ""
    return _mail(appointment, "confirmation", subject, now, before=before)


@in_the_sites_language
def cancellation(appointment: Appointment, now: datetime) -> EmailMultiAlternatives:
    """Return the e-mail that says a visit is cancelled, with a calendar file that removes it."""
    when = texts.lasting_words(appointment.starts_at, appointment.zone)
    subject = _("Cancelled: your visit on %(when)s") % {"when": when}
    return _mail(appointment, "cancellation", subject, now)


@in_the_sites_language
def moved(appointment: Appointment, now: datetime) -> EmailMultiAlternatives:
    """Return the e-mail that says a visit is at another time, with the calendar file anew."""
    when = texts.lasting_words(appointment.starts_at, appointment.zone)
    return _mail(appointment, "moved", _("Moved: your visit is on %(when)s") % {"when": when}, now)


@in_the_sites_language
def series(appointments: list[Appointment], now: datetime) -> EmailMultiAlternatives:
    """Return the one e-mail about visits booked together, with one calendar file for all."""
    first = appointments[0]
    subject = _("Your %(count)s visits, from %(when)s") % {
        "count": len(appointments),
        "when": texts.lasting_words(first.starts_at, first.zone),
    }
    visits = [
        {"when": texts.lasting_words(each.starts_at, each.zone), "link": link_to(each)}
        for each in appointments
    ]
    house = the_house()
    message = letter(first, "series", subject, house, now=now, visits=visits)
    _attach(message, _calendar_of_all(appointments, house.clinic, now), ics.method(*appointments))
    return message


def link_to(appointment: Appointment) -> str:
    """Return the address of a client's own page about a visit, as e-mails carry it."""
    return f"{conf.base_url()}{reverse('intake_booking:appointment', args=[appointment.token])}"


def about(event: AppointmentEvent) -> Writer | None:
    """Return what writes to the client about an event; None where there is nothing to tell."""
    writers = {AppointmentEvent.Kind.MOVED: moved, AppointmentEvent.Kind.CANCELLED: cancellation}
    if not event.still_holds or not event.appointment.client_email:
        return None
    return writers.get(AppointmentEvent.Kind(event.kind))


def _mail(
    appointment: Appointment, template: str, subject: str, now: datetime, **more: object
) -> EmailMultiAlternatives:
    house = the_house()
    message = letter(appointment, template, subject, house, now=now, **more)
    _attach(message, calendar_of(appointment, house.clinic, now), ics.method(appointment))
    return message


def _attach(message: EmailMultiAlternatives, file: bytes, method: str) -> None:
    """Attach a calendar file; mail programs read what to do with it from its type."""
    message.attach(ics.FILENAME, file.decode(), f"{ics.CONTENT_TYPE}; method={method}")


def letter(
    appointment: Appointment,
    template: str,
    subject: str,
    house: House,
    *,
    now: datetime,
    **more: object,
) -> EmailMultiAlternatives:
    """Return an e-mail to the client of an appointment, as text and as HTML, nothing attached."""
    context = visit_page.in_a_letter(appointment, house.rules, now) | {
        "clinic": house.clinic,
        "link": link_to(appointment),
        "subject": subject,
        **more,
    }
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"intake_booking/mail/{template}.txt", context),
        to=[appointment.client_email],
        # Machines that answer for people on holiday leave such mail alone.
        headers={"Auto-Submitted": "auto-generated"},
    )
    html = render_to_string(f"intake_booking/mail/{template}.html", context)
    message.attach_alternative(html, "text/html")
    return message


def calendar_of(appointment: Appointment, clinic: ClinicSettings, now: datetime) -> bytes:
    """Return the calendar file of an appointment as this clinic sends it."""
    return _calendar_of_all([appointment], clinic, now)


def _calendar_of_all(
    appointments: list[Appointment], clinic: ClinicSettings, now: datetime
) -> bytes:
    return ics.calendar_file(
        *appointments,
        clinic_name=clinic.clinic_name,
        phone=clinic.phone,
        sender=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        now=now,
    )


def the_house() -> House:
    """Return the clinic and the rules of the default site, in one query."""
    both = Site.objects.select_related("clinicsettings", "bookingsettings")
    site = both.filter(is_default_site=True).first()
    return House(
        clinic=getattr(site, "clinicsettings", None) or ClinicSettings(),
        rules=getattr(site, "bookingsettings", None) or BookingSettings(),
    )


def the_clinic() -> ClinicSettings:
    """Return the settings of the default site: a task has no request to ask."""
    found: ClinicSettings | None = ClinicSettings.objects.filter(site__is_default_site=True).first()
    return found or ClinicSettings()
