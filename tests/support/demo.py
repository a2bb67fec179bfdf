"""Start the demo as `make demo` does, with its own data and port."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts import demo
from tests.support.migrated import ROOT, begin_migrated
from tests.support.once import address_of, begin_seeded, migrated_database

PATIENCE_SECONDS = 180


@dataclass(frozen=True, slots=True)
class DemoSite:
    """A served demo: its address without a closing slash, and where it keeps its files."""

    url: str
    var_dir: Path

    @property
    def mails(self) -> list[str]:
        """Return the raw text of every file of sent e-mails, oldest first."""
        folder = self.var_dir / "mail"
        files = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime)
        return [path.read_text() for path in files]


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def own_database(name: str, file: Path, template: str | None = None) -> Iterator[dict[str, str]]:
    """Yield the environment of a database for one site, on the kind of server this run uses.

    On SQLite it will be in `file`. It may be migrated already; on PostgreSQL it begins as a copy of
    `template` where one is named.
    """
    url = os.environ.get("DATABASE_URL")
    if not url:
        if not file.exists():
            begin_migrated(file)
        yield {}
        return
    import psycopg

    template = template or migrated_database(url)
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield {"DATABASE_URL": address_of(name, url)}
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def running_demo(folder: Path, name: str = "demo") -> Iterator[DemoSite]:
    """Serve a seeded demo that keeps its files in `folder`; stop it at the end.

    Two that run at the same time need different names for their databases.
    """
    port = free_port()
    url = f"http://localhost:{port}"
    log = folder / "demo.log"
    # Outside of a run of the tests there is nobody to share with: the demo seeds itself.
    is_test = "PYTEST_CURRENT_TEST" in os.environ
    seeded = begin_seeded(folder, os.environ.get("DATABASE_URL")) if is_test else None
    with own_database(f"{name}_{os.getpid()}", folder / "db.sqlite3", seeded) as database:
        environment = {
            **{key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"},
            "VAR_DIR": str(folder),
            "PORT": str(port),
            **database,
        }
        if is_test:
            # What decides whether it seeds anew: the address of its database is part of it.
            (folder / demo.STAMP.name).write_text(demo.fingerprint(environment))
        with log.open("w") as output:
            server = subprocess.Popen(
                [sys.executable, "scripts/demo.py", "serve"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            wait_until_it_answers(server, f"{url}/healthz", log)
            yield DemoSite(url=url, var_dir=folder)
        finally:
            server.terminate()
            server.wait(timeout=30)


def wait_until_it_answers(server: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    """Return once an address answers 200; raise RuntimeError with the log when it never does."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=10) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"{address} never answered:\n{log.read_text()}")
