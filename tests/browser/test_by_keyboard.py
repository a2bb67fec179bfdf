"""The whole way from the start page to a booked visit with the keyboard alone."""

import pytest
from playwright.sync_api import Page

from tests.browser.typist import Typist

pytestmark = pytest.mark.browser


def test_a_visit_can_be_booked_with_the_keyboard_alone(desktop_page: Page) -> None:
    page = desktop_page
    typist = Typist(page)
    page.goto("/")
    page.keyboard.press("Tab")
    assert "Skip" in typist.focus()["text"]
    page.keyboard.press("Enter")
    typist.presses_button("Find out what to do")
    typist.tabs_to(lambda now: now["name"] == "agree")
    typist.presses("Space")
    typist.presses_button("Start the questions")
    while "/intake/q/" in page.url:
        typist.answers_page()
    typist.presses_button("Show me what to do")
    typist.presses_button("Choose a time")
    typist.tabs_to(lambda now: now["type"] == "radio")
    typist.presses("Space")
    typist.presses_button("Keep this time for me")
    for name, text in (("name", "Kim Lee"), ("email", "kim@example.com"), ("phone", "2125550177")):
        typist.tabs_to(lambda now, name=name: now["name"] == name)
        page.keyboard.type(text)
    typist.tabs_to(lambda now: now["type"] == "checkbox")
    typist.presses("Space")
    typist.presses_button("Book this time")
    assert page.locator("h1").inner_text() == "Your visit is booked"
