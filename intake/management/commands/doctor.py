"""Look at everything that can quietly go wrong; for people, and for cron."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from intake import health
from intake.health import Severity

SIGNS = {Severity.WARNING: "!", Severity.ERROR: "x"}


class Command(BaseCommand):
    help = (
        "Examine the site: overlaps, mail, reminders, articles, keys, records and more. Ends with "
        "0 when all is well, 1 on warnings, 2 on errors; --quiet prints only what was found."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="Print nothing that is well.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = health.examine(timezone.now())
        if options["json"]:
            plain = {name: [asdict(each) for each in findings] for name, findings in found.items()}
            self.stdout.write(json.dumps(plain, ensure_ascii=False))
        else:
            self._print(found, quiet=options["quiet"])
        severities = {each.severity for findings in found.values() for each in findings}
        if severities:
            raise SystemExit(2 if Severity.ERROR in severities else 1)

    def _print(self, found: dict[str, list[health.Finding]], *, quiet: bool) -> None:
        for name, findings in found.items():
            if not findings and not quiet:
                self.stdout.write(f"✓ {name}")
            for each in findings:
                self.stdout.write(f"{SIGNS[each.severity]} {name}: {each.what} {each.cure}")
