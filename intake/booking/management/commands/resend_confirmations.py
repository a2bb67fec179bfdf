"""Write the confirmations that could not be sent when their visits were booked."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from intake.booking import tasks
from intake.booking.errors import MailRefused
from intake.booking.models import Appointment


class Command(BaseCommand):
    """Send what is missing, each once; end with an error while something still is."""

    help = "Send the confirmations of booked visits to come that have not been sent."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send one confirmation after the other and name those that failed by reference."""
        refused = []
        sent = 0
        for appointment in Appointment.objects.without_confirmation(timezone.now()):
            try:
                tasks.send_confirmation.call(appointment.pk)
            except MailRefused as error:
                refused.append(f"{appointment.reference} ({error})")
            else:
                sent += 1
        self.stdout.write(f"Sent: {sent}")
        if refused:
            raise CommandError("Not sent: " + ", ".join(refused))
