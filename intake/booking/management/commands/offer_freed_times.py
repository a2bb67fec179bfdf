"""Go on with the waitlist: end what has run out, ask the next, send what was not sent."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from intake.booking import tasks, waitlist_actions
from intake.booking.errors import MailRefused
from intake.booking.models import WaitlistOffer


class Command(BaseCommand):
    """Do what is due; end with an error while an e-mail could not be sent."""

    help = "Offer freed times to the next on the waitlist. Run it every few minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep the list, then try again the e-mails that could not be sent."""
        now = timezone.now()
        waitlist_actions.sweep_waitlist(now=now)
        refused = []
        for offer in WaitlistOffer.objects.without_mail(now).select_related("entry"):
            try:
                tasks.send_offer.call(offer.pk)
            except MailRefused as error:
                refused.append(f"{offer.entry} ({error})")
        if options["verbosity"] > 0:
            self.stdout.write(f"Open offers: {WaitlistOffer.objects.open_at(now).count()}")
        if refused:
            raise CommandError("Not sent: " + ", ".join(refused))
