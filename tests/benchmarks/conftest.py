import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.servers import ROOT, Server, serving
from tests.benchmarks.site import WAY_IN


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log: Path = tmp_path_factory.mktemp("bench") / "site.log"
    with serving(WAY_IN, {**os.environ, "PYTHONPATH": str(ROOT)}, log) as server:
        yield server
