"""Send the reminders that are due, for sites without a worker and for what a worker missed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from intake.booking import reminder_actions, tasks
from intake.booking.errors import MailRefused
from intake.booking.models import Reminder, SafetyCheck, SafetyNotice


class Command(BaseCommand):
    """Run it every few minutes; however often it runs, each reminder leaves once."""

    help = "Send the reminders of visits that are due; ends with 1 where one could not be sent."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send one after the other, and name those that failed by reference."""
        now = timezone.now()
        planned = reminder_actions.plan_missing_reminders(now=now)
        gone = reminder_actions.give_up_interrupted(now=now)
        waiting: list[tuple[Any, Any]] = [
            (tasks.alert, one) for one in SafetyCheck.objects.untold(now).for_staff()
        ]
        waiting += [(tasks.notify, one) for one in SafetyNotice.objects.untold(now)]
        waiting += [(tasks.remind, one) for one in Reminder.objects.due(now).with_visit()]
        sent, refused = 0, []
        for send, about in waiting:
            try:
                sent += send(about.pk)
            except MailRefused as error:
                refused.append(f"{about} ({error})")
            except Exception as error:
                # One that cannot be written must not keep the others; what went wrong may quote it.
                refused.append(f"{about} ({type(error).__name__})")
        if options["verbosity"]:
            self.stdout.write(f"Planned for visits without any: {planned}. Sent: {sent}.")
        if gone:
            names = ", ".join(map(str, gone))
            self.stderr.write(
                f"Interrupted while being sent, so not sent again: {names}. To send them again, "
                "open Appointments in the Clinic menu and filter by E-mail."
            )
        if refused:
            raise CommandError("Not sent: " + ", ".join(refused))
