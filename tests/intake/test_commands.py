"""The commands other software calls."""

import hashlib
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from intake.engine import codec
from intake.management.commands import load_questionnaire
from intake.models import Questionnaire, QuestionnaireVersion, Submission
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db

ROOT = Path(load_questionnaire.__file__).resolve().parents[3]
OUTCOME_KEYS = {"id", "route", "urgency", "top_cause", "causes", "reasons", "ignored"}
SCORE_WITHOUT_DATABASE = """
import sys
import django
django.setup()
from django.core.management import execute_from_command_line
from intake.management.commands import score_cases
from tests.factories import intake as factory
score_cases._published = lambda key: factory.small_definition()
execute_from_command_line(["manage.py", "score_cases", sys.argv[1]])
"""
EXPORT_WITHOUT_DATABASE = """
import django
django.setup()
from django.core.management import execute_from_command_line
from intake.models import QuestionnaireVersion
objects = QuestionnaireVersion.objects
objects.current_for_key = lambda *words: QuestionnaireVersion(number=1, content="{}")
execute_from_command_line(["manage.py", "export_questionnaire", "any"])
"""


def run(*words: str, **options: Any) -> str:
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def scored(tmp_path: Path, *cases: Any, **options: Any) -> list[dict[str, Any]]:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(list(cases)), encoding="utf-8")
    lines = run("score_cases", str(file), **options).splitlines()
    return [json.loads(line) for line in lines]


def case(answers: Any, name: Any = "one") -> dict[str, Any]:
    return {"id": name, "answers": answers}


# --- export_questionnaire --------------------------------------------------------------------


def test_the_published_version_is_exported_as_one_line_of_canonical_json() -> None:
    version = factory.published()
    printed = run("export_questionnaire", factory.KEY)
    exported = json.loads(printed)
    assert printed.rstrip("\n") == codec.canonical(exported)
    assert exported["key"] == factory.KEY
    assert (exported["version"], exported["schema_version"]) == (version.number, 1)
    assert exported["sha256"] == version.sha256


def test_the_export_lists_steps_questions_and_options() -> None:
    factory.published()
    exported = json.loads(run("export_questionnaire", factory.KEY))
    first = exported["steps"][0]
    assert (first["key"], first["title"]) == ("safety", "Warning signs")
    question = first["questions"][0]
    assert (question["key"], question["kind"]) == ("red_flags", "multiple_choice")
    assert question["options"][1]["key"] == "fever"
    assert question["options"][1]["text"] == "Fever with the pain"
    closer = exported["steps"][4]["questions"][0]
    assert closer["show_if"] == {"leading": ["piriformis-syndrome"], "within": 1}


