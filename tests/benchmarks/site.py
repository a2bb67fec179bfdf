"""A small site of the tests' own, served as the benchmarks serve theirs."""

import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Process
from typing import ClassVar

WAY_IN = (sys.executable, "-m", "tests.benchmarks.site")


class Page(BaseHTTPRequestHandler):
    """Answers with its own address; /slow/ takes its time, /endless/ does not say how long,
    /stream/ comes in parts. Each address under /contended/ is given to the first who asks.
    """

    protocol_version = "HTTP/1.1"
    given: ClassVar[set[str]] = set()
    one_at_a_time = threading.Lock()

    def do_GET(self) -> None:
        if self.path.startswith("/nowhere/"):
            return self._send(404, b"")
        if self.path.startswith("/endless/"):
            self.send_response(200)
            return self.end_headers()
        if self.path.startswith("/stream/"):
            return self._stream()
        if self.path.startswith("/contended/"):
            with self.one_at_a_time:
                is_first = self.path not in self.given
                self.given.add(self.path)
            return self._send(302 if is_first else 409, b"")
        if self.path.startswith("/slow/"):
            time.sleep(0.02)
        return self._send(200, f"You are at {self.path}".encode())

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(302)
        self.send_header("Location", f"/next/?{sent.decode()}&{self.headers['Cookie']}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _stream(self) -> None:
        """Send a part, grow by sixty megabytes, and send the rest after a moment."""
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"5\r\nfirst\r\n")
        self.wfile.flush()
        grown = bytearray(os.urandom(1) * (60 * 2**20))
        time.sleep(0.3)
        self.wfile.write(b"4\r\nlast\r\n0\r\n\r\n")
        del grown

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


def work() -> None:
    """Be a worker that is busy for a moment, then idle until it is stopped."""
    end = time.process_time() + 0.2
    while time.process_time() < end:
        pass
    time.sleep(600)


def main() -> None:
    """Serve on BENCH_PORT, with a child process as a real server has."""
    Process(target=work).start()
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["BENCH_PORT"])), Page).serve_forever()


if __name__ == "__main__":
    main()
