"""Many rows from one: a row of a model is encoded once and stored again and again, changed.

What is encrypted is encrypted once, so that years of data are there within a minute.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

BATCH = 1_000


class Copies:
    """Rows like one object that need not be stored itself."""

    def __init__(self, pattern: models.Model) -> None:
        self.fields = [field for field in pattern._meta.concrete_fields if not field.primary_key]
        self.table = pattern._meta.db_table
        self.values = {
            field.attname: self._encoded(field, getattr(pattern, field.attname))
            for field in self.fields
        }

    def row(self, changes: Mapping[str, Any]) -> list[Any]:
        """Return the columns of a row that differs in some values."""
        changed = {
            field.attname: self._encoded(field, changes[field.attname])
            for field in self.fields
            if field.attname in changes
        }
        return list((self.values | changed).values())

    def _encoded(self, field: Any, value: Any) -> Any:
        return field.get_db_prep_save(value, connection)


def store(rows: Iterable[tuple[Copies, Mapping[str, Any]]]) -> None:
    """Store copies, all of one table, in the order given."""
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_insert(batch[0][0]), _rows(batch))


def _rows(batch: Iterable[tuple[Copies, Mapping[str, Any]]]) -> Iterator[list[Any]]:
    for copies, changes in batch:
        yield copies.row(changes)


def _insert(copies: Copies) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in copies.fields)
    marks = ", ".join(["%s"] * len(copies.fields))
    return f"INSERT INTO {quote(copies.table)} ({columns}) VALUES ({marks})"
