"""What a visitor does on the pages of booking."""

import re
from datetime import datetime
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.factories import booking as make

TIMES = reverse("intake_booking:times")
EXTREMES = [
    "9999-12-31T23:59:59+00:00",
    "0001-01-01T00:00:00+00:00",
    "2031-03-01T12:00:00+00:00",
    "2027-02-28T11:59:59+00:00",
]
DETAILS = {
    "name": "Robin Sample",
    "email": "robin@example.com",
    "phone": "212 555 0134",
    "consent": "on",
}


def soup(response: Any) -> BeautifulSoup:
    """Parse a page."""
    return BeautifulSoup(response.content, "html.parser")


def words(response: Any) -> str:
    """Return the visible words of a page's main part on one line."""
    main = soup(response).find("main")
    return re.sub(r"\s+", " ", main.get_text(" ")).strip()


def offered(response: Any) -> list[datetime]:
    """Return the instants a page offers as radios."""
    radios = soup(response).select('main input[type="radio"][name="start"]')
    return [datetime.fromisoformat(radio["value"]) for radio in radios]


def keep(
    client: Client, clinic: make.Clinic, start: datetime | str = make.FIRST, **more: Any
) -> Any:
    """Post a time, as the times page does."""
    value = start if isinstance(start, str) else start.isoformat()
    data = {"visit": clinic.service.key, "place": clinic.location.pk, "start": value} | more
    return client.post(TIMES, data)


def book(client: Client, clinic: make.Clinic, start: datetime = make.FIRST, **details: Any) -> Any:
    """Keep a time and post the details; return the last answer."""
    kept = keep(client, clinic, start)
    return client.post(kept["Location"], DETAILS | details)


def found(client: Client, address: str, words: str) -> str:
    """Search a list of the admin for exactly these words; return the page that comes."""
    response = client.post(address, {"words": words})
    assert words not in response["Location"]
    return client.get(response["Location"]).content.decode()
