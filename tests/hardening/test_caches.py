"""No page about a person is kept by a cache, not even by one that keeps all it may."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from intake import conf, second_look, subjects
from intake.booking import feed_actions
from tests.factories import booking as make
from tests.factories import intake as factory
from tests.factories import waitlist
from tests.hardening.addresses import PUBLIC

pytestmark = pytest.mark.django_db
NOBODY = "0" * 40


@pytest.fixture
def caching(settings: Any) -> None:
    """Django's own cache of whole pages, around everything."""
    settings.MIDDLEWARE = [
        "django.middleware.cache.UpdateCacheMiddleware",
        *django_settings.MIDDLEWARE,
        "django.middleware.cache.FetchFromCacheMiddleware",
    ]
    settings.CACHE_MIDDLEWARE_SECONDS = 600


@pytest.fixture
def clinic(monkeypatch: pytest.MonkeyPatch) -> make.Clinic:
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.NOW)
    factory.intake_page(factory.published())
    return make.make_clinic()


def words_of(response: Any) -> set[str]:
    return {word.strip() for word in response.get("Cache-Control", "").split(",")}


def places(clinic: make.Clinic) -> dict[str, str]:
    """Return a secret that opens each page whose address has one."""
    visit = make.book(clinic)
    feed = feed_actions.make_feed(practitioner=clinic.practitioner, by=factory.staff())
    own = {
        "intake:resume": factory.started()[1],
        "intake:your_data": subjects.link_token("appointment", visit.reference),
        "intake_booking:feed": feed.token,
        "intake_booking:details": make.hold(clinic, make.FIRST.replace(hour=17)).token,
    }
    again = second_look.link_token(factory.completed(factory.SELF_HELP))
    own |= dict.fromkeys(("intake:again", "intake:again_now"), again)
    data = own["intake:your_data"]
    own |= dict.fromkeys(("intake:your_data_file", "intake:your_data_ask"), data)
    waiting = waitlist.wait(clinic).token
    for name in ("waiting", "change_wishes", "leave_waitlist"):
        own[f"intake_booking:{name}"] = waiting
    for each in PUBLIC:
        if "token" in each.parts:
            own.setdefault(each.name, visit.token)
    return own


def address(name: str, parts: tuple[str, ...], secret: str) -> str:
    given = {"token": secret, "form": "json", "what": "erase", "key": "safety"}
    return reverse(name, args=[given[part] for part in parts])


@pytest.mark.parametrize("cookie", ["nobody", "unfinished", "finished"])
def test_every_page_says_that_nobody_may_keep_it(cookie: str, clinic: make.Clinic) -> None:
    secrets = places(clinic)
    for each in PUBLIC:
        client = Client()
        if cookie != "nobody":
            submission, secret = factory.started(factory.BOOKING)
            client.cookies[conf.cookie_name()] = secret
        if cookie == "finished":
            factory.actions.complete_submission(submission=submission)
        for secret in (secrets.get(each.name, ""), NOBODY):
            for method in (client.get, client.head, client.post, client.put):
                response = method(address(each.name, each.parts, secret))
                where = (each.name, method.__name__, response.status_code)
                assert {"private", "no-store"} <= words_of(response), where
                assert "Referrer-Policy" in response, where


def test_the_start_page_is_kept_by_nobody(clinic: make.Clinic) -> None:
    assert {"private", "no-store"} <= words_of(Client().get("/intake/"))


@pytest.mark.usefixtures("caching")
def test_two_clients_behind_one_cache_see_their_own_answers_only(clinic: make.Clinic) -> None:
    seen = []
    for story in ("Heron", "Kestrel"):
        client = Client()
        submission, secret = factory.started({**factory.BOOKING, "story": f"{story} {story}"})
        client.cookies[conf.cookie_name()] = secret
        check = client.get(reverse("intake:check")).content.decode()
        factory.actions.complete_submission(submission=submission)
        result = client.get(reverse("intake:result")).content.decode()
        data = subjects.link_token("submission", submission.reference)
        own = client.get(reverse("intake:your_data", args=[data])).content.decode()
        seen.append(check + result + own)
    assert "Heron" in seen[0]
    assert "Kestrel" in seen[1]
    assert "Heron" not in seen[1]
    assert "Kestrel" not in seen[0]


@pytest.mark.usefixtures("caching")
def test_a_cache_asks_the_site_every_time(clinic: make.Clinic) -> None:
    visit = make.book(clinic)
    page = reverse("intake_booking:appointment", args=[visit.token])
    assert "Your visit is booked" in Client().get(page).content.decode()
    waitlist.cancel(visit)
    assert "Your visit is booked" not in Client().get(page).content.decode()
