"""Prove questionnaires as the gate does: lint, articles, worked cases, translations."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from intake.engine.lint import Level
from intake.surveying import Surveyed, survey

NOTHING_FOUND = 2


class Command(BaseCommand):
    help = (
        "Check every published questionnaire, or every newest draft. "
        "Ends with 1 on errors, 2 when there is nothing to check."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--questionnaire", default="", help="only the one with this key")
        parser.add_argument(
            "--draft", action="store_true", help="check the newest drafts, published or not"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON list")

    def handle(self, *args: Any, **options: Any) -> None:
        surveyed = survey(key=options["questionnaire"], drafts=options["draft"])
        if not surveyed:
            raise CommandError(_nothing(options), returncode=NOTHING_FOUND)
        if options["json"]:
            self.stdout.write(json.dumps([_plain(one) for one in surveyed], ensure_ascii=False))
        else:
            for one in surveyed:
                self.report(one)
        if any(one.has_errors for one in surveyed):
            raise SystemExit(1)

    def report(self, one: Surveyed) -> None:
        """Print what was found for one questionnaire."""
        questionnaire = one.questionnaire
        kind = "draft" if one.is_draft else "published"
        heading = f"{questionnaire.title} ({questionnaire.key}, {questionnaire.language}, {kind})"
        self.stdout.write(self.style.MIGRATE_HEADING(heading))
        for finding in one.findings:
            line = f"  {finding.level}  {finding.code}  {finding.place}: {finding.message}"
            is_error = finding.level is Level.ERROR
            self.stdout.write(self.style.ERROR(line) if is_error else self.style.WARNING(line))
        if not one.findings:
            self.stdout.write("  nothing found")


def _nothing(options: dict[str, Any]) -> str:
    kind = "questionnaire" if options["draft"] else "published questionnaire"
    named = f" with the key “{options['questionnaire']}”" if options["questionnaire"] else ""
    return f"There is no {kind}{named} to check."


def _plain(one: Surveyed) -> dict[str, Any]:
    return {
        "key": one.questionnaire.key,
        "title": one.questionnaire.title,
        "language": one.questionnaire.language,
        "draft": one.is_draft,
        "findings": [
            {
                "level": finding.level.value,
                "code": finding.code,
                "place": finding.place,
                "message": finding.message,
            }
            for finding in one.findings
        ],
    }