def test_the_checksum_of_an_export_can_be_worked_out_again() -> None:
    factory.published()
    exported = json.loads(run("export_questionnaire", factory.KEY))
    stated = exported.pop("sha256")
    exported.pop("version")
    text = json.dumps(exported, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == stated


def test_an_export_can_be_loaded_again() -> None:
    factory.published()
    exported = json.loads(run("export_questionnaire", factory.KEY))
    assert codec.from_json(exported) == factory.small_definition()


def test_what_is_not_published_cannot_be_exported() -> None:
    with pytest.raises(CommandError, match="No published questionnaire has the key “small”"):
        run("export_questionnaire", factory.KEY)
    version = factory.published()
    version.questionnaire.unpublish()
    with pytest.raises(CommandError, match="Publish one in the admin"):
        run("export_questionnaire", factory.KEY)


def test_a_draft_is_not_exported() -> None:
    version = factory.published()
    version.questionnaire.title = "Draft title"
    version.questionnaire.save_revision()
    assert json.loads(run("export_questionnaire", factory.KEY))["title"] == "Small check"


# --- score_cases -----------------------------------------------------------------------------


def test_each_case_is_decided_on_a_line_of_its_own(tmp_path: Path) -> None:
    factory.published()
    mild, strong, emergency = scored(
        tmp_path,
        case(factory.SELF_HELP, "mild"),
        case(factory.BOOKING, "strong"),
        case(factory.EMERGENCY, 3),
    )
    assert mild["id"] == "mild"
    assert mild.keys() == OUTCOME_KEYS
    assert (mild["route"], mild["urgency"]) == ("self_help", "none")
    assert mild["top_cause"] == "piriformis-syndrome"
    assert mild["causes"] == [{"key": "piriformis-syndrome", "points": 5}]
    assert mild["reasons"]
    assert mild["ignored"] == []
    assert strong["route"] == "booking"
    assert (emergency["id"], emergency["route"]) == (3, "urgent")
    assert emergency["urgency"] == "emergency_now"
    assert emergency["top_cause"] is None


@pytest.mark.parametrize(
    ("question", "given", "same_as"),
    [
        ("night_pain", False, "no"),
        ("night_pain", True, "yes"),
        ("night_pain", ["no"], "no"),
        ("red_flags", "none_of_these", ["none_of_these"]),
        ("red_flags", [], ["none_of_these"]),
        ("pain_regions", "buttock", ["buttock"]),
        ("duration_weeks", 3.0, 3),
    ],
)
def test_an_answer_may_be_written_in_several_ways(
    tmp_path: Path, question: str, given: Any, same_as: Any
) -> None:
    factory.published()
    one, other = scored(
        tmp_path,
        case({**factory.SELF_HELP, question: given}),
        case({**factory.SELF_HELP, question: same_as}),
    )
    assert one == other


def test_what_is_unknown_is_listed_and_never_an_error(tmp_path: Path) -> None:
    factory.published()
    strange = {
        "shoe_size": 43,
        "red_flags": ["none_of_these", "hiccups"],
        "average": 99,
        "duration_weeks": "3",
        "night_pain": {"at": 3},
        "work": None,
        "story": 7,
    }
    (found,) = scored(tmp_path, case({**factory.SELF_HELP, **strange}))
    assert set(found["ignored"]) == {
        "shoe_size", "red_flags=hiccups", "average", "duration_weeks", "night_pain", "work",
        "story",
    }  # fmt: skip
    assert found["route"] == "booking"


@pytest.mark.parametrize(
    "answers", [{}, {"red_flags": "not_sure"}, {"average": True}, {"": ""}, {"red_flags": [[1]]}]
)
def test_whatever_is_missing_a_person_takes_over(tmp_path: Path, answers: Any) -> None:
    factory.published()
    (found,) = scored(tmp_path, case(answers))
    assert found["route"] in ("booking", "urgent")
    assert found["reasons"]


def test_not_sure_stands_for_a_number_as_well(tmp_path: Path) -> None:
    factory.published()
    (found,) = scored(tmp_path, case({**factory.SELF_HELP, "average": "not_sure"}))
    assert (found["route"], found["ignored"]) == ("booking", [])


def test_without_a_published_questionnaire_nothing_is_scored(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no published questionnaire\. Publish"):
        scored(tmp_path, case({}))


def test_a_case_says_more_than_it_must(tmp_path: Path) -> None:
    factory.published()
    (found,) = scored(tmp_path, {**case(factory.SELF_HELP), "note": "from a colleague"})
    assert found["route"] == "self_help"


def test_the_questionnaire_can_be_named(tmp_path: Path) -> None:
    factory.published()
    factory.published(factory.small(key="other", rules=[]))
    (found,) = scored(tmp_path, case(factory.SELF_HELP), questionnaire="other")
    assert found["route"] == "booking"
    with pytest.raises(CommandError, match="Several questionnaires are published: other, small"):
        scored(tmp_path, case({}))
    with pytest.raises(CommandError, match="with the key “nothing”"):
        scored(tmp_path, case({}), questionnaire="nothing")


def test_a_file_saved_by_a_windows_editor_is_read_as_well(tmp_path: Path) -> None:
    factory.published()
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([case(factory.SELF_HELP)]), encoding="utf-8-sig")
    assert json.loads(run("score_cases", str(file)))["route"] == "self_help"


def test_scoring_stores_nothing(tmp_path: Path, no_writes: Any) -> None:
    factory.published()
    with no_writes():
        scored(tmp_path, *[case(factory.SELF_HELP, number) for number in range(5)])
    assert not Submission.objects.exists()


MALFORMED = {
    "not json": "{",
    "an object": '{"id": "one", "answers": {}}',
    "a number": "7",
    "a case that is a list": "[[]]",
    "no id": '[{"answers": {}}]',
    "no answers": '[{"id": 1}]',
    "answers that are a list": '[{"id": 1, "answers": []}]',
    "too deep": "[" * 100_000,
    "no text": b"\xff\xfe\x00\x00",
}


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_file_is_one_sentence(tmp_path: Path, content: str | bytes) -> None:
    factory.published()
    file = tmp_path / "cases.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CommandError) as refused:
        run("score_cases", str(file))
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_file_that_is_not_there_or_no_file_is_one_sentence(tmp_path: Path) -> None:
    for name in (tmp_path / "nothing.json", tmp_path):
        with pytest.raises(CommandError, match="Cannot read") as refused:
            run("score_cases", str(name))
        assert refused.value.returncode == 2


def test_a_shell_sees_exit_code_two_and_one_line(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text("[{}]")
    result = subprocess.run(
        [sys.executable, "manage.py", "score_cases", str(file)],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "clinic_site.settings.test"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [f"CommandError: Case 1 in {file} has no “id”."]


def test_an_id_that_no_terminal_can_print_is_escaped(tmp_path: Path) -> None:
    factory.published()
    file = tmp_path / "cases.json"
    file.write_text('[{"id": "\\ud800", "answers": {}}]')
    printed = run("score_cases", str(file))
    assert printed.isascii()
    assert json.loads(printed)["id"] == "\ud800"


@pytest.mark.parametrize("code", [SCORE_WITHOUT_DATABASE, EXPORT_WITHOUT_DATABASE])
def test_a_reader_who_has_seen_enough_ends_it_quietly(tmp_path: Path, code: str) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([case(factory.SELF_HELP)] * 300))
    with subprocess.Popen(
        [sys.executable, "-c", code, str(file)],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "clinic_site.settings.test"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, b"")


# --- load_questionnaire ----------------------------------------------------------------------


def test_the_default_questionnaire_is_loaded_and_published() -> None:
    assert "is published" in run("load_questionnaire")
    version = QuestionnaireVersion.objects.get()
    assert version.key == "lower-back-and-hip"
    assert version.questionnaire.live


def test_loading_twice_changes_nothing() -> None:
    run("load_questionnaire")
    assert "was left as it is" in run("load_questionnaire")
    assert Questionnaire.objects.count() == QuestionnaireVersion.objects.count() == 1
    assert "is published" in run("load_questionnaire", replace=True)
    assert QuestionnaireVersion.objects.count() == 1


def test_an_edited_questionnaire_is_kept_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    edited = factory.published(factory.small(title="Edited by the clinic"))
    file = tmp_path / "small.json"
    file.write_text(json.dumps(factory.small()), encoding="utf-8")
    run("load_questionnaire", str(file))
    assert QuestionnaireVersion.objects.current_for_key(factory.KEY) == edited
    run("load_questionnaire", str(file), "--replace")
    current = QuestionnaireVersion.objects.current_for_key(factory.KEY)
    assert current is not None
    assert (current.number, current.title) == (2, "Small check")


BROKEN = {
    "no json": ("{", "Cannot load"),
    "a list": ("[]", "Cannot load"),
    "no questionnaire": ("{}", "Cannot load"),
    "another schema": ('{"schema_version": 99}', "schema_version is 99"),
    "unknown words": (json.dumps(factory.small(rules=[{"key": "x"}])), "Cannot load"),
    "errors": (json.dumps(factory.small(steps=[factory.SAFETY] * 2)), "is used 2 times"),
}


@pytest.mark.parametrize(("content", "sentence"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_asked_is_not_loaded(tmp_path: Path, content: str, sentence: str) -> None:
    file = tmp_path / "broken.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=sentence):
        run("load_questionnaire", str(file))
    assert not Questionnaire.objects.exists()


# --- new_encryption_key ----------------------------------------------------------------------


def test_a_new_key_is_a_key_and_new_each_time() -> None:
    first, second = run("new_encryption_key").strip(), run("new_encryption_key").strip()
    assert first != second
    assert Fernet(first)


def test_a_key_can_be_made_before_there_is_one() -> None:
    result = subprocess.run(
        [sys.executable, "manage.py", "new_encryption_key"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.intake.settings_without_keys"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert Fernet(result.stdout.strip())
