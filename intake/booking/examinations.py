"""Booking's examinations for `doctor`: the diary, holds, mail, reminders, promised times."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from intake import alert_actions, health
from intake.booking import guard, slots
from intake.booking.in_doubt import with_mail_in_doubt
from intake.booking.models import (
    Appointment,
    AppointmentEvent,
    BookingSettings,
    Reminder,
    SafetyCheck,
    SafetyNotice,
    WaitlistOffer,
)
from intake.health import Finding, error, warning

PATIENCE = timedelta(hours=1)


def register() -> None:
    """Name every examination of booking."""
    for name, look in {
        "Overlaps": overlaps,
        "Holds that ran out": holds,
        "Mail about visits": mail,
        "Reminders": reminders,
        "Warning signs before visits": alarms,
        "Waitlist": waitlist,
        "Promised times": promises,
    }.items():
        health.register(name, look)


def overlaps(now: datetime) -> Iterator[Finding]:
    """Find visits on top of each other that nobody overbooked, and a missing guard."""
    if not guard.is_installed(connection):
        yield error("The guard against overlaps is missing.", "Run: python manage.py migrate")
    for first, second in guard.overlapping(connection):
        cure = "Phone one of the two clients and move the visit."
        yield error(f"{first} and {second} overlap.", cure)


def holds(now: datetime) -> Iterator[Finding]:
    """Find kept times that ran out long ago: nothing harms, but something does not sweep."""
    old = Appointment.objects.lapsed(now - timedelta(days=2)).count()
    if old:
        cure = "Run every day: python manage.py prune"
        yield warning(f"{old} kept times ran out more than two days ago.", cure)


def mail(now: datetime) -> Iterator[Finding]:
    """Find visits to come whose client was not told."""
    late = now - PATIENCE
    unsent = Appointment.objects.without_confirmation(now).filter(booked_at__lt=late).count()
    unsent += AppointmentEvent.objects.without_mail(now).filter(at__lt=late).count()
    if unsent:
        cure = "Check the mail server, then run: python manage.py resend_confirmations"
        yield error(f"{unsent} e-mails about visits have not been sent.", cure)
    doubtful = with_mail_in_doubt(Appointment.objects.all(), now).count()
    if doubtful:
        cure = "Open Appointments in the Clinic menu, filter by E-mail, and send them again."
        what = f"Visits of which it is not known whether an e-mail was sent: {doubtful}."
        yield error(what, cure)


def reminders(now: datetime) -> Iterator[Finding]:
    """Find reminders that are overdue."""
    overdue = Reminder.objects.due(now - PATIENCE).count()
    if overdue:
        cure = "Run every five minutes: python manage.py send_reminders"
        yield error(f"{overdue} reminders are overdue.", cure)


def alarms(now: datetime) -> Iterator[Finding]:
    """Find answers to the warning signs that nobody sees to, and nobody to tell of the next."""
    late = now - PATIENCE
    waiting = SafetyCheck.objects.unseen_emergencies().filter(answered_at__lt=late).count()
    if waiting:
        cure = "Open Warning signs in the Clinic menu and phone the clients."
        yield error(f"{waiting} clients with warning signs wait for longer than an hour.", cure)
    unsent = SafetyNotice.objects.untold(now).filter(due_at__lt=late).count()
    if unsent:
        cure = "Check the mail server, then run every five minutes: python manage.py send_reminders"
        yield error(f"{unsent} e-mails about warning signs have not been sent.", cure)
    rules = BookingSettings.objects.of_default_site()
    if (
        rules.ask_red_flags
        and not rules.alert_addresses
        and not alert_actions.next_to_tell(told=())
    ):
        cure = "Add people on duty, or addresses in Settings, Booking settings, Warning signs."
        yield error("Nobody is told when a client answers an emergency before a visit.", cure)


def waitlist(now: datetime) -> Iterator[Finding]:
    """Find offers nobody was told of, and those that ran out while nobody asked the next."""
    late = now - PATIENCE
    cure = "Check the mail server, then run every five minutes: python manage.py offer_freed_times"
    unsent = WaitlistOffer.objects.without_mail(now).filter(offered_at__lt=late).count()
    if unsent:
        yield error(f"{unsent} offers from the waitlist have not been sent.", cure)
    stuck = WaitlistOffer.objects.run_out(late).count()
    if stuck:
        yield error(f"{stuck} offers ran out more than an hour ago and were not passed on.", cure)


def promises(now: datetime) -> Iterator[Finding]:
    """Find visits to come whose wall time moved since, because a zone changed its rules."""
    for visit in Appointment.objects.booked().filter(starts_at__gt=now).iterator():
        shown = slots.wall_of(visit.starts_at, visit.zone).isoformat(timespec="minutes")
        if shown != visit.wall_start:
            cure = "Ask the client which time they keep, and move the visit there."
            yield error(f"{visit}: promised for {visit.wall_start}, now shown as {shown}.", cure)
