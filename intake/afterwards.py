"""What is done once others see what was written."""

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any

from django.db import transaction


def after_commit(act: Callable[..., Any], *arguments: Any) -> None:
    """Call `act` when the current transaction is committed, at once where there is none.

    What fails then is logged and undoes nothing: neither what was written nor what else is to be
    done afterwards.
    """
    call = partial(act, *arguments)
    # Django names in its log what failed, and a partial has no name of its own.
    update_wrapper(call, act)
    transaction.on_commit(call, robust=True)
