"""A site in a clinic's own settings: tasks wait in the database, workers are processes."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.site.pages import ROOT, production_environment
from tests.support.demo import own_database

PATIENCE_SECONDS = 300
WORKER = ("db_worker", "--batch", "--no-startup-delay", "--no-reload")


@dataclass(frozen=True, slots=True)
class Clinic:
    """A site with production settings: its files, and how to ask its database."""

    folder: Path
    environment: dict[str, str]

    def command(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a management command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def manage(self, *arguments: str) -> str:
        """Run a management command to its end; return what it wrote."""
        process = self.command(*arguments)
        output, _nothing = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, output
        return output

    def python(self, code: str) -> "subprocess.Popen[str]":
        """Start Python code in a process of its own."""
        return self.command("shell", "--no-imports", "--command", code)

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """Yield a connection to the clinic's database that Django knows nothing of."""
        url = self.environment["DATABASE_URL"]
        if url.startswith("sqlite"):
            with closing(sqlite3.connect(self.folder / "clinic.sqlite3", timeout=20)) as file:
                yield file
            return
        import psycopg

        with psycopg.connect(url, autocommit=True) as server:
            yield server

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with self.connection() as connection:
            return list(connection.execute(sql).fetchall())


@contextmanager
def running_clinic(folder: Path, name: str) -> Iterator[Clinic]:
    """Yield a migrated site with production settings and a database of its own."""
    with own_database(f"{name}_{os.getpid()}", folder / "clinic.sqlite3") as database:
        environment = {
            "PATH": "/usr/bin:/bin",
            "DJANGO_SETTINGS_MODULE": "clinic_site.settings.production",
            **production_environment(folder),
            **database,
        }
        found = Clinic(folder, environment)
        found.manage("migrate", "--verbosity=0")
        yield found
