"""Load a questionnaire from JSON, with its worked cases, into the editor and publish it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from intake import actions
from intake.casework import read_cases

DEFAULT = Path(__file__).resolve().parents[2] / "seed" / "lower_back_and_hip.json"


def shipped_cases(definition: Path) -> list[dict[str, Any]]:
    """Return the worked cases in the file beside a definition: `name_cases.json`; [] without."""
    beside = definition.with_name(f"{definition.stem}_cases.json")
    return read_cases(beside) if beside.exists() else []


class Command(BaseCommand):
    help = "Load a questionnaire (default: lower back and hip) and publish it. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default=str(DEFAULT), help="a JSON definition")
        parser.add_argument(
            "--replace", action="store_true", help="overwrite a questionnaire with the same key"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            file = Path(options["file"])
            questionnaire, written = actions.load_questionnaire(
                definition=json.loads(file.read_text(encoding="utf-8-sig")),
                cases=shipped_cases(file),
                replace=options["replace"],
            )
        except (OSError, ValueError) as error:
            raise CommandError(f"Cannot load {options['file']}: {error}") from error
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        if written:
            self.stdout.write(f"“{questionnaire.title}” is published.")
        else:
            self.stdout.write(
                f"“{questionnaire.title}” is already there and was left as it is "
                "(--replace overwrites it)."
            )
