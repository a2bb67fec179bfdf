"""A home, a hub, an article, the seeded articles, and a cache that all processes share."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from causes.models import CauseIndexPage, CausePage
from clinic_site.demo.seed import causes as causes_seed
from clinic_site.demo.seed import site as site_seed
from tests.factories.causes import make_article, make_hub

NOW = datetime.datetime(2026, 3, 9, 12, tzinfo=datetime.UTC)


@pytest.fixture
def hub(db: None) -> CauseIndexPage:
    Site.clear_site_root_paths_cache()
    return make_hub()


@pytest.fixture
def article(hub: CauseIndexPage) -> CausePage:
    return make_article(hub)


@pytest.fixture
def seeded(db: None) -> None:
    """The demo's articles."""
    site_seed.seed(now=timezone.now())
    causes_seed.seed(now=NOW)
    Site.clear_site_root_paths_cache()


@pytest.fixture
def reader(client: Client) -> Client:
    """Somebody without cookies."""
    return client
