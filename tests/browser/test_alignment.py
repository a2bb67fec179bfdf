"""What stands under each other begins at one line, and what is read in one piece stays in one."""

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.client import Client
from tests.browser.people import MILD_DANCER

pytestmark = pytest.mark.browser

LINES = """element => {
  const words = document.createRange();
  words.selectNodeContents(element);
  return [...words.getClientRects()].map(box => box.left);
}"""


def lines(element: Locator) -> list[float]:
    """Return where each line of the words begins, in pixels from the left."""
    return list(element.evaluate(LINES))


@pytest.fixture
def result(phone_page: Page) -> Page:
    """The result of somebody who may begin at home, on a phone."""
    client = Client(phone_page, lambda _: None)
    client.starts()
    client.answers_everything(MILD_DANCER)
    client.asks_what_to_do()
    return phone_page


def test_a_quiet_button_begins_where_the_text_above_it_does(result: Page) -> None:
    text = result.get_by_role("link", name="Answer the questions again")
    button = result.get_by_role("button", name="Forget my answers on this device")
    assert lines(button)[0] == pytest.approx(lines(text)[0], abs=1)


def test_a_reference_is_never_broken_at_the_end_of_a_line(result: Page) -> None:
    reference = result.locator(".intake-data b")
    for width in range(320, 440, 8):
        result.set_viewport_size({"width": width, "height": 844})
        assert len(lines(reference)) == 1, width
