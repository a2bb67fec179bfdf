"""What every public page tells a browser to refuse, and that no page needs what is refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from clinic_site.home.models import HomePage
from intake import conf
from tests.factories import booking as make
from tests.factories import intake as factory
from tests.hardening.addresses import PUBLIC
from tests.hardening.test_caches import address, places

pytestmark = pytest.mark.django_db
AROUND = ["/", "/intake/", "/healthz", "/robots.txt", "/sitemap.xml", "/nothing/", "/demo/"]


def policy(response: Any) -> dict[str, list[str]]:
    """Return the content security policy of an answer, by directive."""
    directives = response["Content-Security-Policy"].split(";")
    return {words[0]: words[1:] for words in map(str.split, directives)}


def assert_guarded(response: Any, where: str) -> None:
    """Fail where an answer leaves a browser to its own devices."""
    says = policy(response)
    assert says["default-src"] == ["'self'"], where
    assert "script-src" not in says, where
    assert says["object-src"] == ["'none'"], where
    for name in ("base-uri", "form-action", "frame-ancestors"):
        assert says[name] == ["'self'"], where
    assert "unsafe" not in response["Content-Security-Policy"], where
    assert response["X-Content-Type-Options"] == "nosniff", where
    assert response["X-Frame-Options"] == "SAMEORIGIN", where
    assert response["Cross-Origin-Opener-Policy"] == "same-origin", where
    assert response["Referrer-Policy"] in ("same-origin", "no-referrer"), where
    assert "camera=()" in response["Permissions-Policy"], where


def assert_nothing_inline(content: bytes, where: str) -> None:
    """Fail where a page holds what its own policy would refuse."""
    page = BeautifulSoup(content, "html.parser")
    assert not page.select("style, [style]"), where
    for script in page.find_all("script"):
        is_data = script.get("type") in ("application/json", "application/ld+json")
        assert script.get("src") or is_data, where
    for element in page.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on")], where
        for name in ("src", "href", "action", "formaction"):
            link = str(element.get(name, ""))
            assert not link.startswith(("javascript:", "data:text", "http://", "//")), where


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> make.Clinic:
    """A site whose every page can be opened."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.NOW)
    factory.intake_page(factory.published())
    return make.make_clinic()


def pages(clinic: make.Clinic) -> Iterator[tuple[str, Any]]:
    """Yield every public page in several states: nobody's, a client's, sent with nothing in it."""
    secrets = places(clinic)
    for answers in ({}, {"red_flags": ["none_of_these"]}, factory.BOOKING, factory.EMERGENCY):
        client = Client()
        submission, secret = factory.started(answers or None)
        client.cookies[conf.cookie_name()] = secret
        if answers in (factory.BOOKING, factory.EMERGENCY):
            factory.actions.complete_submission(submission=submission)
        for each in PUBLIC:
            where = address(each.name, each.parts, secrets.get(each.name, ""))
            for method in ("get", "post"):
                yield f"{method} {each.name}", getattr(client, method)(where)


def test_every_public_page_is_guarded_and_holds_nothing_inline(site: make.Clinic) -> None:
    seen = set()
    for where, response in pages(site):
        assert_guarded(response, where)
        if response["Content-Type"].startswith("text/html"):
            assert_nothing_inline(response.content, where)
            seen.add(where.split()[1])
    assert len(seen) > len(PUBLIC) / 2


@pytest.mark.parametrize("path", AROUND)
def test_the_site_around_is_guarded_too(path: str, home: HomePage) -> None:
    response = Client().get(path)
    assert_guarded(response, path)
    if response["Content-Type"].startswith("text/html"):
        assert_nothing_inline(response.content, path)


def test_an_article_from_the_cache_is_guarded_like_the_first(home: HomePage) -> None:
    for _ in range(2):
        assert_guarded(Client().get("/"), "home")


def test_what_our_cookies_may_do(site: make.Clinic) -> None:
    client = Client()
    client.post("/intake/", {"agree": "1"}, secure=True)
    client.get(reverse("intake_booking:times") + f"?visit={site.service.key}", secure=True)
    names = {conf.cookie_name(), "csrftoken"}
    assert names <= set(client.cookies)
    for name, cookie in client.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] in ("Lax", "Strict"), name
        if name != "csrftoken":  # the settings of a real clinic make this one secure as well
            assert cookie["secure"], name
