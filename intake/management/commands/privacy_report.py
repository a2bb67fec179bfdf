"""Print what is kept about people, for the clinic's records of processing."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser

from intake.privacy_types import Personal, whole_inventory

COLUMNS = ("Field", "Kept for", "How long", "What erases it")


class Command(BaseCommand):
    help = "Print every personal field: why it is kept, how long, and what erases it (Markdown)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="List the fields that are not personal, too."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for label, fields in whole_inventory().items():
            personal = {
                name: field for name, field in fields.items() if isinstance(field, Personal)
            }
            others = [name for name in fields if name not in personal]
            if not personal and not options["all"]:
                continue
            self.stdout.write(f"\n## {apps.get_model(label)._meta.verbose_name} ({label})\n")
            if personal:
                self._table(personal)
            if options["all"] and others:
                self.stdout.write(f"\nNot personal: {', '.join(others)}")

    def _table(self, fields: dict[str, Personal]) -> None:
        self.stdout.write(f"| {' | '.join(COLUMNS)} |")
        self.stdout.write("|" + "---|" * len(COLUMNS))
        for name, field in fields.items():
            cells = (name, field.purpose, field.retention, field.erase)
            self.stdout.write(f"| {' | '.join(cells)} |")
