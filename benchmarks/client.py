"""A small HTTP client: one kept-alive connection to this machine, little work of its own."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

LOOPBACK = "127.0.0.1"
PATIENCE = 60.0
"""Seconds a server may take for one answer."""


class OutsideError(Exception):
    """Raised when anything but this machine is to be contacted."""


class BrokenAnswerError(Exception):
    """Raised when the server's answer cannot be read."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request ready to be sent, and what its answer must be."""

    method: str
    path: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    status: int = 200
    contains: tuple[str, ...] = ()
    """Texts that stand in the answer's body or, for a redirect, in its Location."""
    headers: Mapping[str, str] = field(default_factory=dict)
    then: Self | None = None
    """What follows at the address the answer leads to; the two are one piece of work."""

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Self:
        """Return a request from its JSON."""
        then = plain.get("then")
        read = {"contains": tuple(plain.get("contains", ())), "then": then and cls.read(then)}
        return cls(**{**plain, **read})

    def after(self, answer: "Answer") -> Self | None:
        """Return the request that follows a right answer, None where none does."""
        if self.then is None or answer.failures(self):
            return None
        return replace(self.then, path=answer.headers["location"])

    def wire(self, port: int) -> bytes:
        """Return the bytes to send."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {LOOPBACK}:{port}"]
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            lines.append(f"Cookie: {pairs}")
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        body = self.body.encode()
        if self.method == "POST":
            lines.append("Content-Type: application/x-www-form-urlencoded")
            lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (names in lower case) and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def failures(self, request: Prepared) -> list[str]:
        """Return what is wrong with the answer, in words; nothing when all is right."""
        if self.status != request.status:
            return [f"{request.path} answered {self.status} instead of {request.status}"]
        text = self.body.decode() or self.headers.get("location", "")
        return [
            f"{request.path} does not say {wanted!r}"
            for wanted in request.contains
            if wanted not in text
        ]


class Connection:
    """One connection; use it in a with block."""

    def __init__(self, port: int, host: str = LOOPBACK) -> None:
        if host != LOOPBACK:
            raise OutsideError(f"Only {LOOPBACK} is ever contacted, not {host}.")
        self._address = (host, port)
        self._left = b""

    def __enter__(self) -> Self:
        self._socket = socket.create_connection(self._address, PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._socket.close()

    def send(self, wire: bytes) -> Answer:
        """Send a request's bytes and return its whole answer."""
        self._socket.sendall(wire)
        head = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head)
        }
        if "content-length" not in headers:
            raise BrokenAnswerError(f"An answer without a length: {head[0]}")
        body = self._exactly(int(headers["content-length"]))
        return Answer(int(head[0].split(" ", 2)[1]), headers, body)

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._left:
            self._receive()
        found, _, self._left = self._left.partition(mark)
        return found

    def _exactly(self, length: int) -> bytes:
        while len(self._left) < length:
            self._receive()
        found, self._left = self._left[:length], self._left[length:]
        return found

    def _receive(self) -> None:
        more = self._socket.recv(65536)
        if not more:
            raise BrokenAnswerError("The server closed the connection.")
        self._left += more
