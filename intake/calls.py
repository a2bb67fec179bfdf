"""Who else keeps a call that is noted on a submission; booking adds itself here."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from intake.models import Submission

Keeper = Callable[[Submission, Any, bool, datetime], None]
"""Told of the submission, who called, whether the client was reached, and when."""

_keepers: dict[str, Keeper] = {}


def register(name: str, keeper: Keeper) -> None:
    """Add or replace who keeps calls, such as "booking"."""
    _keepers[name] = keeper


def tell(submission: Submission, *, by: Any, reached: bool, now: datetime) -> None:
    """Tell everybody of a call, inside the transaction that notes it."""
    for keep in _keepers.values():
        keep(submission, by, reached, now)
