"""The seeded site, and pages on it."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from clinic_site.demo.seed import site as site_seed
from clinic_site.home.models import HomePage
from tests.site.pages import Opener

NOW = datetime.datetime(2026, 3, 2, 15, 0, tzinfo=datetime.UTC)


@pytest.fixture
def home(db: None) -> HomePage:
    """The home page of a freshly seeded site."""
    site_seed.seed(now=NOW)
    return HomePage.objects.get()


@pytest.fixture
def open_soup(client: Client) -> Opener:
    """Return a function that opens an address and parses what comes back."""

    def open_one(path: str) -> BeautifulSoup:
        return BeautifulSoup(client.get(path).content, "html.parser")

    return open_one
