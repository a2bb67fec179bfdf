"""Delete what the clinic need not keep any longer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from intake import pruning


class Command(BaseCommand):
    help = (
        "Delete records whose time is over, as set under Settings, Desk and retention, and write "
        "down how many. Run it once a day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Delete nothing; say what would be deleted."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            self._say("would be deleted", pruning.preview(now))
            return
        record = pruning.prune(now=now, by_name="prune")
        self._say("deleted", record.counts)
        self.stdout.write(f"Recorded as {record.pk}, fingerprint {record.sha256}")
        if any(record.left.values()):
            self._say("still there, because something needs it", record.left)
            raise CommandError("Not everything could be deleted.")

    def _say(self, what: str, counts: dict[str, int]) -> None:
        for name, number in counts.items():
            self.stdout.write(f"{name}: {number} {what}")
