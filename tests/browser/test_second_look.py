"""A client comes back after self-help on another device, and reaches a person."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.client import Client
from tests.browser.people import MILD_DANCER
from tests.support.browser import PHONE

pytestmark = pytest.mark.browser

Look = Callable[[Page], None]
SHOW = "Show me what to do now"


@pytest.fixture
def link(open_page: Callable[..., Page], assert_no_axe_violations: Look) -> str:
    """The link a client kept from the result."""
    client = Client(open_page(PHONE), assert_no_axe_violations)
    client.starts()
    client.answers_everything(MILD_DANCER)
    client.asks_what_to_do()
    client.look(client.page)
    field = client.page.get_by_label("Save this link")
    expect(client.page.get_by_role("button", name="Copy the link")).to_be_visible()
    because = client.page.get_by_role("link", name="What the article says about “Where it hurts”")
    because.click()
    anchor = urlsplit(client.page.url).fragment
    expect(client.page.locator(f"[id='{anchor}']")).to_be_in_viewport()
    client.page.go_back()
    return field.input_value()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_not_better_books_a_visit_on_another_device(
    open_page: Callable[..., Page], assert_no_axe_violations: Look, link: str, scripts: bool
) -> None:
    page = open_page(PHONE, java_script_enabled=scripts)
    page.goto(link)
    assert_no_axe_violations(page)
    page.get_by_role("button", name=SHOW).click()
    expect(page.get_by_role("link", name="Select how it is now")).to_be_visible()
    page.get_by_label("Not sure").check()
    page.get_by_role("button", name=SHOW).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Book a visit")
    expect(page.get_by_role("link", name="Call 911").first).to_be_visible()
    assert_no_axe_violations(page)
    client = Client(page, assert_no_axe_violations)
    page.get_by_role("link", name="Choose a time").click()
    client.books("Rosa Lind", "rosa@example.com", "(212) 555-0199")
    assert client.heading() == "Your visit is booked"


def test_better_keeps_going_and_the_link_goes_on_working(
    open_page: Callable[..., Page], assert_no_axe_violations: Look, link: str
) -> None:
    page = open_page(PHONE)
    page.goto(link)
    page.get_by_label("Better").check()
    page.get_by_role("button", name=SHOW).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Keep doing what helps")
    assert_no_axe_violations(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Keep doing what helps")
    page.get_by_role("link", name="Change how it is now").click()
    page.get_by_label("Worse").check()
    page.get_by_role("button", name=SHOW).click()
    expect(page.get_by_role("link", name="Call for advice today")).to_be_visible()


def test_a_broken_link_says_so_kindly(open_page: Callable[..., Page], link: str) -> None:
    page = open_page(PHONE)
    response = page.request.get(f"{link.rstrip('/')}x/")
    assert response.status == 404
    assert "This link does not work any more" in response.text()
