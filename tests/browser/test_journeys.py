"""The three routes end to end, as a client on a phone, at a desk, and without JavaScript."""

import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.client import Client
from tests.browser.people import (
    DESK_WORKER,
    FEVERISH,
    MILD_DANCER,
    NUMB_BETWEEN_THE_LEGS,
)
from tests.support.browser import DESKTOP, PHONE
from tests.support.demo import DemoSite

pytestmark = pytest.mark.browser

Look = Callable[[Page], None]
WAYS = {
    "phone": {"size": PHONE, "has_touch": True},
    "desktop": {"size": DESKTOP},
    "without JavaScript": {"size": PHONE, "java_script_enabled": False},
    "phone in the dark": {"size": PHONE, "color_scheme": "dark"},
}


@pytest.fixture(params=WAYS)
def client(
    request: pytest.FixtureRequest, open_page: Callable[..., Page], assert_no_axe_violations: Look
) -> Client:
    """A client, once for every way of using the site."""
    options = dict(WAYS[request.param])
    page = open_page(options.pop("size"), **options)
    return Client(page, assert_no_axe_violations, request.param)


def test_a_mild_recent_pain_leads_to_the_matching_article(client: Client) -> None:
    client.starts()
    client.answers_everything(MILD_DANCER)
    client.asks_what_to_do()
    assert "Iliopsoas syndrome" in client.heading()
    expect(client.page.get_by_text("Look again on")).to_be_visible()
    client.page.get_by_role("link", name="Read what to do").click()
    client.look(client.page)
    assert client.page.url.endswith("/iliopsoas-syndrome/")


def test_a_long_pain_leads_straight_to_times_and_a_booked_visit(
    client: Client, demo_site: DemoSite
) -> None:
    client.starts()
    client.answers_everything(DESK_WORKER)
    client.asks_what_to_do()
    assert "Book a visit" in client.heading()
    client.page.get_by_role("link", name="Choose a time").click()
    # Nobody has two visits at once, and the journey is walked by several browsers.
    email = f"zoe.{secrets.token_hex(4)}@example.com"
    client.books("Zoë Ünal 🌻", email, "(212) 555-0188")
    assert client.heading() == "Your visit is booked"
    mail = demo_site.mails[-1]
    assert email in mail
    for word in ("iliopsoas", "pain", "groin", "hip"):
        assert word not in mail.lower().replace("lower back pain answers", "")


def test_an_emergency_answer_stops_the_questions_at_once(client: Client) -> None:
    client.starts()
    client.answers_page(NUMB_BETWEEN_THE_LEGS)
    client.continues()
    client.look(client.page)
    assert client.heading() == "Call 911 now"
    actions = client.page.locator("main a, main button")
    expect(actions).to_have_count(1)
    expect(actions).to_have_attribute("href", "tel:911")
    client.page.goto("/intake/check/")
    assert client.heading() == "Call 911 now"
    client.page.goto("/booking/")
    expect(client.page.get_by_role("button", name="Keep this time for me")).to_have_count(0)


def test_a_fever_leads_to_medical_care_today(client: Client) -> None:
    client.starts()
    client.answers_everything(FEVERISH)
    client.asks_what_to_do()
    assert client.heading() == "Get medical advice today"
    expect(client.page.locator("main").get_by_role("link", name="book")).to_have_count(0)
