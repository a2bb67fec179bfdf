import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client, RequestFactory
from wagtail.documents.models import Document
from wagtail.models import Page, PageViewRestriction, Site

from causes import cache as article_cache
from causes import generation
from causes.checks import check_article_cache_is_shared
from causes.models import CauseIndexPage, CausePage
from intake.models import ClinicSettings
from tests.factories.causes import make_article, make_hub, make_region, relate

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("shared_cache")]


@pytest.fixture
def hub(shared_cache: None, transactional_db: None) -> CauseIndexPage:
    cache.clear()
    Site.clear_site_root_paths_cache()
    return make_hub()


@pytest.fixture
def article(hub: CauseIndexPage) -> CausePage:
    return make_article(hub)


@pytest.fixture
def is_kept(django_assert_num_queries: Any) -> Callable[[str], bool]:
    """Whether an anonymous reader is answered without a query."""

    def ask(url: str) -> bool:
        entry = cache.get(
            generation.key_for("answer", RequestFactory().get(url, HTTP_HOST="testserver"), url)
        )
        return entry is not None and entry.generation == generation.current()

    return ask


def test_the_second_reader_costs_no_query(
    article: CausePage, django_assert_num_queries: Any
) -> None:
    first = Client().get(article.url)
    with django_assert_num_queries(0):
        second = Client().get(article.url)
    assert second.content == first.content
    assert second.headers["Content-Type"] == first.headers["Content-Type"]


def test_the_hub_is_kept_too(hub: CauseIndexPage, django_assert_num_queries: Any) -> None:
    Client().get(hub.url)
    with django_assert_num_queries(0):
        assert Client().get(hub.url).status_code == 200


