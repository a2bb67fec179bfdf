"""Which tests go to one worker together: those that share something slow to start."""

from pathlib import Path

import pytest

TOGETHER = (
    "tests/plugin",
    "tests/concurrency",
    "tests/browser/test_editors_evening.py",
    "tests/browser/test_seldom_seen.py",
)
"""Folders and files whose tests share a wheel in a fresh project, a race's servers or a demo."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        path = item.path.relative_to(config.rootpath)
        for place in map(Path, TOGETHER):
            if path == place or place in path.parents:
                item.add_marker(pytest.mark.xdist_group(place.stem))


def is_shared(item: pytest.Item) -> bool:
    """Whether a test goes with others; these are long, and begin first."""
    return item.get_closest_marker("xdist_group") is not None
