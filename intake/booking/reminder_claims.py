"""Whether a reminder that is due is sent: decided at that moment, and by one worker only."""

from datetime import datetime

from intake.booking.models import Appointment, BookingSettings, Reminder
from intake.booking.reminding import Quiet, Skip, postponed
from intake.booking.zones import known_zone


def quiet_hours(appointment: Appointment, rules: BookingSettings) -> Quiet:
    """Return when the client of a visit is not written to, by their own clock where it is known."""
    zone = known_zone(appointment.client_zone) or appointment.zone
    return Quiet(rules.quiet_from, rules.quiet_until, zone)


def claim(reminder_id: int, now: datetime) -> Reminder | None:
    """Take the right to send a reminder, and return it; None where it is not to be sent now.

    What is not to be sent at all is skipped and says why; in quiet hours it is put off.
    """
    this = Reminder.objects.filter(pk=reminder_id)
    if not this.due(now).claim(now):
        return None
    # Read after the claim: what is true now, not when it was planned.
    reminder = this.with_visit().get()
    rules = BookingSettings.objects.of_default_site()
    if why := _why_not(reminder, rules, now):
        this.skip(why, now)
        return None
    quiet = quiet_hours(reminder.appointment, rules)
    plan = postponed(now, start=reminder.for_start, quiet=quiet)
    if plan.skip:
        this.skip(plan.skip, now)
        return None
    if plan.at > now:
        this.put_off(plan.at)
        return None
    return reminder


def _why_not(reminder: Reminder, rules: BookingSettings, now: datetime) -> Skip | None:
    visit = reminder.appointment
    is_over = not visit.status.is_booked or visit.starts_at <= now
    wanted = rules.remind_day_before if reminder.asks_before else rules.second_reminder_hours
    reasons = (
        (visit.status.is_cancelled, Skip.CANCELLED),
        (visit.starts_at != reminder.for_start, Skip.MOVED),
        (is_over, Skip.STARTED),
        (not visit.client_email, Skip.NO_EMAIL),
        (not wanted, Skip.SWITCHED_OFF),
    )
    why = next((skip for is_so, skip in reasons if is_so), None)
    if why is None and Reminder.objects.just_sent_beside(reminder, now).exists():
        return Skip.ALIKE
    return why