def test_a_kept_answer_carries_the_headers_of_a_fresh_one(article: CausePage) -> None:
    first, second = Client().get(article.url), Client().get(article.url)
    assert dict(first.items()) == dict(second.items())
    assert second["Vary"] == "Cookie"
    assert second["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "default-src 'self'" in second["Content-Security-Policy"]
    assert second["X-Frame-Options"] == "SAMEORIGIN"
    assert int(second["Content-Length"]) == len(second.content)


def test_a_reader_who_has_the_page_gets_not_modified(article: CausePage) -> None:
    tag = Client().get(article.url)["ETag"]
    again = Client().get(article.url, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == tag


def test_head_is_answered_without_a_body_and_without_a_query(
    article: CausePage, django_assert_num_queries: Any
) -> None:
    full = Client().get(article.url)
    with django_assert_num_queries(0):
        head = Client().head(article.url)
    assert head.status_code == 200
    assert head.content == b""
    assert head["Content-Length"] == full["Content-Length"]
    assert head["ETag"] == full["ETag"]


def test_a_head_alone_keeps_nothing(article: CausePage, is_kept: Callable[[str], bool]) -> None:
    Client().head(article.url)
    assert not is_kept(article.url)


def change_title(page: Page) -> None:
    page.title = "Changed"
    page.save_revision().publish()


CHANGES: dict[str, Callable[[CausePage], Any]] = {
    "publish": change_title,
    "unpublish": lambda page: page.unpublish(),
    "delete": lambda page: page.delete(),
    "publish another": lambda page: make_article(page.hub(), "another"),
    "publish the hub": lambda page: page.hub().save_revision().publish(),
    "move": lambda page: page.move(Page.objects.get(depth=2), pos="last-child"),
    "a snippet": lambda page: make_region("knee", label="The knee"),
    "the clinic": lambda page: ClinicSettings.objects.create(
        site=Site.objects.get(), clinic_name="New name"
    ),
    "a document": lambda page: Document.objects.create(
        title="Exercises", file=ContentFile(b"x", "exercises.pdf")
    ),
    "the site": lambda page: Site.objects.get().save(),
    "a restriction": lambda page: PageViewRestriction.objects.create(
        page=page, restriction_type="login"
    ),
    "a restriction above": lambda page: PageViewRestriction.objects.create(
        page=Page.objects.get(depth=2), restriction_type="password", password="x"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_makes_kept_answers_worthless(
    article: CausePage, is_kept: Callable[[str], bool], change: Callable[[CausePage], Any]
) -> None:
    Client().get(article.url)
    assert is_kept(article.url)
    change(CausePage.objects.get(pk=article.pk))
    assert not is_kept(article.url)


def test_a_published_change_is_read_at_once(hub: CauseIndexPage, article: CausePage) -> None:
    for page in (article, hub):
        Client().get(page.url)
    change_title(CausePage.objects.get(pk=article.pk))
    assert b"Changed" in Client().get(article.url).content
    assert b"Changed" in Client().get(hub.url).content


def test_an_unpublished_article_is_gone_at_once(article: CausePage) -> None:
    Client().get(article.url)
    article.unpublish()
    assert Client().get(article.url).status_code == 404


def test_a_renamed_article_leaves_its_old_address(article: CausePage) -> None:
    Client().get(article.url)
    article.slug = "renamed"
    article.save_revision().publish()
    assert Client().get("/pain/renamed/").status_code == 200
    assert Client().get("/pain/knot/")["Location"] == "/pain/renamed/"


def test_a_draft_changes_nothing_that_is_kept(
    article: CausePage, is_kept: Callable[[str], bool]
) -> None:
    Client().get(article.url)
    article.title = "Draft"
    article.save_revision()
    assert is_kept(article.url)


def test_a_change_that_is_rolled_back_leaves_the_kept_answer(
    article: CausePage, is_kept: Callable[[str], bool]
) -> None:
    Client().get(article.url)
    with transaction.atomic():
        make_region("knee")
        transaction.set_rollback(True)
    assert is_kept(article.url)


def test_an_answer_begun_before_a_change_is_not_kept_after_it(article: CausePage) -> None:
    request = RequestFactory().get(article.url, HTTP_HOST="testserver")
    response = Client().get(article.url)

    def slow_site(_request: Any) -> Any:
        generation.start()
        return response

    setattr(response, article_cache.PUBLIC_MARK, True)
    generation.start()
    article_cache.ArticleCacheMiddleware(slow_site)(request)
    entry = cache.get(generation.key_for("answer", request, request.path))
    assert entry.generation != generation.current()


@pytest.mark.parametrize("kind", ["login", "password"])
def test_a_restricted_article_is_neither_kept_nor_leaked(
    hub: CauseIndexPage, is_kept: Callable[[str], bool], kind: str
) -> None:
    secret = make_article(hub, "secret", summary="For members only.")
    shown = make_article(hub, "shown")
    relate(shown, [secret])
    Client().get(secret.url)
    PageViewRestriction.objects.create(page=secret, restriction_type=kind, password="open")
    for _visit in range(2):
        assert b"For members only." not in Client().get(secret.url).content
        assert b"About the secret." not in Client().get(hub.url).content
        assert b"About the secret." not in Client().get(shown.url).content
    assert not is_kept(secret.url)


def test_a_reader_who_gave_the_password_reads_what_is_never_kept(
    hub: CauseIndexPage, is_kept: Callable[[str], bool]
) -> None:
    secret = make_article(hub, "secret", summary="For members only.")
    lock = PageViewRestriction.objects.create(
        page=secret, restriction_type="password", password="open"
    )
    member = Client()
    member.post(
        f"/_util/authenticate_with_password/{lock.pk}/{secret.pk}/",
        {"password": "open", "return_url": secret.url},
    )
    answer = member.get(secret.url)
    assert b"For members only." in answer.content
    assert "no-store" in answer["Cache-Control"]
    assert not is_kept(secret.url)
    assert b"For members only." not in Client().get(secret.url).content


def test_somebody_with_a_session_is_never_answered_from_the_cache(
    article: CausePage, is_kept: Callable[[str], bool]
) -> None:
    user = User.objects.create_superuser("owner", password="x")
    editor = Client()
    editor.force_login(user)
    assert b"wagtail-userbar" in editor.get(article.url).content
    assert not is_kept(article.url)
    Client().get(article.url)
    assert b"wagtail-userbar" in editor.get(article.url).content
    assert b"wagtail-userbar" not in Client().get(article.url).content


@pytest.mark.parametrize("cookie", ["sessionid", "messages", "django_language"])
def test_a_telling_cookie_keeps_the_reader_out_of_the_cache(
    article: CausePage, is_kept: Callable[[str], bool], cookie: str
) -> None:
    client = Client()
    client.cookies[cookie] = "x"
    client.get(article.url)
    assert not is_kept(article.url)


def test_a_query_string_is_answered_afresh(
    article: CausePage, is_kept: Callable[[str], bool]
) -> None:
    assert Client().get(article.url, {"utm": "x"}).status_code == 200
    assert not is_kept(article.url)


def test_a_preview_is_neither_answered_from_the_cache_nor_kept(
    article: CausePage, is_kept: Callable[[str], bool]
) -> None:
    Client().get(article.url)
    article.title = "Only a draft"
    assert b"Only a draft" in article.make_preview_request().content
    assert b"Only a draft" not in Client().get(article.url).content
    generation.start()
    article.make_preview_request()
    assert not is_kept(article.url)


def test_an_answer_that_sets_a_cookie_is_not_kept(rf: RequestFactory) -> None:
    def site(_request: Any) -> Any:
        from django.http import HttpResponse

        response = HttpResponse("hello")
        setattr(response, article_cache.PUBLIC_MARK, True)
        response.set_cookie("seen", "1")
        return response

    request = rf.get("/x/")
    article_cache.ArticleCacheMiddleware(site)(request)
    assert cache.get(generation.key_for("answer", request, "/x/")) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache-Control": "private"},
        {"Cache-Control": "no-store"},
        {"Vary": "Accept-Language"},
        {"Content-Encoding": "gzip"},
    ],
)
def test_an_answer_for_one_reader_is_not_kept(rf: RequestFactory, headers: dict[str, str]) -> None:
    from django.http import HttpResponse

    response = HttpResponse("hello", headers=headers)
    setattr(response, article_cache.PUBLIC_MARK, True)
    assert not article_cache.may_be_kept(rf.get("/x/"), response)


def test_other_pages_are_not_kept(hub: CauseIndexPage, is_kept: Callable[[str], bool]) -> None:
    Client().get("/healthz")
    assert not is_kept("/healthz")


def test_another_host_has_its_own_entry(article: CausePage, settings: Any) -> None:
    Client().get(article.url)
    other = Client().get(article.url, headers={"host": "localhost"})
    assert b"http://localhost/pain/knot/" in other.content


def test_a_post_is_not_answered_from_the_cache(article: CausePage) -> None:
    Client().get(article.url)
    assert Client().post(article.url).status_code != 304


def test_a_cache_of_one_process_switches_the_article_cache_off(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    from django.core.exceptions import MiddlewareNotUsed

    with pytest.raises(MiddlewareNotUsed):
        article_cache.ArticleCacheMiddleware(lambda request: None)  # type: ignore[arg-type,return-value]
    assert [message.id for message in check_article_cache_is_shared()] == ["causes.W001"]


def test_a_shared_cache_raises_no_warning() -> None:
    assert check_article_cache_is_shared() == []


def test_a_page_with_unusual_text_survives_being_kept(hub: CauseIndexPage) -> None:
    body = [{"type": "section", "value": {"heading": "H", "text": "<p>½ naïve ✓</p>"}}]
    article = make_article(hub, "odd", body=json.dumps(body))
    Client().get(article.url)
    assert "½ naïve ✓" in Client().get(article.url).content.decode()


def key_at(host: str) -> str:
    return generation.key_for("answer", RequestFactory().get("/x/", headers={"host": host}), "/x/")


def test_a_made_up_port_makes_no_entry_of_its_own(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["clinic.example"]
    keys = {key_at(f"clinic.example{port}") for port in ("", ":80", ":81", ":9999")}
    assert len(keys) == 1


def test_sites_that_only_a_port_tells_apart_share_nothing(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["clinic.example"]
    root = Site.objects.get().root_page
    for port in (80, 8080):
        Site.objects.create(hostname="clinic.example", port=port, root_page=root)
    first, second, other, another = (
        key_at(f"clinic.example:{port}") for port in (80, 8080, 9998, 9999)
    )
    assert len({first, second, other}) == 3
    assert other == another


def test_the_address_told_to_search_engines_is_the_sites_own(
    article: CausePage, settings: Any
) -> None:
    for _visit in range(2):
        page = Client(headers={"host": "localhost:9999"}).get(article.url).content.decode()
        assert "9999" not in page
