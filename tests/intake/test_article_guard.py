"""What a published questionnaire leads to has to stay; unpublishing the questionnaire frees it."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Locale

from causes.models import CausePage
from intake.article_guard import reasons
from intake.models import Questionnaire, QuestionnaireVersion
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db

KEY = "piriformis-syndrome"
LEADS = "The questionnaire “Small check” sends clients to it"


@pytest.fixture
def article(version: QuestionnaireVersion) -> CausePage:
    return factory.article(KEY)


def by_rule(key: str = "sleep") -> dict[str, Any]:
    """The small questionnaire with a rule that names an article of its own."""
    rules = [dict(rule) for rule in factory.small()["rules"]]
    rules[1]["article"] = key
    return factory.small(rules=rules)


def test_the_message_says_which_questionnaire_and_what_to_do(article: CausePage) -> None:
    with pytest.raises(ValidationError) as refused:
        article.unpublish()
    (message,) = refused.value.messages
    assert message.startswith(f"“{article.title}” has to stay as it is. {LEADS}")
    assert "for the cause “Piriformis syndrome”" in message
    assert f"First publish another article with the key “{KEY}”" in message
    assert "or unpublish the questionnaire." in message


def test_an_article_a_rule_names_has_to_stay() -> None:
    factory.published(by_rule())
    article = factory.article("sleep")
    with pytest.raises(ValidationError, match="sends clients to it by a rule"):
        article.delete()


def test_an_article_no_questionnaire_names_may_go(article: CausePage) -> None:
    other = factory.article("another-cause")
    assert not reasons(other)
    other.unpublish()
    other.delete()


def test_unpublishing_the_questionnaire_frees_the_article(article: CausePage) -> None:
    Questionnaire.objects.get().unpublish()
    article.unpublish()
    assert not CausePage.objects.live().exists()


def test_publishing_the_questionnaire_without_the_cause_frees_the_article(
    article: CausePage,
) -> None:
    factory.article("iliopsoas-syndrome")
    factory.article("piriformis")
    renamed = json.dumps(factory.small()).replace(KEY, "piriformis")
    factory.published(json.loads(renamed))
    assert not reasons(article)


def test_a_draft_of_the_questionnaire_leads_nowhere(version: QuestionnaireVersion) -> None:
    questionnaire = Questionnaire.objects.get()
    drafted = factory.draft(by_rule("sleep"))
    questionnaire.rules = drafted.rules
    questionnaire.save_revision()
    assert not reasons(factory.article("sleep"))


def test_a_questionnaire_in_another_language_leads_elsewhere(article: CausePage) -> None:
    other = Locale.objects.create(language_code="fr")
    article.locale = other
    assert not reasons(article)


@pytest.mark.usefixtures("article")
def test_asking_costs_the_same_however_many_questionnaires_there_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    factory.article("iliopsoas-syndrome")
    page = CausePage.objects.select_related("locale").get(cause_key=KEY)
    reasons(page)
    with django_assert_num_queries(1):
        assert len(reasons(page)) == 1
    for number in range(5):
        factory.published(factory.small(key=f"small-{number}"))
    reasons(page)
    with django_assert_num_queries(1):
        assert len(reasons(page)) == 6


def test_staff_read_it_in_the_editor(client: Client, article: CausePage) -> None:
    client.force_login(User.objects.create_superuser("editor"))
    url = reverse("wagtailadmin_pages:unpublish", args=[article.pk])
    page = client.post(url, follow=True)
    assert LEADS in page.content.decode()
    assert CausePage.objects.get(pk=article.pk).live
