"""Starts the sites, each behind the same server, and stops every one of them, whatever happens."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from benchmarks.client import LOOPBACK

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60.0
STOP_SECONDS = 10.0
LAST_LINES = 20


class StartError(Exception):
    """Raised when a server does not come up."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its port and its first process."""

    port: int
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """Return the processor time of the process and all it started, so far."""
        first = psutil.Process(self.process.pid)
        times = [process.cpu_times() for process in (first, *first.children(recursive=True))]
        return sum(one.user + one.system for one in times)


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def gunicorn(application: str) -> list[str]:
    """Return the command that serves an application; the settings are the same for all."""
    settings = ["--config", "benchmarks/gunicorn_bench.py"]
    return [sys.executable, "-m", "gunicorn", *settings, application]


@contextmanager
def serving(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Run a server on a free port, given to it in BENCH_PORT, until the block ends."""
    port = free_port()
    with log.open("ab") as output:
        process = _start(command, {**environment, "BENCH_PORT": str(port)}, output)
        try:
            _wait_for(port, process, log)
            yield Server(port, process)
        finally:
            stop(process)


def _start(
    command: Sequence[str], environment: Mapping[str, str], output: IO[bytes]
) -> "subprocess.Popen[bytes]":
    # In a session of its own, so that Ctrl-C reaches us first and its children can be stopped too.
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
    )


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
            return
        time.sleep(0.05)
    lines = log.read_text(errors="replace").splitlines()[-LAST_LINES:]
    raise StartError("\n".join(["A server did not start:", *lines]))


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Stop a server and all it started: gently first, then for good."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)


@contextmanager
def all_serving(
    applications: Mapping[str, str], environments: Mapping[str, Mapping[str, str]], folder: Path
) -> Iterator[dict[str, Server]]:
    """Serve several applications at once, by site; stop all when the block ends."""
    with ExitStack() as stack:
        yield {
            site: stack.enter_context(
                serving(gunicorn(application), environments[site], folder / f"{site}.log")
            )
            for site, application in applications.items()
        }
