"""Somebody who fills in plain HTML forms over HTTP."""

from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, build_opener

from bs4 import BeautifulSoup, Tag

Values = dict[str, str | list[str]]


class Visitor:
    """Reads pages and sends their forms; remembers cookies."""

    def __init__(self, base: str) -> None:
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.url = base
        self.soup = BeautifulSoup("", "html.parser")

    def opens(self, address: str, data: bytes | None = None) -> None:
        """Open an address, or send data to it; follow redirects."""
        target = urljoin(self.url, address)
        try:
            with self.opener.open(target, data, timeout=60) as response:
                self.url, text = response.url, response.read().decode()
        except HTTPError as error:
            words = BeautifulSoup(error.read().decode(), "html.parser").get_text(" ", strip=True)
            raise AssertionError(f"{target} answered {error.code}: {words[:2000]}") from error
        self.soup = BeautifulSoup(text, "html.parser")

    def form(self) -> Tag:
        """Return the first form of the main part that is sent by POST."""
        found = self.soup.select_one("main form[method=post]")
        assert found is not None, f"{self.url} has no form: {self.soup.get_text(' ', strip=True)}"
        return found

    def sends(self, values: Values) -> None:
        """Send the form with these values and its hidden ones."""
        form = self.form()
        hidden = {
            str(field["name"]): str(field.get("value", ""))
            for field in form.select("input[type=hidden][name]")
        }
        button = form.select_one("button[type=submit][name]")
        pressed = {str(button["name"]): str(button.get("value", ""))} if button else {}
        data = urlencode({**hidden, **pressed, **values}, doseq=True).encode()
        self.opens(str(form.get("action") or self.url), data)

    def heading(self) -> str:
        """Return the words of the main heading."""
        found = self.soup.select_one("h1")
        return found.get_text(" ", strip=True) if found else ""
