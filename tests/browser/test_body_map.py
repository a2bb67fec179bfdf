"""Where it hurts can be said by pointing, by keyboard, by ear and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.client import Client
from tests.browser.people import MILD_DANCER
from tests.support.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser

Look = Callable[[Page], None]
SMALL_PHONE = {"width": 320, "height": 640}


@pytest.fixture
def at_the_map(
    open_page: Callable[..., Page], assert_no_axe_violations: Look
) -> Callable[..., Page]:
    """Return a function that walks a new client to the question with the body."""

    def walk(size: dict[str, int] = PHONE, **options: object) -> Page:
        client = Client(open_page(size, **options), assert_no_axe_violations)
        client.starts()
        while "/q/where/" not in client.page.url:
            client.answers_page(MILD_DANCER)
            client.continues()
        return client.page

    return walk


def place(page: Page, region: str, side: str, view: int = 0) -> Locator:
    return page.locator(f"a[data-region={region}][data-side={side}]").nth(view)


def box(page: Page, name: str) -> Locator:
    return page.get_by_role("checkbox", name=name, exact=True)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("region", ["buttock", "groin", "low_back_one_side"])
def test_pressing_either_side_picks_the_region_and_pressing_again_takes_it_back(
    at_the_map: Callable[..., Page], region: str, side: str
) -> None:
    page = at_the_map()
    picked = page.locator(f"input[value={region}]")
    place(page, region, side).click()
    expect(picked).to_be_checked()
    places = page.locator(f"a[data-region={region}]")
    expect(page.locator(f"a[data-region={region}][data-picked]")).to_have_count(places.count())
    place(page, region, "left" if side == "right" else "right").click()
    expect(picked).not_to_be_checked()


def test_what_is_picked_is_named_under_the_drawing(at_the_map: Callable[..., Page]) -> None:
    page = at_the_map()
    place(page, "knee", "left").click()
    expect(page.locator("[data-picked-places]")).to_have_text("Knee")
    box(page, "Knee").uncheck()
    expect(page.locator("[data-picked-places]")).to_be_hidden()


def test_the_persons_own_left_and_right_are_marked(at_the_map: Callable[..., Page]) -> None:
    page = at_the_map()
    for view, first in (("Front", "Your right"), ("Back", "Your left")):
        drawing = page.locator(".c-body-map__view").filter(has_text=view)
        marks = drawing.locator(".c-body-map__sides span")
        expect(marks.first).to_have_text(first)
        left = drawing.locator("[data-side=left]").first.bounding_box()
        right = drawing.locator("[data-side=right]").first.bounding_box()
        assert left
        assert right
        assert (right["x"] < left["x"]) == (first == "Your right")


def test_the_list_alone_can_be_used_with_the_keyboard(at_the_map: Callable[..., Page]) -> None:
    page = at_the_map()
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.value || ''"))
        assert page.evaluate("!document.activeElement.closest('[aria-hidden=true]')")
        if seen[-1] == "buttock":
            break
    page.keyboard.press("Space")
    expect(box(page, "Buttock")).to_be_checked()
    expect(page.locator("a[data-region=buttock][data-picked]")).to_have_count(2)


def test_a_screen_reader_hears_every_place_once_and_the_question(
    at_the_map: Callable[..., Page],
) -> None:
    page = at_the_map()
    closed = page.locator(".intake-fold:not([open]) summary")
    while closed.count():
        closed.first.click()
    heard = page.locator("main").aria_snapshot()
    assert 'group "Where does it hurt?' in heard
    for name in ("Buttock", "Groin", "Outside of the hip", "Knee"):
        assert heard.count(f'checkbox "{name}"') == 1
        expect(box(page, name)).to_have_count(1)
    assert "your left" not in heard.lower()


def test_without_javascript_a_place_leads_to_its_tile(at_the_map: Callable[..., Page]) -> None:
    page = at_the_map(java_script_enabled=False)
    place(page, "buttock", "left").click()
    assert page.url.endswith("#q-pain_regions-buttock")
    expect(box(page, "Buttock")).to_be_in_viewport()
    box(page, "Buttock").check()
    page.get_by_role("button", name="Continue", exact=True).click()
    page.wait_for_load_state("load")
    assert "/q/where/" not in page.url


@pytest.mark.parametrize("size", [SMALL_PHONE, PHONE, DESKTOP], ids=["320", "390", "1280"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_and_the_tiles_are_big_enough(
    at_the_map: Callable[..., Page], size: dict[str, int], scheme: str
) -> None:
    page = at_the_map(size, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    for tile in page.locator(".intake-body-map .c-tile:visible").all():
        shape = tile.bounding_box()
        assert shape
        assert shape["height"] >= 44
