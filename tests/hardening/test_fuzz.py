"""Every public address under strange requests: never a 500, never a word of a stranger."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from intake import conf, crypto, limiting, second_look, subjects
from intake.booking.conf import HOLDER_COOKIE
from tests.factories import booking as make
from tests.factories import intake as factory
from tests.factories import waitlist
from tests.hardening import junk, stranger
from tests.hardening.addresses import OURS, PUBLIC
from tests.hardening.stranger import Stranger

EXAMPLES = 16
METHODS = ("get", "get", "post", "post", "post", "head", "put", "delete", "options", "patch")
SITE = (
    "/",
    "/intake/",
    "/healthz",
    "/robots.txt",
    "/sitemap.xml",
    "/documents/1/x.pdf",
    "/nothing",
)
VISIT = {
    "details", "release", "appointment", "move", "cancel", "before", "before_done", "follow_up",
    "ics", "data_link", "data_link_sent",
}  # fmt: skip
WAITING = {"waiting", "change_wishes", "leave_waitlist"}
house = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


class World:
    """A clinic, a stranger, and what our own client holds."""

    def __init__(self, freed: Callable[[make.Clinic], Any]) -> None:
        self.clinic = make.make_clinic()
        other = make.Clinic(
            self.clinic.location,
            self.clinic.service,
            make.make_practitioner(self.clinic.service, self.clinic.location, name="Kim Other"),
        )
        factory.intake_page(factory.published())
        waitlist.wait(other, "Own")
        self.offers = freed(other)
        self.stranger: Stranger = stranger.arrive(other)
        self.hold = make.hold(other, make.FIRST.replace(hour=18))
        self.visit = make.book(other, make.FIRST.replace(hour=16))
        self.waiting = waitlist.wait(other, "Robin Two")
        self.answers = [
            factory.started()[1],
            factory.started(factory.BOOKING)[1],
            *(self._finished(a) for a in (factory.BOOKING, factory.SELF_HELP, factory.EMERGENCY)),
        ]
        helped = factory.completed(factory.SELF_HELP)
        self.again = second_look.link_token(helped)
        self.data = subjects.link_token("appointment", self.visit.reference)

    @staticmethod
    def _finished(answers: dict[str, Any]) -> str:
        submission, secret = factory.started(answers)
        factory.actions.complete_submission(submission=submission)
        return secret

    def own_tokens(self) -> list[str]:
        """Secrets that open what is ours, somewhere."""
        offers = [each.token for each in self.offers]
        ours = [self.hold.token, self.visit.token, self.waiting.token, self.again, self.data]
        return [*ours, *offers, *self.answers]

    def foreign_tokens(self, name: str) -> list[str]:
        """Secrets of the stranger that must open nothing at this address."""
        page = name.removeprefix("intake_booking:")
        known = self.stranger
        tokens = [] if page in VISIT else [known.visit.token]
        tokens += [] if page in WAITING else [known.waiting.token]
        tokens += [] if name == "intake:resume" else [known.secret]
        tokens += [] if name.startswith("intake:your_data") else known.data_links
        changed = [each[:-1] + ("a" if each[-1] != "a" else "b") for each in known.data_links]
        tokens += [*changed, known.secret.lower(), known.visit.reference, known.feed.token]
        tokens += [crypto.keyed_digest(known.secret), known.visit.token_digest[:40]]
        return [*tokens, known.visit.token[:-1] + "0", known.submission.reference]


@pytest.fixture
def world(
    db: None,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> World:
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.NOW)
    limiting.forget_all()

    def commit() -> Any:
        return django_capture_on_commit_callbacks(execute=True)

    return World(lambda clinic: waitlist.free(clinic, commit, make.FIRST.replace(hour=20)))


def address_of(draw: Any, world: World, name: str) -> str:
    """Return an address of a page, with a secret or something like it."""
    parts = next(each.parts for each in PUBLIC if each.name == name)
    given: list[str] = []
    for part in parts:
        if part == "token":
            known = st.sampled_from(world.own_tokens() + world.foreign_tokens(name))
            given.append(draw(st.one_of(known, known, junk.token)))
        else:
            good = ["json", "html", "withdraw", "erase", "safety", "where", "words", "nothing"]
            given.append(draw(st.one_of(st.sampled_from(good), junk.token)))
    places = {"form": "json", "what": "erase"}
    stand_in = [places.get(part, "0" * 40) for part in parts]
    path = reverse(name, args=stand_in)
    for old, new in zip(stand_in, given, strict=True):
        path = path.replace(old, new, 1)
    return path


def cookies(draw: Any, world: World) -> dict[str, str]:
    """Return a header with which a browser names answers of its own, or something strange."""
    held = st.sampled_from([*world.answers, world.again, world.stranger.visit.reference])
    kept = {
        name: draw(st.one_of(st.just(""), held, held, junk.cookie))
        for name in (conf.cookie_name(), conf.second_look_cookie_name(), HOLDER_COOKIE)
    }
    return {"HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in kept.items() if value)}


def ask(draw: Any, world: World, path: str) -> None:
    """Send one request; fail on a crash and on a word of the stranger."""
    method = draw(st.sampled_from(METHODS))
    body, content_type = draw(junk.body)
    query = draw(junk.query).decode("latin-1")
    response = Client().generic(
        method.upper(),
        path,
        body,
        content_type=content_type,
        QUERY_STRING=query,
        **draw(junk.header),
        **cookies(draw, world),
    )
    content = b"".join(response.streaming_content) if response.streaming else response.content
    told = content.decode(errors="replace") + repr(response.headers) + repr(response.cookies)
    assert response.status_code < 500, (method, path, told[:2000])
    assert "Traceback" not in told
    stranger.assert_unseen(told, f"{method} {path}")


@pytest.mark.parametrize("app", OURS)
def test_a_page_answers_whatever_is_sent_and_shows_no_stranger(app: str, world: World) -> None:
    for name in (each.name for each in PUBLIC if each.name.startswith(f"{app}:")):

        @house
        @given(st.data(), st.just(name))
        def strange_request(data: Any, name: str) -> None:
            with transaction.atomic():
                ask(data.draw, world, address_of(data.draw, world, name))
                transaction.set_rollback(True)

        strange_request()


def test_the_site_around_answers_whatever_is_sent(world: World) -> None:
    @settings(house, max_examples=EXAMPLES * 3)
    @given(st.data(), st.sampled_from(SITE))
    def strange_request(data: Any, path: str) -> None:
        with transaction.atomic():
            ask(data.draw, world, path)
            transaction.set_rollback(True)

    strange_request()


def test_what_is_planted_is_there_to_be_found(world: World) -> None:
    address = reverse("intake_booking:appointment", args=[world.stranger.visit.token])
    assert Client().get(address).status_code == 200
    data = reverse("intake:your_data", args=[world.stranger.data_links[1]])
    with pytest.raises(AssertionError, match="of a stranger"):
        stranger.assert_unseen(Client().get(data).content.decode(), "their own page")
