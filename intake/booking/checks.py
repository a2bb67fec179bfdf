"""System checks of booking."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning
from django.db import connections

from intake.booking import guard


def check_guard(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn where the database would let two appointments overlap.

    A warning and not an error: `migrate` puts the guard back and must be able to run.
    """
    messages: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if not guard.is_supported(connection):
            messages.append(
                Warning(
                    f"The database {alias!r} cannot refuse overlapping appointments.",
                    hint="Use PostgreSQL or SQLite, or two clients can get the same time.",
                    id="intake_booking.W001",
                )
            )
        elif guard.has_table(connection) and not guard.is_installed(connection):
            messages.append(
                Warning(
                    f"The guard against overlapping appointments is missing in {alias!r}.",
                    hint="Run: python manage.py migrate",
                    id="intake_booking.W002",
                )
            )
    return messages
