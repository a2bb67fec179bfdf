"""Exports: rows leave as a file while they are being read, so that many rows need little memory.

The keys are read first: they say how many rows there will be, for the reader and for the access
log. The rows follow in slices of them. Each slice is a query of its own, so no transaction is open
for as long as a download takes.
"""

import logging
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from intake import access_log
from intake.export_formats import BrokenOff, Cells, Column, Format

SLICE = 500
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be sent: its kind for the access log, its columns, and how slices are read."""

    kind: str
    columns: tuple[Column, ...]
    keys: Sequence[int]
    read: Callable[[Sequence[int]], Iterable[Cells]]

    def rows(self) -> Iterator[Cells]:
        """Yield the rows, one query a slice."""
        for first in range(0, len(self.keys), SLICE):
            yield from self.read(self.keys[first : first + SLICE])

    def lines(self) -> Iterator[Cells | BrokenOff]:
        """Yield the rows; an error ends them with a mark instead of with silence."""
        done = 0
        try:
            for row in self.rows():
                yield row
                done += 1
        except Exception as error:
            # Half the file has left, so there is no page to say it on. Only what kind of error it
            # was is logged: its words may hold what a client answered.
            logger.error(
                "An export (%s) broke off after %d rows: %s", self.kind, done, type(error).__name__
            )
            yield BrokenOff(done)


def keys_of(queryset: Any) -> Sequence[int]:
    """Return the primary keys of rows in their order, eight bytes each."""
    # Asked for in order, a database reads every row in that order; unordered, an index is enough.
    return array("q", sorted(queryset.order_by().values_list("pk", flat=True).iterator()))


def begin(*, export: Export, form: Format, by: Any) -> Iterator[bytes]:
    """Note in the access log that somebody exports rows; return the parts of the file."""
    access_log.note(
        by=by, action=access_log.Action.EXPORT, kind=export.kind, count=len(export.keys)
    )
    return form.write(export.columns, export.lines())
