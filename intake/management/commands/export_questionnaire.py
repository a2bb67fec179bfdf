"""Print a published questionnaire as canonical JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from intake.engine import codec
from intake.management.printing import print_lines
from intake.models import QuestionnaireVersion


class Command(BaseCommand):
    help = "Print the published version of a questionnaire as canonical JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", help="the questionnaire's key, such as lower-back-and-hip")
        parser.add_argument("--language", help="a language code, when there are translations")

    def handle(self, *args: Any, **options: Any) -> None:
        version = QuestionnaireVersion.objects.current_for_key(options["key"], options["language"])
        if version is None:
            raise CommandError(
                f"No published questionnaire has the key “{options['key']}”. "
                "Publish one in the admin, or load the default: manage.py load_questionnaire"
            )
        numbers = {
            "version": version.number,
            "schema_version": version.schema_version,
            "sha256": version.sha256,
        }
        print_lines(self.stdout, [codec.canonical({**json.loads(version.content), **numbers})])
