"""The guard: the database itself refuses two appointments that overlap.

In one practitioner's diary, in one room, or for one client. PostgreSQL: an exclusion constraint
each. SQLite: two triggers each that say the same. What staff put on top of something else on
purpose (`overbooked`) is left out of the comparison, except for the client: nobody is in two
places at once. Other databases have no such guard and the system check says so. Django rebuilds
SQLite tables when it alters them and loses triggers on the way, so the guard is put back after
every migrate (see `apps.py`).
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from intake.booking.errors import ClientBusyError, OverlapError
from intake.booking.states import OCCUPYING

PREFIX = "intake_booking_no_overlap"
TABLE = "intake_booking_appointment"
OCCUPYING_SQL = ", ".join(f"'{state.value}'" for state in OCCUPYING)


@dataclass(frozen=True, slots=True)
class Rule:
    """What may not overlap: rows with the same value in a column, over a range of two columns.

    `counts` is the condition a row must meet to be compared, with "{row}" for the row's name.
    """

    name: str
    column: str
    begins: str
    ends: str
    counts: str
    error: type[OverlapError] = OverlapError

    def condition(self, row: str) -> str:
        """Return the condition for a row of that name; "" where the name is understood."""
        prefix = f"{row}." if row else ""
        return f"{prefix}state IN ({OCCUPYING_SQL}) AND {self.counts.format(row=prefix)}"

    @property
    def constraint(self) -> str:
        """The constraint in PostgreSQL's words."""
        return (
            f"ALTER TABLE {TABLE} ADD CONSTRAINT {self.name} EXCLUDE USING gist "
            f"({self.column} WITH =, tstzrange({self.begins}, {self.ends}, '[)') WITH &&) "
            f"WHERE ({self.condition('')})"
        )

    @property
    def fingerprint(self) -> str:
        """What tells this constraint from an older one of the same name."""
        return hashlib.sha256(self.constraint.encode()).hexdigest()

    @property
    def triggers(self) -> dict[str, str]:
        """The two triggers that say the same in SQLite: name → statement."""
        meets = (
            f"{self.condition('NEW')} AND EXISTS (SELECT 1 FROM {TABLE} AS other "  # noqa: S608
            f"WHERE other.{self.column} = NEW.{self.column} AND {self.condition('other')} "
            f"AND other.{self.begins} < NEW.{self.ends} AND other.{self.ends} > NEW.{self.begins}"
        )
        refuse = f"BEGIN SELECT RAISE(ABORT, '{self.name}'); END"
        insert, update = f"{self.name}_insert", f"{self.name}_update"
        return {
            insert: f"CREATE TRIGGER {insert} BEFORE INSERT ON {TABLE} WHEN {meets}) {refuse}",
            update: (
                f"CREATE TRIGGER {update} BEFORE UPDATE ON {TABLE} "
                f"WHEN {meets} AND other.id <> OLD.id) {refuse}"
            ),
        }


RULES = (
    Rule(PREFIX, "practitioner_id", "occupied_from", "occupied_to", "NOT {row}overbooked"),
    Rule(
        f"{PREFIX}_room",
        "room_id",
        "occupied_from",
        "occupied_to",
        "NOT {row}overbooked AND {row}room_id IS NOT NULL",
    ),
    # Buffers are the practitioner's; a client may go from one visit straight to the next.
    Rule(
        f"{PREFIX}_client",
        "client_digest",
        "starts_at",
        "ends_at",
        "{row}client_digest <> ''",
        ClientBusyError,
    ),
)
SQLITE_TRIGGERS = {name: sql for rule in RULES for name, sql in rule.triggers.items()}


def is_supported(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether this kind of database can refuse an overlap."""
    return connection.vendor in ("postgresql", "sqlite")


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether the database refuses overlaps exactly as this code wants it to."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _postgres_constraints(cursor) == {rule.name: rule.fingerprint for rule in RULES}
        if connection.vendor == "sqlite":
            return _sqlite_triggers(cursor) == SQLITE_TRIGGERS
    return False


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the database refuse overlaps.

    PostgreSQL looks at the rows that are there, too: raise OverlapError when any two overlap, and
    leave the guard that was there. SQLite looks at what is written from now on; `doctor` tells of
    the others.
    """
    try:
        with refusing_overlaps(), transaction.atomic(using=connection.alias):
            _install(connection)
    except OverlapError as error:
        pairs = "; ".join(f"{one} and {other}" for one, other in overlapping(connection))
        raise type(error)(
            f"These appointments overlap: {pairs}. Cancel or move one of each two, in the admin or "
            "with the release you come from, then run: python manage.py migrate"
        ) from error


def _install(connection: BaseDatabaseWrapper) -> None:
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
            for rule in RULES:
                cursor.execute(rule.constraint)
                cursor.execute(
                    f"COMMENT ON CONSTRAINT {rule.name} ON {TABLE} IS '{rule.fingerprint}'"
                )
        elif connection.vendor == "sqlite":
            for statement in SQLITE_TRIGGERS.values():
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guard away, if there is one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in _postgres_constraints(cursor):
                cursor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT {name}")
        elif connection.vendor == "sqlite":
            for name in _sqlite_triggers(cursor):
                cursor.execute(f"DROP TRIGGER {name}")


def overlapping(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """Return the references of every two appointments that a rule forbids beside each other."""
    found: set[tuple[str, str]] = set()
    with connection.cursor() as cursor:
        for rule in RULES:
            cursor.execute(
                f"SELECT one.reference, other.reference FROM {TABLE} AS one "  # noqa: S608
                f"JOIN {TABLE} AS other ON one.{rule.column} = other.{rule.column} "
                f"AND one.id < other.id AND one.{rule.begins} < other.{rule.ends} "
                f"AND other.{rule.begins} < one.{rule.ends} "
                f"WHERE {rule.condition('one')} AND {rule.condition('other')}"
            )
            found.update(cursor.fetchall())
    return sorted(found)


def has_table(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether appointments are migrated in this database."""
    return TABLE in connection.introspection.table_names()


def ensure(using: str = DEFAULT_DB_ALIAS, **kwargs: object) -> None:
    """Put the guard back when a migration took it away; a receiver of `post_migrate`."""
    connection = connections[using]
    if is_supported(connection) and has_table(connection) and not is_installed(connection):
        install(connection)


@contextmanager
def refusing_overlaps() -> Iterator[None]:
    """Turn the database's refusal of an overlap into OverlapError, on every database alike."""
    try:
        yield
    except IntegrityError as error:
        for rule in reversed(RULES):  # the longer names begin with the first one
            if rule.name in str(error):
                raise rule.error(f"this range meets another: {rule.name}") from error
        raise


def _postgres_constraints(cursor: Any) -> dict[str, str]:
    cursor.execute(
        "SELECT conname, obj_description(oid, 'pg_constraint') FROM pg_constraint "
        "WHERE conname LIKE %s AND conrelid = to_regclass(%s)",
        [f"{PREFIX}%", TABLE],
    )
    return dict(cursor.fetchall())


def _sqlite_triggers(cursor: Any) -> dict[str, str]:
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
        [f"{PREFIX}%"],
    )
    return dict(cursor.fetchall())
