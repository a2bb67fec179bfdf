import logging
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django import DjangoAssertNumQueries

from clinic_site import errors, urls
from clinic_site.home.models import HomePage
from tests.site.pages import text_of

pytestmark = pytest.mark.urls(__name__)
METHODS = ("get", "post", "put", "delete")


def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a crash on purpose")


urlpatterns = [path("crash/", crash), *urls.urlpatterns]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture(autouse=True)
def quiet_request_log() -> Iterator[None]:
    logger = logging.getLogger("django.request")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(before)


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("method", METHODS)
def test_a_missing_page_is_404_for_every_method(
    home: HomePage, visitor: Client, method: str
) -> None:
    response = getattr(visitor, method)("/no-such-page/")
    assert response.status_code == 404
    assert "We cannot find that page" in response.content.decode()


@pytest.mark.parametrize("method", METHODS)
def test_a_crashing_view_is_500_for_every_method(visitor: Client, method: str) -> None:
    response = getattr(visitor, method)("/crash/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


@pytest.mark.django_db
def test_the_500_and_400_pages_ask_the_database_nothing(
    rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        errors.server_error(rf.post("/anything/"))
        errors.bad_request(rf.post("/anything/"))


def test_an_unknown_host_name_gets_the_400_page(visitor: Client) -> None:
    response = visitor.get("/", HTTP_HOST="not-this-clinic.example")
    assert response.status_code == 400
    assert "We could not read that request" in response.content.decode()


def test_a_form_without_its_token_is_told_what_to_do(home: HomePage) -> None:
    response = Client(enforce_csrf_checks=True).post("/")
    assert response.status_code == 403
    page = text_of(BeautifulSoup(response.content, "html.parser"), "main")
    assert "What you just sent is not saved; earlier answers are" in page


@pytest.mark.parametrize("template", ["400", "403", "404", "500", "403_csrf"])
def test_every_error_page_says_what_happened_what_is_lost_and_where_help_is(
    home: HomePage, rf: RequestFactory, template: str
) -> None:
    from django.shortcuts import render

    response = render(rf.get("/"), f"{template}.html", {"static_url": "/static/"})
    soup = BeautifulSoup(response.content, "html.parser")
    words = text_of(soup, "main")
    assert len(soup.find_all("h1")) == 1
    assert "saved" in words or "lost" in words
    assert "emergency" in words
    assert "911" in words
    assert soup.select_one('main a[href="/"]') is not None
    for banned in ("oops", "sorry", "please", "invalid", "required"):
        assert banned not in words.lower()


def test_the_404_page_offers_the_telephone(home: HomePage, visitor: Client) -> None:
    soup = BeautifulSoup(visitor.get("/no-such-page/").content, "html.parser")
    assert soup.select_one('main a[href="tel:2125550142"]') is not None
