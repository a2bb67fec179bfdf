"""A real browser on the real demo: fixtures for journeys.

`phone_page`, `desktop_page` and `nojs_page` are Playwright pages whose relative addresses open
the seeded demo (`demo_site`); they fail the test when the page logged an error, broke its
content security policy or asked another machine for something. `open_page` makes more of them.
"""

import functools
import os
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin
from weakref import WeakKeyDictionary, WeakSet

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.support.databases import on_postgres
from tests.support.demo import DemoSite, running_demo

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
# What moves more than once, such as the badge of Wagtail's help that pulses for 25 seconds, does
# not stand for a page that is still on its way.
NOTHING_MOVES = """!!document.documentElement && document.getAnimations().every(each =>
    each.playState !== "running" || each.effect.getTiming().iterations > 1)"""
# How long a page may take on a machine that is busy with other tests, in milliseconds.
expect.set_options(timeout=20_000)
WITHOUT_JAVASCRIPT: WeakSet[BrowserContext] = WeakSet()
AXE = Axe()
COPIES: WeakKeyDictionary[Browser, Page] = WeakKeyDictionary()
MISSING = (
    "No Chromium was found for the browser tests. Install one (apt-get install chromium) or set "
    "CHROMIUM to the path of one; `make test` does it for you."
)


def reads_whole_pages(act: Callable[..., None]) -> Callable[..., None]:
    """Wait, after an action that led to another page, until that page is there to its end.

    Playwright returns once the first of it has come; what a test asks without waiting (a count,
    every box of a form) is then answered from half a page, on a busy machine.
    """

    @functools.wraps(act)
    def and_wait(locator: Locator, *args: Any, **options: Any) -> None:
        act(locator, *args, **options)
        if not locator.page.is_closed():
            locator.page.wait_for_load_state("domcontentloaded")

    return and_wait


for each in ("click", "press", "tap"):
    setattr(Locator, each, reads_whole_pages(getattr(Locator, each)))


def chromium_path(bundled: str) -> str:
    """Return the Chromium to use: CHROMIUM, the system's, or Playwright's own."""
    named = (os.environ.get("CHROMIUM"), *NAMES, bundled)
    found = next((path for name in named if name and (path := shutil.which(name))), None)
    if not found:
        pytest.fail(MISSING, pytrace=False)
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for the whole run."""
    with sync_playwright() as playwright:
        path = chromium_path(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """The seeded demo, served in a process of its own as `make demo` serves it."""
    with running_demo(tmp_path_factory.mktemp("demo")) as site:
        yield site


@pytest.fixture
def open_page(chromium: Browser, demo_site: DemoSite) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page in a browser profile of its own."""
    opened: list[tuple[Any, list[str]]] = []

    def open_one(size: ViewportSize = PHONE, **options: Any) -> Page:
        context = chromium.new_context(viewport=size, base_url=demo_site.url, **options)
        if not options.get("java_script_enabled", True):
            WITHOUT_JAVASCRIPT.add(context)
        page = context.new_page()
        opened.append((context, watch(page)))
        return page

    yield open_one
    for context, _ in opened:
        context.close()
    problems = [problem for _, found in opened for problem in found]
    assert not problems, "\n".join(problems)


def watch(page: Page) -> list[str]:
    """Return a list that fills with what goes wrong on the page."""
    problems: list[str] = []

    def on_console(message: Any) -> None:
        # A 404 or 409 page is logged as a failed resource; tests ask for such pages on purpose.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            problems.append(f"{page.url}: {message.text}")

    def on_failed(request: Any) -> None:
        if "ERR_NAME_NOT_RESOLVED" in (request.failure or ""):
            problems.append(f"{page.url}: asked another machine for {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    page.on("requestfailed", on_failed)
    return problems


@pytest.fixture
def phone_page(open_page: Callable[..., Page]) -> Page:
    """A page as wide as a phone."""
    return open_page(PHONE, has_touch=True)


@pytest.fixture
def desktop_page(open_page: Callable[..., Page]) -> Page:
    """A page as wide as a desk screen."""
    return open_page(DESKTOP)


@pytest.fixture
def nojs_page(open_page: Callable[..., Page]) -> Page:
    """A phone page that runs no JavaScript."""
    return open_page(PHONE, java_script_enabled=False)


def readable_by_axe(page: Page) -> Page:
    """Return the page, or a copy of its markup where scripts run: axe is a script itself."""
    browser = page.context.browser
    if page.context not in WITHOUT_JAVASCRIPT or browser is None:
        return page
    healthz = urljoin(page.url, "/healthz")
    copy = COPIES.get(browser)
    if copy is None:
        copy = COPIES[browser] = browser.new_page()
    if copy.url != healthz:
        copy.goto(healthz)
    if page.viewport_size:
        copy.set_viewport_size(page.viewport_size)
    copy.set_content(page.content())
    return copy


def wait_until_settled(page: Page, seconds: float = 20) -> None:
    """Wait until the page is loaded and nothing on it fades or slides any more.

    Asked again from here: `wait_for_function` asks again inside the page, where the content
    security policy forbids it to evaluate a text.
    """
    give_up = time.monotonic() + seconds
    # A click returns once the next page begins; until it is loaded there may be no document.
    page.wait_for_load_state("load")
    if page.context in WITHOUT_JAVASCRIPT:
        return
    while not page.evaluate(NOTHING_MOVES):
        assert time.monotonic() < give_up, f"{page.url} still moves after {seconds} s"
        page.wait_for_timeout(30)
        page.wait_for_load_state("load")


def let_axe_look(page: Page, part: str = "") -> None:
    """Fail with axe's report when the page, or the part a selector names, has a finding.

    Not on PostgreSQL: it is the same markup there, and axe takes half the time of a journey.
    """
    # A message that is still fading in has no colour of its own yet.
    wait_until_settled(page)
    if on_postgres():
        return
    context = {"include": [[part]]} if part else None
    results = AXE.run(readable_by_axe(page), context=context)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


@pytest.fixture(scope="session")
def assert_no_axe_violations() -> Callable[[Page], None]:
    """Return a check that fails with axe's report when the page has a finding."""
    return let_axe_look
