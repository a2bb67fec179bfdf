"""Which tests run on which database, in which order, and what they find there.

On SQLite everything runs but what is marked `postgres`. On PostgreSQL (scripts/with_postgres.py)
only what touches the database runs, and a journey in several ways (phone, keyboard, dark, without
JavaScript) in the first of them: they all end in the same queries. Neither counts as a skip.
"""

import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections

from tests.support import once
from tests.support.migrated import migrated
from tests.support.sharing import is_shared

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "demo_site"}
TRANSACTIONAL_FIXTURES = {"transactional_db", "live_server"}


def on_postgres() -> bool:
    """Whether this run is the one on PostgreSQL."""
    return settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("TEST_DB") == "postgres" and not on_postgres():
        raise pytest.UsageError(
            "TEST_DB=postgres needs a PostgreSQL address in DATABASE_URL. Run: "
            "python scripts/with_postgres.py python -m pytest"
        )
    # Playwright's event loop shows as running in the tests' thread. Django would then refuse the
    # database there, and asgiref would hand out other connections than the test database's.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    connections._connections = threading.local()
    # WhiteNoise warns about a missing folder, and warnings are errors.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Delete the files of the run, when the settings made a folder for them."""
    folder = Path(os.environ["VAR_DIR"])
    is_controller = not hasattr(config, "workerinput")
    is_made_for_run = folder.match(f"{tempfile.gettempdir()}/clinic-intake-test-*")
    if is_controller and on_postgres():
        once.drop_databases(os.environ["DATABASE_URL"])
    if is_controller and is_made_for_run:
        shutil.rmtree(folder, ignore_errors=True)


def touches_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    is_django_class = hasattr(getattr(item, "cls", None), "databases")
    is_marked = item.get_closest_marker("django_db") is not None
    return is_marked or is_django_class or bool(fixtures & DATABASE_FIXTURES)


def is_transactional(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    wants = bool(marker and marker.kwargs.get("transaction"))
    return wants or bool(TRANSACTIONAL_FIXTURES & set(getattr(item, "fixturenames", ())))


def restore_migrated_rows_before(item: pytest.Item) -> None:
    """Give a transactional test what migrations made (Wagtail's root page, locale and site)."""
    marker = item.get_closest_marker("django_db")
    kwargs: dict[str, Any] = dict(marker.kwargs) if marker else {}
    kwargs |= {"transaction": True, "serialized_rollback": True}
    item.add_marker(pytest.mark.django_db(**kwargs), append=False)


def for_postgres(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Yield what runs on PostgreSQL."""
    seen: set[str] = set()
    for item in filter(touches_database, items):
        journey = item.nodeid.partition("[")[0] if item.get_closest_marker("browser") else ""
        if not journey or journey not in seen:
            yield item
        seen.add(journey)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    run = list(
        for_postgres(items)
        if on_postgres()
        else (item for item in items if not item.get_closest_marker("postgres"))
    )
    if len(run) < len(items):
        kept = set(run)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = run
    for item in filter(is_transactional, items):
        restore_migrated_rows_before(item)
    # A transactional test empties the tables when it ends, so the others go first.
    items.sort(key=lambda item: (is_transactional(item), not is_shared(item)))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Put SQLite's test database in a file, where threads meet real locks as in production.

    On both databases it begins as a copy of a migrated one, where there is one.
    """
    test = connections["default"].settings_dict["TEST"]
    if on_postgres():
        test["TEMPLATE"] = once.migrated_database(os.environ["DATABASE_URL"])
    else:
        name = tmp_path_factory.mktemp("database") / "test.sqlite3"
        test["NAME"] = str(name)
        if migrated.is_file():
            shutil.copyfile(migrated, name)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Keep what was copied; the migrations then find nothing to do."""
    return not on_postgres() and migrated.is_file()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Keep a freshly migrated SQLite database for the next run: it takes half a minute to make."""
    if on_postgres() or migrated.is_file():
        return
    with django_db_blocker.unblock():
        fresh = Path(tempfile.mkstemp(dir=migrated.parent, prefix=migrated.name)[1])
        with closing(sqlite3.connect(fresh)) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
    fresh.replace(migrated)


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Let no test find what another left in the cache."""
    from intake.models import version

    cache.clear()
    # Versions never change, but a rolled-back test gives its primary keys to the next one.
    version._load_by_id.cache_clear()


@pytest.fixture(autouse=True)
def emptied_access_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a transactional test leave entries that nothing but a test may empty."""
    if "transactional_db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    from intake import access_log

    if access_log.AccessEntry.objects.exists():
        access_log.remove(connection)
        access_log.AccessEntry.objects.all().delete()
        access_log.install(connection)


@pytest.fixture
def no_connection_left(transactional_db: None) -> Iterator[None]:
    """Close this thread's connection after a test whose threads used the database."""
    yield
    connection.close()
