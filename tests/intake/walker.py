"""A client who walks through the questions in a browser without JavaScript."""

from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from intake import conf, crypto
from intake.models import Submission
from tests.factories import intake as factory

START = "/intake/"
CHECK = reverse("intake:check")
RESULT = reverse("intake:result")
SAVE = reverse("intake:save")
LEAVE = reverse("intake:leave")


def step_url(key: str) -> str:
    """Return the address of a step."""
    return reverse("intake:step", args=[key])


def resume_url(token: str) -> str:
    """Return the private link."""
    return reverse("intake:resume", args=[token])


def form_data(answers: dict[str, Any]) -> dict[str, Any]:
    """Return answers as a browser sends them."""
    return {f"q-{key}": value for key, value in answers.items()}


def soup(response: HttpResponse) -> BeautifulSoup:
    """Return the parsed page."""
    return BeautifulSoup(response.content, "html.parser")


def main_text(response: HttpResponse) -> str:
    """Return the words of the page's main part, on one line."""
    page = soup(response)
    return " ".join((page.find("main") or page).get_text(" ").split())


def links(response: HttpResponse) -> list[str]:
    """Return where the page's main part leads."""
    main = soup(response).find("main")
    assert main is not None
    return [str(link["href"]) for link in main.find_all("a", href=True)]


def cache_words(response: HttpResponse) -> set[str]:
    """Return the words of the header that tells caches what to keep."""
    return {word.strip() for word in response["Cache-Control"].split(",")}


class Walker:
    """One browser."""

    def __init__(self, client: Client) -> None:
        self.client = client

    @property
    def token(self) -> str:
        """The secret the browser holds, or ""."""
        cookie = self.client.cookies.get(conf.cookie_name())
        return cookie.value if cookie else ""

    @property
    def submission(self) -> Submission:
        """What the browser's secret opens."""
        return Submission.objects.get(token_digest=crypto.keyed_digest(self.token))

    def start(self) -> HttpResponse:
        """Agree and begin."""
        response = self.client.post(START, {"agree": "1"})
        assert response.status_code == 302, main_text(response)
        return response

    def get(self, url: str, **extra: Any) -> HttpResponse:
        """Open a page."""
        return self.client.get(url, **extra)

    def answer(self, step: str, answers: dict[str, Any], query: str = "") -> HttpResponse:
        """Send the answers of one step."""
        return self.client.post(step_url(step) + query, form_data(answers))

    def walk_to_check(self, answers: dict[str, Any]) -> str:
        """Begin and answer every step on the path; return the address of the last redirect."""
        url = self.start()["Location"]
        while url.startswith("/intake/q/"):
            key = url.split("/")[3]
            response = self.client.post(url, form_data(answers))
            assert response.status_code == 302, (key, main_text(response))
            assert response["Location"] != url, f"stuck on {key}"
            url = response["Location"]
        return url

    def finish(self, answers: dict[str, Any] = factory.SELF_HELP) -> HttpResponse:
        """Walk from the start to the result and return its page."""
        if self.walk_to_check(answers) == CHECK:
            assert self.client.post(CHECK)["Location"] == RESULT
        response = self.client.get(RESULT)
        assert response.status_code == 200
        return response
