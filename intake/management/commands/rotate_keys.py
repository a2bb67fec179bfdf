"""Encrypt everything anew with the newest key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from intake import rotation


class Command(BaseCommand):
    help = (
        "Encrypt every stored value with the first key of CLINIC_INTAKE_ENCRYPTION_KEYS. The site "
        "stays up; a run that broke off is started again. Keep the old keys until it says that "
        "everything is done, and the last key of the list for ever: look-ups are made with it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; say what is left to do."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            for tally in rotation.rotate_all():
                self._say(tally, f"{tally.written} of {tally.seen} written anew")
        left = [tally for tally in rotation.remaining() if tally.unreadable]
        for tally in left:
            self._say(tally, f"{tally.unreadable} of {tally.seen} not under the newest key")
        if left:
            raise CommandError("Not everything is under the newest key yet. Run it again.")
        self.stdout.write("Everything is encrypted with the newest key.")

    def _say(self, tally: rotation.Tally, words: str) -> None:
        if tally.seen:
            self.stdout.write(f"{tally.label}: {words}")
