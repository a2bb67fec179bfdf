"""What happens to planned reminders outside the request. No task has an argument."""

from typing import Any

from django.db import transaction
from django.db.models.signals import pre_save
from django.utils import timezone
from django_tasks import task

from intake.booking import reminder_actions
from intake.booking.models import BookingSettings

TIMING = ("remind_day_before", "second_reminder_hours", "quiet_from", "quiet_until")
"""The rules of a clinic that say when a reminder is due."""


@task()
def replan_all() -> None:
    """Plan the reminders of all visits to come by the rules of today."""
    reminder_actions.replan_all(now=timezone.now())


def watch() -> None:
    """Let reminders planned already follow when the clinic changes its rules."""
    pre_save.connect(_follow, sender=BookingSettings, dispatch_uid="intake_booking.timing")


def _follow(instance: BookingSettings, **kwargs: Any) -> None:
    same = {name: getattr(instance, name) for name in TIMING}
    if not BookingSettings.objects.filter(pk=instance.pk, **same).exists():
        transaction.on_commit(replan_all.enqueue, robust=True)
