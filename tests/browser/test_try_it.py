"""An editor tries a draft and writes a worked case, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.client import nothing_scrolls_sideways

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
Check = Callable[[Page], None]


def signs_in(page: Page) -> None:
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("editor")
    page.locator("input[name=password]").fill("editor-demo-2718")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")


def opens(page: Page, tool: str) -> None:
    """Go from the list of questionnaires over the editor to one of its tools."""
    page.goto("/admin/snippets/intake/questionnaire/")
    page.get_by_role("link", name="Lower back").first.click()
    page.wait_for_load_state("load")
    number = page.url.rstrip("/").rsplit("/", 1)[1]
    page.goto(f"/admin/clinic/questionnaires/{number}/{tool}/")


@pytest.fixture
def desk(open_page: Callable[..., Page]) -> Page:
    page = open_page(DESK)
    return prepared(page)


def prepared(page: Page) -> Page:
    signs_in(page)
    return page


def starts_from(page: Page, case: str) -> None:
    """Fill in the answers of a worked case."""
    cases = page.get_by_label("Start from the worked case")
    cases.select_option(value=cases.locator("option", has_text=case).get_attribute("value"))
    page.get_by_role("button", name="Fill in its answers").click()


def now(page: Page) -> str:
    return page.locator("[data-try-now]").get_attribute("data-try-now") or ""


def test_the_account_follows_every_answer_and_an_emergency_ends_the_trial(
    desk: Page, assert_no_axe_violations: Check
) -> None:
    opens(desk, "try")
    assert_no_axe_violations(desk)
    bladder = desk.get_by_label("I leak pee, and that is new")
    bladder.check()
    expect(desk.locator("[data-try-now]")).to_have_attribute(
        "data-try-now", "Medical care, Emergency"
    )
    desk.get_by_label("None of these").check()
    expect(bladder).not_to_be_checked()
    expect(desk.locator("[data-try-now]")).to_have_attribute("data-try-now", "Visit, Not urgent")
    bladder.check()
    desk.get_by_role("button", name="Continue").click()
    expect(desk.get_by_role("heading", name="Call 911 now")).to_be_visible()
    assert_no_axe_violations(desk)


def test_an_error_leads_to_its_field(desk: Page, assert_no_axe_violations: Check) -> None:
    opens(desk, "try")
    desk.get_by_role("button", name="Continue").click()
    desk.get_by_role("link", name="Select what you have noticed").click()
    expect(desk.get_by_label("It is hard to start peeing")).to_be_focused()
    assert_no_axe_violations(desk)


def test_from_a_case_to_what_would_change_it_and_on_to_a_case_of_its_own(
    desk: Page, assert_no_axe_violations: Check
) -> None:
    opens(desk, "try")
    starts_from(desk, "ilp-02")
    expect(desk.get_by_text("What would change this result")).to_be_visible()
    assert now(desk).startswith("Self-help")
    assert_no_axe_violations(desk)
    change = desk.locator(".intake-nearby li", has_text="leads to Visit").first
    change.get_by_role("button", name="Try this").click()
    expect(desk.locator("[data-try-now]")).to_have_attribute("data-try-now", "Visit, Not urgent")
    desk.get_by_role("button", name="Where it hurts").click()
    expect(desk.get_by_role("heading", name="Where does it hurt?")).to_be_visible()
    expect(desk.get_by_label("Groin", exact=True)).to_be_checked()
    desk.get_by_role("button", name="Keep as a worked case").click()
    expect(desk.get_by_role("heading", name="New worked case")).to_be_visible()
    assert "/cases/new/" in desk.url
    assert_no_axe_violations(desk)
    desk.get_by_role("textbox", name="Name").fill("evening-1")
    desk.locator("input[name=route][value=booking]").check()
    desk.locator("input[name=urgency][value=none]").check()
    expect(desk.locator("[data-try-account]")).to_contain_text("The draft decides")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("link", name="evening-1", exact=True)).to_be_visible()
    desk.get_by_role("link", name="Delete evening-1").click()
    assert_no_axe_violations(desk)
    desk.get_by_role("button", name="Yes, delete this case").click()
    expect(desk.get_by_text("The worked case evening-1 is deleted.")).to_be_visible()


def test_the_drawing_of_the_body_ticks_the_list_inside_the_trial(desk: Page) -> None:
    opens(desk, "try")
    starts_from(desk, "ilp-02")
    desk.get_by_role("button", name="Where it hurts").click()
    region = desk.locator("a[data-region=groin]").first
    expect(region).to_have_attribute("data-picked", "")
    region.dispatch_event("click")
    expect(desk.get_by_label("Groin", exact=True)).not_to_be_checked()


def test_a_trial_works_by_keyboard_alone(desk: Page) -> None:
    opens(desk, "try")
    desk.get_by_label("None of these").focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Step 2 of about")).to_be_visible()
    desk.get_by_role("button", name="Back", exact=True).focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Step 1 of about")).to_be_visible()
    expect(desk.get_by_label("None of these")).to_be_checked()


def test_a_trial_and_a_case_work_without_javascript(open_page: Callable[..., Page]) -> None:
    # On a phone Wagtail's own menu covers the page until its script has run.
    page = open_page(DESK, java_script_enabled=False)
    signs_in(page)
    opens(page, "try")
    page.get_by_label("None of these").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Step 2 of about")).to_be_visible()
    assert "no answer yet" in page.content()
    opens(page, "cases")
    page.get_by_role("link", name="ilp-02", exact=True).click()
    page.get_by_role("button", name="Show how it is decided").click()
    expect(page.get_by_text("The draft decides")).to_be_visible()


@pytest.mark.parametrize("tool", ["try", "cases", "cases/new"])
def test_nothing_scrolls_sideways_on_a_phone(
    open_page: Callable[..., Page], tool: str, assert_no_axe_violations: Check
) -> None:
    page = prepared(open_page(PHONE))
    opens(page, tool)
    with nothing_scrolls_sideways(page):
        assert_no_axe_violations(page)
