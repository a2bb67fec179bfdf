"""Several actions at the same moment, each in a thread with a database connection of its own."""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

from django.db import connections

PATIENCE_SECONDS = 20


def at_once(actions: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start every action at the same moment; return what each gave, a refusal as itself."""
    ready, results = Barrier(len(actions)), []

    def run(action: Callable[[], Any]) -> None:
        try:
            ready.wait(timeout=PATIENCE_SECONDS)
            results.append(action())
        except Exception as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
