"""The list of versions, any two side by side, and an old one as the draft again."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale

from intake import actions
from intake.engine import codec
from intake.models import Questionnaire, QuestionnaireVersion
from tests.factories import intake as factory
from tests.intake.walker import main_text, soup

pytestmark = pytest.mark.django_db

BUTTOCK_POINTS = 5


def with_points(points: int, **changes: Any) -> dict[str, Any]:
    """Return the small definition in which the buttock gives other points."""
    definition = factory.small(**changes)
    options = definition["steps"][1]["questions"][0]["options"]
    options[0]["points"] = {"piriformis-syndrome": points}
    return definition


def frozen(questionnaire: Questionnaire, number: int, **fields: Any) -> QuestionnaireVersion:
    """Freeze one more version without the whole way of publishing."""
    definition = codec.from_json(with_points(number))
    plain = codec.to_json(definition)
    values = {
        "key": definition.key,
        "title": definition.title,
        "language": definition.language,
        "schema_version": codec.SCHEMA_VERSION,
        "sha256": codec.sha256_of(plain),
        "content": codec.canonical(plain),
    } | fields
    return QuestionnaireVersion.objects.create(questionnaire=questionnaire, number=number, **values)


def url(name: str, questionnaire: Questionnaire, *numbers: int, **query: Any) -> str:
    return reverse(f"intake_admin:{name}", args=[questionnaire.pk, *numbers], query=query)


@pytest.fixture
def owner() -> User:
    return User.objects.create_superuser("owner", first_name="Olive", last_name="Hartwell")


@pytest.fixture
def editor(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


@pytest.fixture
def questionnaire(db: None) -> Questionnaire:
    """A questionnaire published twice: the buttock gives 3 points, then 5."""
    factory.published()
    version = factory.published(with_points(BUTTOCK_POINTS))
    return version.questionnaire


# --- the list --------------------------------------------------------------------------------


def test_the_list_says_who_published_what_and_what_changed(
    editor: Client, questionnaire: Questionnaire, owner: User
) -> None:
    frozen(questionnaire, 3, note="Sitting counts less", published_by=owner)
    words = main_text(editor.get(url("versions", questionnaire)))
    for shown in (
        "Version 3",
        "Sitting counts less",
        "Olive Hartwell",
        "Piriformis syndrome 5 → 3",
        "Piriformis syndrome 3 → 5",
        "The first version.",
        "no name kept",
        "asked now",
    ):
        assert shown in words, shown


def test_the_list_counts_the_clients_who_were_asked_each(
    editor: Client, questionnaire: Questionnaire
) -> None:
    factory.completed()
    factory.completed()
    rows = soup(editor.get(url("versions", questionnaire))).select("tbody tr")
    assert [row.find_all("td")[2].text for row in rows] == ["2", "0"]


def test_a_questionnaire_never_published_says_what_will_appear_here(editor: Client) -> None:
    draft = factory.draft()
    draft.save()
    words = main_text(editor.get(url("versions", draft)))
    assert "Nothing was published yet" in words


def test_what_the_draft_would_change_stands_above_the_list(
    editor: Client, questionnaire: Questionnaire
) -> None:
    assert "The draft says the same as version 2" in main_text(
        editor.get(url("versions", questionnaire))
    )
    questionnaire.title = "Another name"
    questionnaire.save_revision()
    words = main_text(editor.get(url("versions", questionnaire)))
    assert "One thing differs from version 2" in words
    assert "Another name" in words


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize("page", ["versions", "compare", "draft_safety"])
def test_a_page_costs_the_same_for_three_and_for_thirty_versions(
    editor: Client, questionnaire: Questionnaire, page: str
) -> None:
    address = url(page, questionnaire)
    frozen(questionnaire, 3)
    editor.get(address)
    three = queries(editor, address)
    for number in range(4, 31):
        frozen(questionnaire, number)
    # Thirty versions are more than one page, and numbering pages asks nothing more.
    assert queries(editor, address) == three


def test_the_list_goes_on_over_several_pages(editor: Client, questionnaire: Questionnaire) -> None:
    for number in range(3, 13):
        frozen(questionnaire, number)
    first = main_text(editor.get(url("versions", questionnaire)))
    second = main_text(editor.get(url("versions", questionnaire, p=2)))
    assert "Version 12" in first
    assert "Version 2 " not in first
    assert "Version 2 " in second
    assert "Page 2 of 2" in second


def test_the_list_is_for_those_who_may_change_questionnaires(
    questionnaire: Questionnaire,
) -> None:
    client = Client()
    client.force_login(factory.staff("intake.view_submission"))
    pages = [
        url(name, questionnaire)
        for name in ("versions", "compare", "flow", "draft_safety", "export", "copy")
    ]
    pages += [url(name, questionnaire, 1) for name in ("safety", "restore", "export_version")]
    for address in [*pages, reverse("intake_import")]:
        assert client.get(address).status_code in (302, 403), address
        assert client.post(address).status_code in (302, 403, 405), address


def test_a_version_that_does_not_exist_is_not_found(
    editor: Client, questionnaire: Questionnaire
) -> None:
    for name in ("safety", "restore", "export_version"):
        assert editor.get(url(name, questionnaire, 9)).status_code == 404
    assert editor.get(url("compare", questionnaire, to="9")).status_code == 404
    assert editor.get(url("compare", questionnaire, to="x")).status_code == 404


# --- two side by side ------------------------------------------------------------------------


def test_a_version_is_compared_with_the_one_before(
    editor: Client, questionnaire: Questionnaire
) -> None:
    words = main_text(editor.get(url("compare", questionnaire)))
    assert "One difference" in words
    assert "Piriformis syndrome 3 → 5" in words


def test_any_two_are_compared_in_either_direction(
    editor: Client, questionnaire: Questionnaire
) -> None:
    address = url("compare", questionnaire, **{"from": "2", "to": "1"})
    assert "Piriformis syndrome 5 → 3" in main_text(editor.get(address))


def test_the_draft_is_compared_with_what_clients_are_asked(
    editor: Client, questionnaire: Questionnaire
) -> None:
    questionnaire.title = "Another name"
    questionnaire.save_revision()
    words = main_text(editor.get(url("compare", questionnaire, to="draft")))
    assert "“Small check” → “Another name”" in words


def test_no_difference_is_said(editor: Client, questionnaire: Questionnaire) -> None:
    same = url("compare", questionnaire, **{"from": "1", "to": "1"})
    assert "Both sides are the same" in main_text(editor.get(same))
    draft = url("compare", questionnaire, **{"from": "2", "to": "draft"})
    assert "Nothing differs" in main_text(editor.get(draft))


# --- an old one again ------------------------------------------------------------------------


def test_restoring_asks_first_and_then_writes_only_the_draft(
    editor: Client, questionnaire: Questionnaire, owner: User
) -> None:
    address = url("restore", questionnaire, 1)
    assert "Piriformis syndrome 5 → 3" in main_text(editor.get(address))
    response = editor.post(address)
    assert response.status_code == 302
    questionnaire.refresh_from_db()
    first = QuestionnaireVersion.objects.get(number=1)
    draft = questionnaire.get_latest_revision_as_object()
    assert codec.sha256(draft.definition()) == first.sha256
    assert questionnaire.latest_revision.user == owner
    assert draft.change_note == "The content of version 1 again"
    current = QuestionnaireVersion.objects.current_of(questionnaire.pk)
    assert current is not None
    assert current.number == 2
    assert codec.sha256(questionnaire.definition()) == current.sha256


def test_looking_at_the_question_writes_nothing(
    editor: Client, questionnaire: Questionnaire, no_writes: Any
) -> None:
    editor.get(url("restore", questionnaire, 1))
    with no_writes():
        editor.get(url("restore", questionnaire, 1))


def test_a_locked_draft_is_not_overwritten(editor: Client, questionnaire: Questionnaire) -> None:
    questionnaire.locked = True
    questionnaire.locked_by = factory.staff()
    questionnaire.save(update_fields=["locked", "locked_by"])
    revision = questionnaire.latest_revision_id
    assert "locked or in moderation" in main_text(editor.get(url("restore", questionnaire, 1)))
    editor.post(url("restore", questionnaire, 1))
    questionnaire.refresh_from_db()
    assert questionnaire.latest_revision_id == revision


# --- translations ----------------------------------------------------------------------------


@pytest.fixture
def german(questionnaire: Questionnaire) -> Questionnaire:
    """A published translation, word for word the same."""
    locale = Locale.objects.create(language_code="de")
    translation = questionnaire.copy_for_translation(locale)
    translation.title = "Kleine Prüfung"
    translation.save()
    translation.save_revision().publish()
    return translation


def test_a_translation_that_counts_the_same_is_said_to(
    editor: Client, questionnaire: Questionnaire, german: Questionnaire
) -> None:
    words = main_text(editor.get(url("versions", questionnaire)))
    assert "The translation “de” (Kleine Prüfung) counts and decides the same." in words


def test_a_translation_that_decides_otherwise_stands_out(
    editor: Client, questionnaire: Questionnaire, german: Questionnaire
) -> None:
    changed = with_points(4, language="de", title="Kleine Prüfung")
    actions.load_questionnaire(definition=changed, replace=True)
    words = main_text(editor.get(url("versions", questionnaire)))
    assert "The translation “de” decides otherwise" in words
    assert "differs in one thing that counts" in words
    assert "Piriformis syndrome 5 → 4" in words


def test_words_may_differ_between_translations(
    editor: Client, questionnaire: Questionnaire, german: Questionnaire
) -> None:
    changed = factory.with_text(
        with_points(BUTTOCK_POINTS, language="de"), "pain_regions", "Wo tut es weh?"
    )
    actions.load_questionnaire(definition=changed, replace=True)
    assert "counts and decides the same" in main_text(editor.get(url("versions", questionnaire)))
