"""A published questionnaire behind a page, and browsers that walk through it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from intake.models import IntakePage, Questionnaire, QuestionnaireVersion
from tests.factories import intake as factory
from tests.intake.editor import Editor
from tests.intake.walker import Walker

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def fresh_site_paths() -> None:
    """Let Wagtail find the pages of this test, not those of the last."""
    Site.clear_site_root_paths_cache()


@pytest.fixture
def version(db: None) -> QuestionnaireVersion:
    """The published small questionnaire."""
    return factory.published()


@pytest.fixture
def intake_page(version: QuestionnaireVersion) -> IntakePage:
    """The page at which clients start the small questionnaire."""
    return factory.intake_page(version)


@pytest.fixture
def walker(intake_page: IntakePage, client: Client) -> Walker:
    """One client in one browser, not started yet."""
    return Walker(client)


@pytest.fixture
def new_walker(intake_page: IntakePage) -> Callable[[], Walker]:
    """Return a function that opens another browser."""
    return lambda: Walker(Client())


@pytest.fixture
def no_writes() -> Callable[[], Any]:
    """Return a context manager in which the database must not be written to."""

    class NoWrites(CaptureQueriesContext):
        def __exit__(self, *error: Any) -> None:
            super().__exit__(*error)
            written = [q["sql"] for q in self.captured_queries if WRITES.match(q["sql"])]
            assert not written, written

    return lambda: NoWrites(connection)


@pytest.fixture
def owner(db: None) -> User:
    """Somebody who may do everything."""
    return User.objects.create_superuser("owner", password=factory.PASSWORD)


@pytest.fixture
def editor(client: Client, owner: User) -> Editor:
    """The owner, writing questionnaires."""
    client.force_login(owner)
    return Editor(client)


@pytest.fixture
def live(db: None) -> Questionnaire:
    """The small questionnaire, published."""
    return factory.published().questionnaire
