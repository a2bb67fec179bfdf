"""Fill the demo with its content: site, articles, questionnaire, booking, people."""

from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

# In this order, because each part links to what the parts before it made.
PARTS = ("site", "causes", "questionnaire", "booking", "people", "follow_ups", "history")


class Command(BaseCommand):
    """Call each part's seed(now=…); what is already there is brought up to date, not doubled."""

    help = "Fill the demo site with content. Safe to run again; deletes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed every part, with dates relative to this moment (UTC)."""
        now = timezone.now()
        for part in PARTS:
            import_module(f"clinic_site.demo.seed.{part}").seed(now=now)
            if options["verbosity"] > 0:
                self.stdout.write(f"Seeded {part}.")
