"""Make the groups a clinic begins with."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from intake import staff_groups


class Command(BaseCommand):
    help = (
        "Make the groups Editors, Front desk, Therapists and Clinic lead with what each may see. "
        "A group that is there already stays as the clinic has it. Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="Take back what the clinic changed in them."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for each in staff_groups.load_groups(reset=options["reset"]):
            if options["verbosity"]:
                became = "set" if each.changed else "left as it was"
                self.stdout.write(f"{each.name}: {became}")
