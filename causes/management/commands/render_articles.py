"""Renders articles after a deploy."""

from typing import Any

from django.core.management.base import BaseCommand

from causes.actions import refresh_renderings


class Command(BaseCommand):
    help = "Render anew every article whose templates changed, so that a deploy slows no page."

    def handle(self, *args: Any, **options: Any) -> None:
        number = refresh_renderings()
        if options["verbosity"] > 0:
            self.stdout.write(f"Rendered {number} articles.")
