"""Print the worked cases of a questionnaire as JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from intake.casework import questionnaire_with_key, to_json
from intake.models import WorkedCase


class Command(BaseCommand):
    help = "Print the worked cases of a questionnaire as JSON, as load_cases reads them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("questionnaire", help="its key, such as lower-back-and-hip")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            questionnaire = questionnaire_with_key(options["questionnaire"])
        except LookupError as error:
            raise CommandError(str(error)) from error
        cases = [to_json(case) for case in WorkedCase.objects.of(questionnaire)]
        self.stdout.write(json.dumps(cases, indent=2, ensure_ascii=False))
