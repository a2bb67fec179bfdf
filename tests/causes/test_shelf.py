from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.translation import get_language, override
from wagtail.models import PageViewRestriction, Site

from causes import generation, shelf
from causes.models import CauseIndexPage
from tests.factories.causes import make_article, make_hub, relate

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("shared_cache")]


@pytest.fixture
def hub(shared_cache: None, transactional_db: None) -> CauseIndexPage:
    cache.clear()
    Site.clear_site_root_paths_cache()
    return make_hub()


def queries_of(url: str) -> int:
    """Queries of a reader whose answer is not kept, on a site that has been visited."""
    Client().get(url, {"n": 1})
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(url, {"n": 2}).status_code == 200
    return len(queries)


def test_an_article_that_is_not_kept_costs_one_query(hub: CauseIndexPage) -> None:
    assert queries_of(make_article(hub).url) == 1


def test_an_article_costs_as_much_with_3_related_ones_as_with_30(hub: CauseIndexPage) -> None:
    article = make_article(hub)
    others = [make_article(hub, f"other-{n}") for n in range(30)]
    relate(article, others[:3])
    few = queries_of(article.url)
    relate(article, others)
    assert queries_of(article.url) == few


def test_a_hub_costs_as_much_with_3_articles_as_with_30(hub: CauseIndexPage) -> None:
    for number in range(3):
        make_article(hub, f"one-{number}")
    few = queries_of(hub.url)
    for number in range(27):
        make_article(hub, f"more-{number}")
    assert queries_of(hub.url) == few


def test_without_any_cache_an_article_is_the_same(hub: CauseIndexPage, settings: Any) -> None:
    article = make_article(hub)
    relate(article, [make_article(hub, "other")])
    kept = Client().get(article.url).content
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert Client().get(article.url).content == kept


def test_the_shelf_holds_no_restricted_article(hub: CauseIndexPage, rf: RequestFactory) -> None:
    article, secret = make_article(hub), make_article(hub, "secret")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    found = shelf.shelf_for(rf.get("/", HTTP_HOST="testserver"))
    assert found.routes == {article.url: (hub.pk, article.pk)}


def test_a_restriction_above_the_hub_empties_the_shelf(
    hub: CauseIndexPage, rf: RequestFactory
) -> None:
    make_article(hub)
    PageViewRestriction.objects.create(page=hub, restriction_type="login")
    assert shelf.shelf_for(rf.get("/", HTTP_HOST="testserver")).routes == {}


def test_a_draft_is_not_on_the_shelf(hub: CauseIndexPage, rf: RequestFactory) -> None:
    make_article(hub).unpublish()
    assert shelf.shelf_for(rf.get("/", HTTP_HOST="testserver")).cards == {}


def test_a_new_hub_is_found_after_a_first_visit(hub: CauseIndexPage) -> None:
    Client().get(hub.url)
    assert Client().get(make_article(hub, "late").url).status_code == 200


def test_what_is_kept_in_one_language_is_not_shown_in_another(rf: RequestFactory) -> None:
    def say(_request: Any) -> str | None:
        return get_language()

    request = rf.get("/", HTTP_HOST="testserver")
    for language in ("en", "de", "en"):
        with override(language):
            assert generation.kept("shelf", request, say, seconds=60) == language
