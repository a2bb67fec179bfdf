"""A real server for races: its own database, several processes, each with threads."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.support.demo import ROOT, free_port, own_database, wait_until_it_answers

# Two such servers, and those of other tests, share the hundred connections of one PostgreSQL.
WORKERS, THREADS = 4, 5
BETWEEN_MAILS = "-" * 79 + "\n"
DONE = "the code has run"
LISTEN = f"""
import json, sys
for line in sys.stdin:
    exec(json.loads(line), {{}})
    print({DONE!r}, flush=True)
"""

PREPARE = """
from datetime import time
from django.core.management import call_command
from intake.booking.models import Location, Practitioner, Service, WeeklyHours

call_command("migrate", verbosity=0)
place = Location.objects.create(name="Main Street")
for key, practitioners in {
    "alone": 1, "pair": 2, "crowd": 1, "two-servers": 1, "killed": 1, "control": 1
}.items():
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


class Console:
    """One process that runs Python code on the server's database, again and again."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "--no-imports", "--command", LISTEN],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str) -> None:
        """Run code to its end; what goes wrong in it ends the process and the test."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(code) + "\n")
        self._process.stdin.flush()
        said = iter(self._process.stdout.readline, "")
        assert DONE in (line.strip() for line in said), code

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=30)


@dataclass(frozen=True, slots=True)
class Server:
    """A served site: its address, its files, and how to ask its database."""

    url: str
    folder: Path
    environment: dict[str, str]
    console: Console

    @contextmanager
    def without_guard(self) -> Iterator[None]:
        """Take the database's guard away for a while; what the control booked goes with it."""
        self.python(REMOVE_GUARD)
        try:
            yield
        finally:
            self.python(RESTORE_GUARD)

    @contextmanager
    def another(self) -> Iterator["OtherServer"]:
        """Serve the same site a second time, from another port."""
        port = free_port()
        log = self.folder / f"server-{port}.log"
        other = OtherServer(replace(self, url=f"http://localhost:{port}"), port, log)
        other.start()
        try:
            yield other
        finally:
            other.kill()

    def python(self, code: str) -> None:
        """Run Python code on the server's database, outside of the servers."""
        self.console.run(code)

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
        """The raw text of every sent e-mail; those of one second may share a file."""
        files = (path.read_text() for path in (self.folder / "mail").glob("*"))
        return [mail for text in files for mail in text.split(BETWEEN_MAILS) if mail.strip()]

    @property
    def log(self) -> str:
        """Everything the servers wrote."""
        return "".join(path.read_text() for path in self.folder.glob("server*.log"))


class OtherServer:
    """A second server of a site, which can be killed as a power cut would, and started again."""

    def __init__(self, site: Server, port: int, log: Path) -> None:
        self.site = site
        self._port = port
        self._log = log

    def start(self) -> None:
        """Serve until killed."""
        self._process = serve(self.site.environment, self._port, self._log)
        wait_until_it_answers(self._process, self.site.url, self._log)

    def kill(self) -> None:
        """Kill every process of the server at once; nobody gets to tidy up."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=30)


@contextmanager
def running_server(folder: Path) -> Iterator[Server]:
    """Migrate, prepare and serve a site with a kind of visit for each kind of race."""
    port = free_port()
    with own_database(f"race_{os.getpid()}", folder / "db.sqlite3") as database:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.concurrency.settings",
            "VAR_DIR": str(folder),
            **database,
        }
        url = f"http://localhost:{port}"
        with closing(Console(environment)) as console:
            console.run(PREPARE)
            with served(environment, port, folder / "server.log") as process:
                wait_until_it_answers(process, url, folder / "server.log")
                yield Server(url, folder, environment, console)


@contextmanager
def served(
    environment: dict[str, str], port: int, log: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """Serve the site from several processes; stop them at the end."""
    process = serve(environment, port, log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def serve(environment: dict[str, str], port: int, log: Path) -> "subprocess.Popen[bytes]":
    """Start to serve the site from several processes, in a process group of their own."""
    command = [
        *(sys.executable, "-m", "gunicorn", "clinic_site.wsgi", f"--bind=localhost:{port}"),
        *(f"--workers={WORKERS}", f"--threads={THREADS}", "--timeout=120"),
        "--preload",
    ]
    with log.open("a") as output:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
