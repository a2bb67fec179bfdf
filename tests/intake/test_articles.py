"""Which article a result leads to."""

import pytest
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Locale, PageViewRestriction

from intake.articles import articles_for
from tests.factories import intake as factory

pytestmark = pytest.mark.django_db

KEYS = ["piriformis-syndrome", "iliopsoas-syndrome"]


def test_each_cause_leads_to_its_live_article() -> None:
    pages = {key: factory.article(key) for key in KEYS}
    factory.article("trigger-points")
    assert articles_for(KEYS, "en") == pages


def test_a_draft_is_never_linked_to() -> None:
    factory.article(KEYS[0], live=False)
    assert articles_for(KEYS, "en") == {}


def test_a_private_article_is_never_linked_to() -> None:
    page = factory.article(KEYS[0])
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert articles_for(KEYS, "en") == {}


def test_an_article_in_another_language_is_not_linked_to() -> None:
    factory.article(KEYS[0])
    Locale.objects.create(language_code="de")
    assert articles_for(KEYS, "de") == {}


def test_the_articles_of_all_causes_cost_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for key in KEYS:
        factory.article(key)
    with django_assert_num_queries(1):
        articles_for(KEYS, "en")
    with django_assert_num_queries(0):
        assert articles_for([], "en") == {}
