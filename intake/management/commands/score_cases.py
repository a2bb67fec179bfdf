"""Decide a file of answers with a published questionnaire; nothing is stored."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from intake.engine import report
from intake.engine.answers import read_answers
from intake.engine.routing import decide
from intake.engine.types import Questionnaire
from intake.management.printing import print_lines
from intake.models import QuestionnaireVersion

UNREADABLE = 2


class Command(BaseCommand):
    help = "Decide a JSON list of answers and print one JSON object a line. Nothing is stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help='a JSON list of {"id": …, "answers": {question: answer}}')
        parser.add_argument(
            "--questionnaire", help="the questionnaire's key; default: the only one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        cases = _read(options["file"])
        questionnaire = _published(options["questionnaire"])
        # ASCII: an id may hold what no terminal can print.
        decided = (json.dumps(_decided(questionnaire, case), ensure_ascii=True) for case in cases)
        print_lines(self.stdout, decided)


def _read(name: str) -> list[dict[str, Any]]:
    try:
        cases = json.loads(Path(name).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _unreadable(f"Cannot read {name}: {error.strerror}.") from error
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise _unreadable(f"{name} is not JSON: {error}.") from error
    if not isinstance(cases, list):
        raise _unreadable(f"{name} must hold a JSON list of cases, but it holds something else.")
    for number, case in enumerate(cases, start=1):
        if not isinstance(case, dict) or "id" not in case:
            raise _unreadable(f"Case {number} in {name} has no “id”.")
        if not isinstance(case.get("answers"), dict):
            raise _unreadable(f"Case {number} in {name} has no object “answers”.")
    return cases


def _unreadable(sentence: str) -> CommandError:
    return CommandError(sentence, returncode=UNREADABLE)


def _published(key: str | None) -> Questionnaire:
    published = QuestionnaireVersion.objects.published_keys()
    if not key and len(published) > 1:
        raise CommandError(
            f"Several questionnaires are published: {', '.join(published)}. "
            "Choose one with --questionnaire."
        )
    version = QuestionnaireVersion.objects.current_for_key(key or "".join(published))
    if version is None:
        named = f" with the key “{key}”" if key else ""
        raise CommandError(
            f"There is no published questionnaire{named}. "
            "Publish one in the admin, or load the default: manage.py load_questionnaire"
        )
    return version.definition


def _decided(questionnaire: Questionnaire, case: dict[str, Any]) -> dict[str, Any]:
    answers, ignored = read_answers(questionnaire, case["answers"])
    decision = decide(questionnaire, answers)
    return {"id": case["id"], **report.to_json(questionnaire, decision), "ignored": ignored}
