"""What becomes of the reminders when a visit is booked, moved or cancelled.

They are rows in the same transaction as the change. Each is decided when it is due, by what is true
of the visit then. Nothing here sends.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from intake.afterwards import after_commit
from intake.booking import tasks
from intake.booking.models import Appointment, BookingSettings, Reminder
from intake.booking.reminder_claims import quiet_hours
from intake.booking.reminding import ALIKE, Plan, Skip, day_before, planned
from intake.booking.states import ReminderState

Kind = Reminder.Kind


def plan_reminders(*, appointment: Appointment, now: datetime) -> list[Reminder]:
    """Plan the reminders of a visit that was just booked, in the caller's transaction."""
    plans = _plans(appointment, now)
    rows = [_row(appointment, kind, plan, now) for kind, plan in plans.items()]
    Reminder.objects.bulk_create(rows)
    _leave_for_worker(rows)
    return rows


def replan_reminders(*, appointment: Appointment, now: datetime) -> None:
    """Drop the reminders of the time a visit had, and plan those of the one it has now.

    What the client was reminded of already stays so, should the visit come back to that time.
    """
    undecided = Reminder.objects.undecided_of(appointment)
    undecided.for_another_start(appointment.starts_at).skip(Skip.MOVED, now)
    known = Reminder.objects.kinds_for(appointment)
    plans = _plans(appointment, now)
    rows = [_row(appointment, kind, plan, now) for kind, plan in plans.items() if kind not in known]
    Reminder.objects.bulk_create(rows)
    again = [known[kind] for kind, plan in plans.items() if kind in known and not plan.skip]
    for reminder in again:
        reminder.due_at = plans[Kind(reminder.kind)].at
        Reminder.objects.filter(pk=reminder.pk).put_off(reminder.due_at)
    _leave_for_worker([*rows, *again])


def replan_all(*, now: datetime) -> int:
    """Let what was not sent yet be due by the rules of today; return of how many visits.

    What the new rules leave no time for stays due when it was; whether it is sent is decided then.
    """
    changed = 0
    for appointment in Appointment.objects.booked().filter(starts_at__gt=now):
        with transaction.atomic():
            changed += _follow_rules(appointment, now)
    return changed


def _follow_rules(appointment: Appointment, now: datetime) -> bool:
    known = Reminder.objects.kinds_for(appointment)
    plans = {kind: plan for kind, plan in _plans(appointment, now).items() if not plan.skip}
    rows = [_row(appointment, kind, plan, now) for kind, plan in plans.items() if kind not in known]
    Reminder.objects.bulk_create(rows)
    for kind, plan in plans.items():
        reminder = known.get(kind)
        if reminder and Reminder.objects.filter(pk=reminder.pk).reschedule(plan.at):
            reminder.refresh_from_db()
            rows.append(reminder)
    _leave_for_worker(rows)
    return bool(rows)


def skip_reminders(*, appointment: Appointment, now: datetime) -> None:
    """Drop what is still to be sent about a cancelled visit."""
    Reminder.objects.undecided_of(appointment).skip(Skip.CANCELLED, now)


def plan_missing_reminders(*, now: datetime) -> int:
    """Plan the reminders of visits to come that have none, as after an upgrade; return how many."""
    visits = list(Appointment.objects.unplanned(now))
    for appointment in visits:
        with transaction.atomic():
            plan_reminders(appointment=appointment, now=now)
    return len(visits)


def give_up_interrupted(*, now: datetime) -> list[Reminder]:
    """Say of what a worker never came back from that nobody knows whether it left; return it.

    It is not sent again unless staff want it.
    """
    stuck = list(Reminder.objects.interrupted(now).with_visit())
    return [
        reminder
        for reminder in stuck
        if Reminder.objects.interrupted(now).filter(pk=reminder.pk).leave_in_doubt(now)
    ]


def _plans(appointment: Appointment, now: datetime) -> dict[Kind, Plan]:
    """Return when each reminder of a visit is due; those switched off later are skipped then."""
    rules = BookingSettings.objects.of_default_site()
    start = appointment.starts_at
    wanted = {Kind.DAY_BEFORE: day_before(start, appointment.zone)}
    if rules.second_reminder_hours:
        wanted[Kind.SECOND] = start - timedelta(hours=rules.second_reminder_hours)
    quiet = quiet_hours(appointment, rules)
    plans = {
        kind: planned(instant, start=start, now=now, quiet=quiet)
        for kind, instant in wanted.items()
    }
    first, second = plans[Kind.DAY_BEFORE], plans.get(Kind.SECOND)
    is_double = second and not first.skip and abs(second.at - first.at) < ALIKE
    if second and is_double and rules.remind_day_before:
        plans[Kind.SECOND] = Plan(second.at, second.skip or Skip.ALIKE)
    return plans


def _row(appointment: Appointment, kind: Kind, plan: Plan, now: datetime) -> Reminder:
    return Reminder(
        appointment=appointment,
        kind=kind,
        for_start=appointment.starts_at,
        due_at=plan.at,
        state=ReminderState.SKIPPED if plan.skip else ReminderState.DUE,
        reason=plan.skip or "",
        decided_at=now if plan.skip else None,
    )


def _leave_for_worker(reminders: Iterable[Reminder]) -> None:
    due = [(each.pk, each.due_at) for each in reminders if not each.status.is_decided]
    if due:
        after_commit(tasks.remind_each_later, due)
