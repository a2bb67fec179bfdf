"""Write the e-mails about booked, moved and cancelled visits that could not be sent in time."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from intake.booking import tasks
from intake.booking.errors import MailRefused
from intake.booking.models import Appointment, AppointmentEvent


class Command(BaseCommand):
    """Send what is missing, each once; end with an error while something still is."""

    help = "Send the e-mails about visits to come that have not been sent."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send one e-mail after the other and name those that failed by reference."""
        now = timezone.now()
        unconfirmed = Appointment.objects.without_confirmation(now).select_related("series")
        alone = [one for one in unconfirmed if one.series is None]
        together = {one.series for one in unconfirmed if one.series is not None}
        waiting: list[tuple[Any, Any]] = [(tasks.send_confirmation, one) for one in alone]
        waiting += [(tasks.send_series, one) for one in together]
        waiting += [(tasks.send_change, one) for one in AppointmentEvent.objects.without_mail(now)]
        refused = []
        sent = 0
        for task, about in waiting:
            try:
                task.call(about.pk)
            except MailRefused as error:
                refused.append(f"{about} ({error})")
            else:
                sent += 1
        self.stdout.write(f"Sent: {sent}")
        if refused:
            raise CommandError("Not sent: " + ", ".join(refused))
