"""A real server for races: its own database, several processes, each with threads."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.demo import ROOT, free_port, own_database, wait_until_it_answers

WORKERS, THREADS = 4, 8
SHELL = ("shell", "--no-imports", "--command")

PREPARE = """
from datetime import time
from intake.booking.models import Location, Practitioner, Service, WeeklyHours

place = Location.objects.create(name="Main Street")
for key, practitioners in {"alone": 1, "pair": 2, "control": 1}.items():
    service = Service.objects.create(
        key=key, name=key, length_minutes=60, step_minutes=30, minimum_notice_hours=1
    )
    for number in range(practitioners):
        person = Practitioner.objects.create(name=f"{key} {number}")
        person.services.add(service)
        WeeklyHours.objects.bulk_create(
            WeeklyHours(
                practitioner=person, location=place, weekday=weekday, start=time(0), end=time(0)
            )
            for weekday in range(7)
        )
"""
REMOVE_GUARD = """
from django.db import connection
from intake.booking import guard
guard.remove(connection)
"""
RESTORE_GUARD = """
from intake.booking import guard
from intake.booking.models import Appointment
Appointment.objects.filter(service__key="control").delete()
guard.ensure()
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A served site: its address, its files, and how to ask its database."""

    url: str
    folder: Path
    environment: dict[str, str]

    @contextmanager
    def without_guard(self) -> Iterator[None]:
        """Take the database's guard away for a while; what the control booked goes with it."""
        manage(self.environment, *SHELL, REMOVE_GUARD)
        try:
            yield
        finally:
            manage(self.environment, *SHELL, RESTORE_GUARD)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        if url := self.environment.get("DATABASE_URL"):
            import psycopg

            with psycopg.connect(url) as server:
                return server.execute(sql).fetchall()
        with closing(sqlite3.connect(self.folder / "db.sqlite3")) as file:
            return file.execute(sql).fetchall()

    @property
    def mails(self) -> list[str]:
        """The raw text of every sent e-mail."""
        return [path.read_text() for path in (self.folder / "mail").glob("*")]

    @property
    def log(self) -> str:
        """Everything the server wrote."""
        return (self.folder / "server.log").read_text()


@contextmanager
def running_server(folder: Path) -> Iterator[Server]:
    """Migrate, prepare and serve a site with three kinds of visit: alone, pair and control."""
    port = free_port()
    with own_database(f"race_{os.getpid()}") as database:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.concurrency.settings",
            "VAR_DIR": str(folder),
            **database,
        }
        manage(environment, "migrate", "--verbosity=0")
        manage(environment, *SHELL, PREPARE)
        url = f"http://localhost:{port}"
        with served(environment, port, folder / "server.log") as process:
            wait_until_it_answers(process, url, folder / "server.log")
            yield Server(url, folder, environment)


def manage(environment: dict[str, str], *arguments: str) -> None:
    """Run a management command on the server's database."""
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


@contextmanager
def served(
    environment: dict[str, str], port: int, log: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """Serve the site from several processes; stop them at the end."""
    command = [
        *(sys.executable, "-m", "gunicorn", "clinic_site.wsgi", f"--bind=localhost:{port}"),
        *(f"--workers={WORKERS}", f"--threads={THREADS}", "--timeout=120"),
    ]
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=30)
