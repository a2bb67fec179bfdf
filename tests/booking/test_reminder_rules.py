"""When a clinic changes when it reminds, the reminders of visits booked already follow."""

from intake.booking import reminder_tasks, tasks
from tests.booking.test_reminders import HOUR, SECOND, SPRING, booked, reminder_of, rows, rules
from tests.factories import booking as make

__all__ = ["booked"]


def test_visits_booked_already_follow_when_the_clinic_changes_its_hours(booked, clock, commit):
    with commit():
        rules(second_reminder_hours=20)
    assert reminder_of(booked, SECOND).due_at == SPRING - 20 * HOUR
    with commit() as callbacks:
        rules(second_reminder_hours=20, reminder_text="Bring your card.")
    assert reminder_tasks.replan_all.enqueue not in callbacks
    clock.now = SPRING - 20 * HOUR
    tasks.send_reminder.call(reminder_of(booked, SECOND).pk)
    with commit():
        rules(second_reminder_hours=18)
    assert rows(booked)[1][2:] == ("sent", "")


def test_a_second_reminder_switched_on_later_is_planned_for_visits_booked_already(clinic, commit):
    rules(second_reminder_hours=0)
    booked = make.book(clinic, SPRING)
    with commit():
        rules(second_reminder_hours=18)
    assert reminder_of(booked, SECOND).due_at == SPRING - 18 * HOUR
