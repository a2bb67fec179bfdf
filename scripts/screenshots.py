"""Take the README's pictures from a fresh demo: `python scripts/screenshots.py`.

The demo gets data of its own and is deleted after; pictures land in docs/images. CHROMIUM names
the browser.
"""

import os
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from clinic_site.demo.staff import STAFF  # noqa: E402
from tests.browser.client import Client  # noqa: E402
from tests.browser.people import DESK_WORKER  # noqa: E402
from tests.support.browser import ARGUMENTS, DESKTOP, PHONE  # noqa: E402
from tests.support.demo import running_demo  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SHARPNESS = 2
"""Pixels of the picture for one of the page, so that it stays crisp on dense screens."""


def home(page: Page) -> None:
    """Open the home page."""
    page.goto("/")


def article(page: Page) -> None:
    """Open the article on the iliopsoas."""
    page.goto("/lower-back-and-hip-pain/iliopsoas-syndrome/")


def question(page: Page) -> None:
    """Answer until the page that asks where it hurts."""
    client = Client(page, check=lambda _: None)
    client.starts()
    while not page.locator("[data-intake-body-map]").count():
        client.answers_page(DESK_WORKER)
        client.continues()


def result(page: Page) -> None:
    """Answer everything as somebody who needs a visit."""
    client = Client(page, check=lambda _: None)
    client.starts()
    client.answers_everything(DESK_WORKER)
    client.asks_what_to_do()


def times(page: Page) -> None:
    """Open the free times of the first kind of visit."""
    result(page)
    page.get_by_role("link", name=re.compile("Choose a time")).first.click()


def admin(page: Page) -> None:
    """Sign in as the owner and open the list of submissions."""
    owner = STAFF[0]
    page.goto("/admin/login/")
    page.locator("[name=username]").fill(owner.username)
    page.locator("[name=password]").fill(owner.password)
    page.locator("[type=submit]").click()
    page.get_by_role("button", name="Clinic").click()
    page.get_by_role("link", name="Submissions").first.click()


PICTURES: dict[str, tuple[Callable[[Page], None], ViewportSize]] = {
    "home": (home, DESKTOP),
    "article": (article, PHONE),
    "question": (question, PHONE),
    "result": (result, PHONE),
    "times": (times, PHONE),
    "admin": (admin, DESKTOP),
}


def take(browser: Browser, url: str, name: str) -> None:
    """Walk to one place in a new browser profile and take its picture."""
    walk, size = PICTURES[name]
    context = browser.new_context(
        viewport=size, base_url=url, device_scale_factor=SHARPNESS, reduced_motion="reduce"
    )
    page = context.new_page()
    walk(page)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")
    context.close()
    print(f"docs/images/{name}.png")


def main() -> None:
    """Take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="clinic-screenshots-") as folder,
        running_demo(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        path = os.environ.get("CHROMIUM") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name in PICTURES:
            take(browser, site.url, name)
        browser.close()


if __name__ == "__main__":
    main()
