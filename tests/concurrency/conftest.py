"""One server for all races: starting it takes longer than racing."""

from collections.abc import Iterator

import pytest

from tests.concurrency.server import Server, running_server


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site served by several processes, with a database of its own."""
    with running_server(tmp_path_factory.mktemp("races")) as server:
        yield server
