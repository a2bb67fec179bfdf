"""A download as a browser makes it: when its first byte comes, when its last, and what it costs."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import psutil

from benchmarks.client import LOOPBACK, Prepared
from benchmarks.servers import Server

LOOK_SECONDS = 0.02
PART = 65_536
PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class Download:
    """Seconds until the first byte and the last, the size, and what the server grew by."""

    status: int
    first_byte: float
    whole: float
    size_mb: float
    grown_mb: float


@dataclass(slots=True)
class Watched:
    """How far the memory of a server's processes rose above what it was."""

    before: float
    peak: float = field(default=0.0)

    @property
    def grown_mb(self) -> float:
        """Megabytes above what it was."""
        return max(0.0, self.peak - self.before)


def memory_mb(server: Server) -> float:
    """Return the resident memory of a server and all it started, in megabytes."""
    first = psutil.Process(server.process.pid)
    found = [one.memory_info().rss for one in (first, *first.children(recursive=True))]
    return sum(found) / 2**20


@contextmanager
def watching(server: Server) -> Iterator[Watched]:
    """Look at a server's memory again and again while the block runs."""
    watched = Watched(memory_mb(server))
    done = threading.Event()

    def look() -> None:
        while not done.wait(LOOK_SECONDS):
            watched.peak = max(watched.peak, memory_mb(server))

    looker = threading.Thread(target=look)
    looker.start()
    try:
        yield watched
    finally:
        done.set()
        looker.join()


def download(server: Server, request: Prepared, into: Path) -> Download:
    """Send a request and keep what comes in a file."""
    connection = HTTPConnection(LOOPBACK, server.port, timeout=PATIENCE)
    cookies = "; ".join(f"{name}={value}" for name, value in request.cookies.items())
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    size, first_byte = 0, 0.0
    with watching(server) as watched, into.open("wb") as file:
        began = time.perf_counter()
        connection.request(request.method, request.path, request.body.encode(), headers)
        response = connection.getresponse()
        while part := response.read1(PART):
            first_byte = first_byte or time.perf_counter() - began
            size += file.write(part)
        whole = time.perf_counter() - began
    connection.close()
    return Download(response.status, first_byte, whole, size / 2**20, watched.grown_mb)
