"""Who else keeps a call that is noted on a submission; booking adds itself here."""

from datetime import datetime
from typing import Any, Protocol

from intake.models import Submission


class Keeper(Protocol):
    """Keeps a call, inside the transaction that notes it."""

    def __call__(self, *, submission: Submission, by: Any, reached: bool, now: datetime) -> None:
        """Keep who called about which submission, and whether the client was reached."""


_keepers: dict[str, Keeper] = {}


def register(name: str, keeper: Keeper) -> None:
    """Add or replace who keeps calls, such as "booking"."""
    _keepers[name] = keeper


def tell(submission: Submission, *, by: Any, reached: bool, now: datetime) -> None:
    """Tell everybody of a call, inside the transaction that notes it."""
    for keep in _keepers.values():
        keep(submission=submission, by=by, reached=reached, now=now)
