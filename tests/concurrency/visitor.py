"""A visitor with a browser's cookies, without a browser."""

import re
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import TypeVar
from urllib.parse import urlencode

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
START = re.compile(r'name="start" value="([^"]+)"')
PATIENCE_SECONDS = 120
UNANSWERED = 0
"""The status of a request whose server is gone."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Page:
    """What came back at the end of the redirects."""

    status: int
    url: str
    text: str

    @property
    def starts(self) -> list[str]:
        """The values of the times the page offers."""
        return START.findall(self.text)


class Visitor:
    """One person with one browser; the e-mail address tells one person from another."""

    def __init__(self, site: str, email: str) -> None:
        self.site = site
        self.email = email
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.page = Page(0, "", "")

    def open(self, path: str, data: dict[str, str] | None = None) -> Page:
        """Open an address, or post to it with the form's secret from the last page."""
        body = None
        if data is not None:
            secret = CSRF.search(self.page.text)
            data = data | {"csrfmiddlewaretoken": secret[1] if secret else ""}
            body = urlencode(data).encode()
        try:
            answer = self.opener.open(self.site + path, body, timeout=PATIENCE_SECONDS)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            self.page = Page(answer.status, answer.url, answer.read().decode())
        return self.page

    def dared(self, action: Callable[[], Page]) -> Page:
        """Do something that a dying server may not answer; the visitor then stays on their page."""
        before = self.page
        try:
            return action()
        except (OSError, HTTPException):
            self.page = before
            return Page(UNANSWERED, before.url, "")

    def look(self, visit: str) -> Page:
        """Open the free times of a kind of visit."""
        return self.open(f"/booking/?visit={visit}")

    def keep(self, visit: str, start: str) -> Page:
        """Post a time from the times page."""
        return self.open("/booking/", {"visit": visit, "start": start})

    def confirm(self) -> Page:
        """Post the details from the details page."""
        return self.open(self.page.url.removeprefix(self.site), self.details)

    @property
    def details(self) -> dict[str, str]:
        """What this person types."""
        name, phone = f"Robin {self.email}", "212 555 0134"
        return {"name": name, "email": self.email, "phone": phone, "consent": "on"}

    def twin(self) -> "Visitor":
        """Return the same browser on the same page, in another tab."""
        other = Visitor(self.site, self.email)
        for cookie in self.jar:
            other.jar.set_cookie(cookie)
        other.page = self.page
        return other


def at_once(actions: Sequence[Callable[[], Result]]) -> list[Result]:
    """Start every action at the same moment, each in its own thread; return what each gave."""
    gate = threading.Barrier(len(actions))

    def run(action: Callable[[], Result]) -> Result:
        gate.wait(timeout=PATIENCE_SECONDS)
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))
