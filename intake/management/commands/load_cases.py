"""Load worked cases from JSON beside a questionnaire."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from intake.casework import load_cases, questionnaire_with_key, read_cases


class Command(BaseCommand):
    help = "Load worked cases from a JSON list; known names stay as they are. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help='a JSON list of {"id", "note", "answers", "expect"}')
        parser.add_argument("questionnaire", help="its key, such as lower-back-and-hip")
        parser.add_argument(
            "--replace", action="store_true", help="overwrite cases that have the same name"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            questionnaire = questionnaire_with_key(options["questionnaire"])
            items = read_cases(Path(options["file"]))
            loaded = load_cases(
                questionnaire=questionnaire, items=items, replace=options["replace"]
            )
        except OSError as error:
            raise CommandError(f"Cannot read {options['file']}: {error.strerror}.") from error
        except (LookupError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{len(loaded.added)} added, {len(loaded.changed)} changed, "
            f"{len(loaded.kept)} left as they were."
        )
