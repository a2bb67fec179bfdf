"""What is made once for a whole run and copied by each worker: migrated and seeded databases."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.support.migrated import ROOT, begin_migrated


def run_folder() -> Path:
    """Return the folder that all workers of this run share; the settings made it."""
    return Path(os.environ["VAR_DIR"])


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Let no other worker of this run into the same block."""
    with (run_folder() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def address_of(name: str, url: str) -> str:
    """Return the address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def migrated_database(url: str) -> str:
    """Return the name of a migrated PostgreSQL database to copy; the first who asks makes it."""
    return _made_once(
        "migrated",
        url,
        None,
        lambda address: manage(
            "manage.py",
            "migrate",
            "--verbosity=0",
            DATABASE_URL=address,
            DJANGO_SETTINGS_MODULE="clinic_site.settings.test",
        ),
    )


def begin_seeded(folder: Path, url: str | None) -> str | None:
    """Put what the demo keeps in files into a folder; return the database to copy, if it is one.

    The first who asks seeds the demo.
    """
    seeded = run_folder() / "seeded"
    if url:
        template = migrated_database(url)
        name = _made_once("seeded", url, template, lambda address: _seed(seeded, address))
    else:
        name = None
        with one_at_a_time("seeded"):
            if not seeded.exists():
                _seed(seeded, None)
    shutil.copytree(seeded, folder, dirs_exist_ok=True)
    return name


def _seed(seeded: Path, address: str | None) -> None:
    """Prepare a demo without serving it; nothing is left behind when that fails."""
    building = seeded.with_name("seeding")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    if address is None:
        begin_migrated(building / "db.sqlite3")
    extra = {"VAR_DIR": str(building)} | ({"DATABASE_URL": address} if address else {})
    manage("scripts/demo.py", "prepare", **extra)
    building.rename(seeded)


def manage(*command: str, **extra: str) -> None:
    """Run one of the project's programs to its end."""
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment: Mapping[str, str] = kept | extra
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)


def _made_once(kind: str, url: str, template: str | None, fill: Callable[[str], None]) -> str:
    """Return the name of a database of this run, made under another name until it is whole."""
    import psycopg

    name, building = _name(kind), f"{_name(kind)}_building"
    with one_at_a_time(kind), psycopg.connect(url, autocommit=True) as server:
        found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if found is None:
            server.execute(f'DROP DATABASE IF EXISTS "{building}" WITH (FORCE)')
            server.execute(
                f'CREATE DATABASE "{building}"' + (f' TEMPLATE "{template}"' if template else "")
            )
            fill(address_of(building, url))
            server.execute(f'ALTER DATABASE "{building}" RENAME TO "{name}"')
    return name


def drop_databases(url: str) -> None:
    """Drop what this run made to copy from; the server may be used again."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        for kind in ("migrated", "seeded"):
            server.execute(f'DROP DATABASE IF EXISTS "{_name(kind)}" WITH (FORCE)')


def _name(kind: str) -> str:
    return f"{kind}_{hashlib.sha256(str(run_folder()).encode()).hexdigest()[:12]}"
