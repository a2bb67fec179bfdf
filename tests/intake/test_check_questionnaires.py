"""`check_questionnaires` says what the gate would say, for all questionnaires at once."""

import json
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Locale

from intake.models import Questionnaire
from tests.factories import intake as factory
from tests.intake import drafts

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(db: None) -> Questionnaire:
    return factory.published().questionnaire


def check(*options: str) -> tuple[int, str]:
    """Run the command; return its exit code and what it printed."""
    out = StringIO()
    try:
        call_command("check_questionnaires", *options, stdout=out, no_color=True)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_a_published_questionnaire_without_a_fault_ends_with_zero(live: Questionnaire) -> None:
    factory.article("piriformis-syndrome")
    factory.article("iliopsoas-syndrome")
    code, printed = check()
    assert code == 0
    assert printed.startswith("Small check (small, en, published)\n")
    assert "  error  " not in printed


def test_warnings_are_said_and_end_with_zero(live: Questionnaire) -> None:
    code, printed = check()
    assert code == 0
    assert "  warning  no_articles  Small check: This site has no articles" in printed


def test_an_error_is_said_with_place_and_cure_and_ends_with_one(live: Questionnaire) -> None:
    drafts.write(live, drafts.TWICE)
    assert check()[0] == 0, "what clients are asked is still right"
    code, printed = check("--draft")
    assert code == 1
    assert "  error  duplicate_key  Questions: The key “red_flags” is used 2 times." in printed


def test_cases_are_checked_too(live: Questionnaire) -> None:
    drafts.case(live)
    drafts.urgent_case(live)
    calm = drafts.without_emergency() | {"rules": drafts.NO_SELF_HELP["rules"]}
    drafts.write(live, calm)
    code, printed = check("--draft")
    assert code == 1
    assert "  error  case_less_urgent  bladder: Case “bladder” should lead to" in printed
    assert "  error  case_different  mild: Case “mild” should lead to" in printed
    drafts.write(live, drafts.NO_SELF_HELP)
    drafts.signed_off(live, User.objects.create_superuser("signer"))
    code, printed = check("--draft")
    assert code == 0
    assert "  warning  case_signed_off  mild" in printed


def test_json_holds_the_same(live: Questionnaire) -> None:
    drafts.case(live)
    drafts.write(live, drafts.NO_SELF_HELP)
    code, printed = check("--draft", "--json")
    assert code == 1
    (one,) = json.loads(printed)
    assert (one["key"], one["language"], one["draft"]) == ("small", "en", True)
    first = one["findings"][0]
    assert (first["level"], first["code"], first["place"]) == ("error", "case_different", "mild")
    assert "let somebody sign it off" in first["message"]


@pytest.mark.parametrize("options", [(), ("--draft",), ("--questionnaire", "nowhere")])
def test_nothing_to_check_ends_with_two(options: tuple[str, ...]) -> None:
    code, printed = check(*options)
    assert code == 2
    assert "to check" in printed


def test_one_questionnaire_can_be_picked(live: Questionnaire) -> None:
    factory.published(factory.small(key="other", title="Other check"))
    assert "Other check" in check()[1]
    code, printed = check("--questionnaire", "small")
    assert code == 0
    assert "Other check" not in printed


# --- translations ----------------------------------------------------------------------------


@pytest.fixture
def german(live: Questionnaire) -> Questionnaire:
    """A live translation with other words and the same points."""
    locale = Locale.objects.create(language_code="de")
    translation = live.copy_for_translation(locale)
    translation.save()
    words = factory.with_text(factory.small(language="de"), "average", "Wie stark?")
    drafts.write(translation, words).publish()
    return Questionnaire.objects.get(pk=translation.pk)


def points_changed() -> factory.Json:
    other = factory.small(language="de")
    other["steps"][1]["questions"][0]["options"][0]["points"] = {"piriformis-syndrome": 5}
    return other


def system_check() -> list[Any]:
    found = run_checks(tags=["database"], databases=["default"])
    return [message for message in found if message.id == "intake.W002"]


def test_translations_with_other_words_are_equal(german: Questionnaire) -> None:
    assert "translation_differs" not in check()[1]
    assert system_check() == []


def test_translations_that_score_otherwise_are_named(german: Questionnaire) -> None:
    drafts.write(german, points_changed()).publish()
    code, printed = check()
    assert code == 1
    assert printed.count("translation_differs") == 1
    assert "3 → 5" in printed
    (message,) = system_check()
    assert "“Small check” scores otherwise in 'de' than in 'en'" in message.msg
    german.unpublish()
    assert system_check() == []


def test_a_draft_of_a_translation_is_compared_with_the_drafts(german: Questionnaire) -> None:
    drafts.write(german, points_changed())
    assert check()[0] == 0
    assert "translation_differs" in check("--draft")[1]


def test_the_system_check_waits_for_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", list)
    assert system_check() == []
