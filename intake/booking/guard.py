"""The guard: the database itself refuses two appointments that overlap in one diary.

PostgreSQL: an exclusion constraint over the occupied range. SQLite: two triggers that say the
same. Other databases have no such guard and the system check says so. Django rebuilds SQLite
tables when it alters them and loses triggers on the way, so the guard is put back after every
migrate (see `apps.py`).
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from intake.booking.errors import OverlapError
from intake.booking.states import OCCUPYING

NAME = "intake_booking_no_overlap"
TABLE = "intake_booking_appointment"
OCCUPYING_SQL = ", ".join(f"'{state.value}'" for state in OCCUPYING)

POSTGRES_CONSTRAINT = (
    f"ALTER TABLE {TABLE} ADD CONSTRAINT {NAME} EXCLUDE USING gist "
    "(practitioner_id WITH =, tstzrange(occupied_from, occupied_to, '[)') WITH &&) "
    f"WHERE (state IN ({OCCUPYING_SQL}))"
)
FINGERPRINT = hashlib.sha256(POSTGRES_CONSTRAINT.encode()).hexdigest()

MEETS_ANOTHER = (
    f"NEW.state IN ({OCCUPYING_SQL}) AND EXISTS (SELECT 1 FROM {TABLE} AS other "  # noqa: S608
    f"WHERE other.practitioner_id = NEW.practitioner_id AND other.state IN ({OCCUPYING_SQL}) "
    "AND other.occupied_from < NEW.occupied_to AND other.occupied_to > NEW.occupied_from"
)
REFUSE = f"BEGIN SELECT RAISE(ABORT, '{NAME}'); END"
SQLITE_TRIGGERS = {
    f"{NAME}_insert": (
        f"CREATE TRIGGER {NAME}_insert BEFORE INSERT ON {TABLE} WHEN {MEETS_ANOTHER}) {REFUSE}"
    ),
    f"{NAME}_update": (
        f"CREATE TRIGGER {NAME}_update BEFORE UPDATE ON {TABLE} "
        f"WHEN {MEETS_ANOTHER} AND other.id <> OLD.id) {REFUSE}"
    ),
}


def is_supported(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether this kind of database can refuse an overlap."""
    return connection.vendor in ("postgresql", "sqlite")


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether the database refuses overlaps exactly as this code wants it to."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT obj_description(oid, 'pg_constraint') FROM pg_constraint WHERE conname = %s"
                " AND conrelid = to_regclass(%s)",
                [NAME, TABLE],
            )
            return [row[0] for row in cursor.fetchall()] == [FINGERPRINT]
        if connection.vendor == "sqlite":
            return _sqlite_triggers(cursor) == SQLITE_TRIGGERS
    return False


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the database refuse overlaps; raise OverlapError when it already holds one."""
    remove(connection)
    with refusing_overlaps(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
            cursor.execute(POSTGRES_CONSTRAINT)
            cursor.execute(f"COMMENT ON CONSTRAINT {NAME} ON {TABLE} IS '{FINGERPRINT}'")
        elif connection.vendor == "sqlite":
            for statement in SQLITE_TRIGGERS.values():
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guard away, if there is one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {NAME}")
        elif connection.vendor == "sqlite":
            for name in _sqlite_triggers(cursor):
                cursor.execute(f"DROP TRIGGER {name}")


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
        if NAME in str(error):
            raise OverlapError("this range meets another in the same diary") from error
        raise


def _sqlite_triggers(cursor: object) -> dict[str, str]:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
        [f"{NAME}%"],
    )
    return dict(cursor.fetchall())  # type: ignore[attr-defined]
