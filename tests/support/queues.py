"""A queue of tasks that is away."""

from typing import Any

import pytest
from django_tasks.backends.immediate import ImmediateBackend


class DownBackend(ImmediateBackend):
    """Refuses every task, as a queue does whose server is down."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        """Refuse."""
        raise ConnectionError("The queue is away")


@pytest.fixture
def no_queue(settings: Any) -> None:
    """No task can be left for a worker."""
    settings.TASKS = {"default": {"BACKEND": f"{__name__}.{DownBackend.__name__}"}}
