"""No test reaches beyond this machine."""

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest

LOCAL_NAMES = {"", "localhost", socket.gethostname()}


class OutsideWorldError(RuntimeError):
    """Raised when a test opens a connection to another machine."""


def is_local(host: Any) -> bool:
    """Whether a host name or address is this machine."""
    if isinstance(host, bytes):
        host = host.decode()
    if host is None or host in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


def require_local(host: Any) -> None:
    """Raise OutsideWorldError for a host that is not this machine."""
    if not is_local(host):
        raise OutsideWorldError(f"A test tried to reach {host}; tests stay on this machine.")


@pytest.fixture(scope="session", autouse=True)
def stay_on_this_machine() -> Iterator[None]:
    """Refuse connections and name look-ups that leave this machine."""
    patch = pytest.MonkeyPatch()
    real_connect, real_getaddrinfo = socket.socket.connect, socket.getaddrinfo

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            require_local(address[0])
        real_connect(self, address)

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        require_local(host)
        return real_getaddrinfo(host, *args, **kwargs)

    patch.setattr(socket.socket, "connect", connect)
    patch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield
    patch.undo()
