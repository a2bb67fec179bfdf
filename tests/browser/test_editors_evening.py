"""An editor's evening: change points, be refused, put it right, replay, publish.

One client is half way through the questions of the old version all the while.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.client import Client
from tests.browser.editor import Editor
from tests.browser.people import MILD_DANCER
from tests.support.browser import DESKTOP
from tests.support.demo import DemoSite, running_demo

Check = Callable[[Page], None]
OLD = "Where does it hurt?"
NEW = "Where does it hurt tonight?"
KICKING = "What makes it worse Kicking or lifting the knee Iliopsoas syndrome"
TOOLS = "Pages about this questionnaire"


@pytest.fixture(scope="module")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """A demo of its own: what is published here is not what other journeys expect."""
    with running_demo(tmp_path_factory.mktemp("evening"), "evening") as site:
        yield site


class Evening:
    """One editor at a desk, with the pages around the questionnaire."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.editor = Editor(page)
        self.address = ""

    def begins(self) -> None:
        """Sign in and open the questionnaire."""
        self.editor.signs_in("/admin/snippets/intake/questionnaire/edit/1/", "owner")
        self.address = self.page.url

    def turns_to(self, tool: str) -> None:
        """Follow a tab from one page around the questionnaire to another."""
        tabs = self.page.get_by_role("navigation", name=TOOLS)
        tabs.get_by_role("link", name=tool, exact=True).click()
        self.page.wait_for_load_state("load")

    def gives_kicking(self, points: str) -> None:
        """Type other points into one cell of the scoring sheet and save."""
        self.page.get_by_role("textbox", name=KICKING, exact=True).fill(points)
        self.page.get_by_role("button", name="Save draft").click()
        expect(self.page.locator("#saved")).to_contain_text("Kicking or lifting the knee")

    def publishes(self) -> None:
        """Press the editor's publish button."""
        self.page.get_by_role("button", name="More actions").click()
        with self.page.expect_event("load"):
            self.page.get_by_role("button", name="Publish", exact=True).click()


def question_with(page: Page, words: str) -> tuple[str, str]:
    """Return the prefixes of the step and of the question that has these words."""
    name = page.evaluate(
        """(words) => [...document.querySelectorAll("input[name$='-value-text']")]
             .find((input) => input.value === words).name""",
        words,
    )
    found = re.fullmatch(r"((steps-\d+)-value-questions-\d+)-value-text", name)
    assert found
    return found[2], found[1]


def test_an_evening_ends_with_a_safe_change_that_new_clients_see(
    open_page: Callable[..., Page], phone_page: Page, assert_no_axe_violations: Check
) -> None:
    half_way = Client(phone_page, assert_no_axe_violations)
    half_way.starts()
    while "/q/where/" not in phone_page.url:
        half_way.answers_page(MILD_DANCER)
        half_way.continues()

    evening = Evening(open_page(DESKTOP))
    evening.begins()
    changes_points_and_fails_a_case(evening)
    sees_lint_and_puts_it_right(evening)
    replays_and_publishes(evening)

    a_new_client_is_asked_with_the_new_words(open_page, assert_no_axe_violations)
    expect(phone_page.get_by_role("heading", name=OLD)).to_be_visible()
    half_way.answers_everything(MILD_DANCER)
    half_way.asks_what_to_do()
    assert "Iliopsoas" in half_way.heading()


def changes_points_and_fails_a_case(evening: Evening) -> None:
    page = evening.page
    page.goto("/admin/clinic/questionnaires/1/scores/")
    evening.gives_kicking("-9")
    evening.turns_to("Proof")
    expect(page.get_by_role("heading", name="Not yet: 1 case")).to_be_visible()
    page.goto(evening.address)
    evening.publishes()
    expect(page.locator(".messages")).to_contain_text("ilp-02")
    page.goto("/admin/clinic/questionnaires/1/scores/")
    evening.gives_kicking("3")
    evening.turns_to("Proof")
    expect(page.get_by_role("heading", name="Ready to publish")).to_be_visible()


def sees_lint_and_puts_it_right(evening: Evening) -> None:
    editor, page = evening.editor, evening.page
    editor.opens(evening.address)
    editor.turns_to("Causes and points")
    editor.types("naming_minimum", "99")
    editor.saves()
    problems = page.locator("#intake-problems")
    expect(problems).to_contain_text("named from 99")
    editor.turns_to("Causes and points")
    editor.types("naming_minimum", "4")
    editor.turns_to("Questions")
    step, question = question_with(page, OLD)
    for block in (step, question):
        editor.block(block).locator("[data-panel-toggle]").first.click()
    editor.types(f"{question}-value-text", NEW)
    editor.types("change_note", "Ask about tonight")
    editor.saves()
    expect(problems).not_to_contain_text("named from 99")


def replays_and_publishes(evening: Evening) -> None:
    page = evening.page
    page.goto("/admin/clinic/questionnaires/1/replays/")
    page.get_by_role("button", name="Decide them again").click()
    expect(page.locator(".intake-replay-result")).to_have_text(
        re.compile(r"^All \d+ end as before")
    )
    page.goto(evening.address)
    evening.publishes()
    expect(page.locator(".messages")).to_contain_text("published")
    page.goto("/admin/clinic/questionnaires/1/versions/")
    expect(page.locator("main")).to_contain_text("Ask about tonight")
    expect(page.locator("main")).to_contain_text("Version 2")


def a_new_client_is_asked_with_the_new_words(
    open_page: Callable[..., Page], assert_no_axe_violations: Check
) -> None:
    page = open_page()
    client = Client(page, assert_no_axe_violations)
    client.starts()
    while "/q/where/" not in page.url:
        client.answers_page(MILD_DANCER)
        client.continues()
    expect(page.get_by_role("heading", name=NEW)).to_be_visible()
